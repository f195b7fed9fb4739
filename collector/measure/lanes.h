// Lanes: the arrivals of a spike stage, sorted by what is served first under its policy, and the limits of
// its classes. Made before the stage begins.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collector/measure/priority_loop.h"
#include "collector/measure/request_mix.h"
#include "results/vocabulary/shedding_policy.h"
#include "workloads/abi.h"

namespace crossfade::collector {

class Lanes {
 public:
  /// A lane for each priority among the classes, or one of all if the policy does not look at priorities.
  /// arrival_ns[i] is of class mix.class_of(i).
  Lanes(std::span<const std::int64_t> arrival_ns, const RequestMix& mix, std::span<const cf_class> classes,
        const results::SheddingPolicy& policy);

  std::vector<Lane> views() const;
  std::size_t size() const { return arrival_ns_.size(); }
  /// Of a dispatched request among all of the stage: no two are equal.
  std::uint64_t number_of(const Dispatch& dispatch) const {
    return first_number_[dispatch.lane] + dispatch.passage.request;
  }

 private:
  std::vector<std::vector<std::int64_t>> arrival_ns_;
  std::vector<std::vector<std::uint16_t>> classes_;
  std::vector<std::uint64_t> first_number_;
};

/// By class: the policy's shares of the class's own objective. A class without a cheaper answer never gets
/// one.
std::vector<ClassLimits> class_limits(std::span<const cf_class> classes,
                                      const results::SheddingPolicy& policy);

/// Share of the requests that the policy never sheds, however late they are.
double kept_share(std::span<const cf_class> classes, const results::SheddingPolicy& policy);

}  // namespace crossfade::collector
