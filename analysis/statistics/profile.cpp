#include "analysis/statistics/profile.h"

namespace crossfade::statistics {

double profile_edge(const Profile& squares, double limit, double inside, double outside) {
  constexpr int halvings = 100;  // more than a double has digits
  if (squares(outside) <= limit) return outside;
  for (int i = 0; i < halvings; ++i) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) break;
    (squares(middle) <= limit ? inside : outside) = middle;
  }
  return inside;
}

std::optional<double> open_profile_edge(const Profile& squares, double limit, double inside, double step) {
  constexpr int doublings = 200;
  for (int i = 0; i < doublings; ++i, step *= 2) {
    if (squares(inside + step) > limit) return profile_edge(squares, limit, inside, inside + step);
  }
  return std::nullopt;
}

}  // namespace crossfade::statistics
