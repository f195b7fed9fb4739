#include "analysis/statistics/clustered_share.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/student_t.h"
#include "analysis/statistics/wilson.h"
#include "results/assertion.h"

namespace crossfade::statistics {

ClusteredShare clustered_share(std::span<const ClusterCount> clusters) {
  constexpr double z = 1.959964;
  double count = 0, of = 0, k = 0;
  for (const ClusterCount& c : clusters) {
    count += c.count;
    of += c.of;
    k += c.of > 0;
  }
  CF_ASSERT(of > 0, "a share is of something");
  ClusteredShare out;
  out.share = count / of;
  const bool scatter_is_known = k > 1 && out.share > 0 && out.share < 1;
  if (scatter_is_known) {
    double squares = 0;
    for (const ClusterCount& c : clusters) {
      const double deviation = c.count - out.share * c.of;
      squares += deviation * deviation;
    }
    const double variance = k / (k - 1) * squares / (of * of);
    out.design_effect = std::max(1.0, variance / (out.share * (1 - out.share) / of));
    const double few = z / student_t_quantile(0.975, k - 1);
    out.effective_trials = of / out.design_effect * few * few;
  } else {
    out.design_effect = of / k;
    out.effective_trials = k;
  }
  out.interval = wilson_interval_of_share(out.share, out.effective_trials);
  return out;
}

}  // namespace crossfade::statistics
