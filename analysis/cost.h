// Cost per million requests within the SLO: 10^6 * price per hour / (3600 * R * compliant share), where R is
// the smallest of SLO rate and network baseline / bytes per request, and none where memory is too small
// (rate_limit.h); the binding limit is named. Where no
// price is known no dollars are invented: the break-even price ratio and its interval are given instead.
// A price is that of the region a side was recorded in where the book has one, else it is said to be of
// another. docs/methodology.md has the rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/estimate.h"
#include "analysis/price_book.h"
#include "analysis/rate_limit.h"
#include "analysis/side_price.h"

namespace crossfade::analysis {

struct CostRow {
  std::string workload, side, plan;
  std::optional<Price> price;  ///< absent = unknown
  Estimate slo_rate_per_s;     ///< of the CPU alone: solved, or of the grid where a side has no chunks
  Estimate rate_per_s;         ///< R: after the binding limit; none where memory binds
  BindingLimit limit = BindingLimit::cpu;
  Estimate usd_per_million;  ///< value and interval, or why not
  Ratio
      cost_ratio;  ///< to the baseline: reciprocal of the rate ratio times the price ratio; absent in its row
  double disturbed_share = 0;    ///< of the stages behind the ratio, of the side with the larger one
  std::string region_note = {};  ///< why the price is of another region than the side; empty = it is not
};

struct BreakEven {
  std::string workload, side;
  Estimate price_ratio;  ///< cheaper if its price is below this multiple of the baseline's; disturbed_share
                         ///< is that of the side with the larger one
};

struct CostTable {
  std::vector<CostRow> rows;
  std::vector<BreakEven> break_even;
  std::vector<std::string> notes;
};

/// 10^6 price / (3600 rate share): of so many requests per second, of which that share counts.
double cost_per_million(double price_per_hour, double rate_per_s, double compliant_share = 1);

/// `compare_options`: those of the comparisons, for ratios of limited rates.
CostTable cost(const std::vector<Comparison>& comparisons, const PriceBook& book, const CostOptions& options,
               const CompareOptions& compare_options = {});

}  // namespace crossfade::analysis
