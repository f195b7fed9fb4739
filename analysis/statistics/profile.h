// Profile: the values of one quantity of a model that the data do not tell from the best one, found from the
// least sum of squares with the quantity held. For quantities whose allowed values are one stretch.
#pragma once

#include <functional>
#include <optional>

namespace crossfade::statistics {

/// Least sum of squares with the quantity held at a value.
using Profile = std::function<double(double)>;

/// The last allowed value on the way from `inside`, which is allowed, to `outside`; `outside` if that is
/// allowed too. Allowed: a sum of squares of at most `limit`.
double profile_edge(const Profile& squares, double limit, double inside, double outside);

/// The same without a known end: a value that is not allowed is looked for in steps that double, from a first
/// one of `step`, downwards if that is negative. nullopt if there is none.
std::optional<double> open_profile_edge(const Profile& squares, double limit, double inside, double step);

}  // namespace crossfade::statistics
