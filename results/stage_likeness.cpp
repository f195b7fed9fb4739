#include "results/stage_likeness.h"

#include <algorithm>
#include <cmath>

namespace crossfade::results {

bool same_rate(double a_per_s, double b_per_s) {
  return std::abs(a_per_s - b_per_s) <= 1e-6 * std::max(std::abs(a_per_s), std::abs(b_per_s));
}

bool alike(const Stage& a, const Stage& b) {
  return a.kind == b.kind && a.workers == b.workers &&
         (a.kind != StageKind::load || same_rate(a.offered_per_s, b.offered_per_s));
}

}  // namespace crossfade::results
