// Size advice: the cheapest type, size and number of machines that carry a demand within the objective, in
// memory, and with a zone lost. Sizes that were not measured are extrapolated from their family's measured
// one by vCPUs, and called so. Every machine runs at its SLO throughput when a zone is gone: spikes, slow
// hosts and uneven balancing are not in it (that is a fleet plan's).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/cost.h"
#include "analysis/price_book.h"
#include "analysis/side_price.h"

namespace crossfade::analysis {

struct Demand {
  double per_s = 0;
  std::uint32_t zones = 3;               ///< machines are spread over them evenly; 1 = none may be lost
  std::optional<double> memory_bytes{};  ///< that a machine has to have for the service
};

struct SizeChoice {
  std::string workload, plan, type;
  std::string measured_on;  ///< side that the rate is of, or was extrapolated from
  bool extrapolated = false;
  Price price;
  double rate_per_s = 0;  ///< that a machine is counted on for: the lower end where there is one
  std::optional<double> middle_rate_per_s;  ///< by the value itself
  BindingLimit limit = BindingLimit::cpu;
  std::uint64_t machines = 0, middle_machines = 0;
  double per_hour = 0;  ///< of all machines
  std::string doubt;    ///< what stands beside the SLO throughput that this rests on; empty = nothing
};

/// A size that cannot do it, and why.
struct SizeRuledOut {
  std::string workload, type, why;
};

struct SizeAdvice {
  Demand demand;
  std::vector<SizeChoice> choices;  ///< by workload and plan, in these the cheapest first
  std::vector<SizeRuledOut> ruled_out;
  std::vector<std::string> notes;
};

/// Of the sides and prices of `cost`; other sizes' prices from the book, of the same plan, region and
/// currency. The demand is asked of every workload by itself. Errors: usage, if prices of several currencies
/// remain.
results::Result<SizeAdvice> size_advice(const std::vector<Comparison>& comparisons, const CostTable& cost,
                                        const PriceBook& book, const Demand& demand);

}  // namespace crossfade::analysis
