// Control variates: what was read beside each value and explains a part of its noise, taken out of it. The
// mean of all values stays about what it was; they scatter less. Only for values that are compared on the
// same scale of the controls: what separates two sides in their controls is taken out as well. The reports
// take none out: docs/methodology.md, Silent neighbours, says why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::study {

/// As many values as this for every control: with fewer, coefficients would be noise themselves. The first so
/// many are used.
inline constexpr std::size_t values_per_control = 10;

/// values less their controls' part: value - sum of coefficient x (control - its mean). Each control is as
/// long as values and says "slower" by being larger: coefficients are not below 0. A value's coefficients are
/// those of all values of other blocks (leave one block out), so none explains itself. Controls are held
/// within three robust standard deviations of their median. A value whose control is not finite is left as it
/// is, and no coefficient comes from it. In the values' unit and order. Lavenberg and Welch, Management
/// Science 27 (1981); Avramidis and Wilson, Operations Research 41 (1993), for coefficients of other data
/// than the value's own.
std::vector<double> controlled(std::span<const double> values, std::span<const std::vector<double>> controls,
                               std::span<const std::uint32_t> blocks);

}  // namespace crossfade::study
