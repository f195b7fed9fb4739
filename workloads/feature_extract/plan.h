// Plan: which extractors a kind of candidate needs, in order. Some extractors are in most plans, none is in
// nearly all, and all are in some.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>

#include "workloads/feature_extract/extractor.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"

namespace crossfade::workloads::feature_extract {

inline constexpr std::uint32_t kFeaturesPerCandidate = 160;

using Plan = std::array<std::uint16_t, kFeaturesPerCandidate>;

class PlanMaker {
 public:
  Plan make(Random& random) const {
    Plan plan;
    for (std::uint16_t& number : plan) {
      // In steps of the golden section, so that popular extractors are not neighbours in memory.
      number = static_cast<std::uint16_t>(popularity_(random) * kStep % kExtractors);
    }
    return plan;
  }

 private:
  static constexpr double kPopularityExponent = 0.4;
  static constexpr std::uint64_t kStep = 1861;
  static_assert(std::gcd(kStep, std::uint64_t{kExtractors}) == 1, "every extractor has a rank");

  Zipf popularity_{kExtractors, kPopularityExponent};
};

}  // namespace crossfade::workloads::feature_extract
