// Planned looks: what each look at growing data may claim if a study is looked at several times and stops at
// the first answer. Constant levels after Pocock (Biometrika 64, 1977): every look by the same, smaller
// level, so that all together err as often as one look at 5 %. Valid for looks that were planned before the
// first, at groups of about equal size; for none that was added because the last one did not please.
#pragma once

#include <cstdint>

namespace crossfade::statistics {

inline constexpr std::uint32_t most_planned_looks = 3;

/// Two-sided nominal level of each of `looks` planned looks, 5 % together: 0.05, 0.0294, 0.0221. NaN for 0
/// looks and for more than most_planned_looks.
double level_of_look(std::uint32_t looks);

}  // namespace crossfade::statistics
