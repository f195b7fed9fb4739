#include "analysis/share_interval.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"

namespace crossfade::analysis {

void keep_share_interval(Estimate& share, double of_kind, double total, const char* kind) {
  if (!share.interval) return;
  const bool few = of_kind < fewest_of_either_kind;
  if (few || total - of_kind < fewest_of_either_kind) {
    share.interval.reset();
    share.no_interval_because =
        fmt::format("{:.0f} of {} requests {} {}: an interval takes {:.0f}", few ? of_kind : total - of_kind,
                    grouped_text(total), few ? "were" : "were not", kind, fewest_of_either_kind);
    return;
  }
  share.interval =
      statistics::Interval{std::max(0.0, share.interval->low), std::min(1.0, share.interval->high)};
}

}  // namespace crossfade::analysis
