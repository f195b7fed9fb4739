#include "analysis/statistics/idle_stalls.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace crossfade::statistics {
namespace {

constexpr double most_copies = 32;

}  // namespace

std::vector<VirtualStall> virtual_stalls(const std::vector<DrawnStall>& drawn, std::size_t drawn_requests,
                                         std::size_t requests, double rate_per_s, double recorded_per_s,
                                         double mean_service_ns, std::uint32_t servers) {
  std::vector<VirtualStall> out;
  if (drawn.empty()) return out;
  const double time_ns = 1e9 * servers / rate_per_s, recorded_ns = 1e9 * servers / recorded_per_s;
  const double times_as_often = std::clamp(
      (time_ns - mean_service_ns) / std::max(recorded_ns - mean_service_ns, least_idle * recorded_ns), 0.0,
      most_copies);
  for (const DrawnStall& stall : drawn) {
    const double delay_ns = stall.delay_ns + stall.before_ns * (1 - recorded_per_s / rate_per_s);
    if (!(delay_ns > 0)) continue;  // over before the next request comes
    const auto copies = static_cast<int>(times_as_often + stall.chance);
    std::minstd_rand place(static_cast<std::minstd_rand::result_type>(stall.copies_seed));
    for (int c = 0; c < copies; ++c) {
      // Over the whole run, so that its beginning has no more of them than its end.
      const std::size_t at =
          c == 0 ? stall.at : place() * drawn_requests / std::minstd_rand::max() + stall.after_first;
      if (at < requests) out.push_back({at, delay_ns, stall.number});
    }
  }
  std::sort(out.begin(), out.end(), [](const VirtualStall& a, const VirtualStall& b) { return a.at < b.at; });
  return out;
}

}  // namespace crossfade::statistics
