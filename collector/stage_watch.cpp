#include "collector/stage_watch.h"

#include <fmt/format.h>

#include <cmath>

#include "results/vocabulary/rule.h"

namespace crossfade::collector {
namespace {

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) * 1e-9;
}

bool beyond(std::int64_t ns, const char* rule) {
  return std::abs(static_cast<double>(ns)) > results::threshold_of(rule);
}

}  // namespace

void StageWatch::begin() {
  machine_before_ = interference_();
  clocks_before_ = clocks_();
  if (!last_) last_ = clocks_before_;
}

StageWatch::Seen StageWatch::end() {
  const MachineClocks now = clocks_();
  Seen seen{interference_() - machine_before_, now - clocks_before_, {}};
  const ClockChange between = clocks_before_ - last_.value_or(clocks_before_);
  seen.clocks.wall_step_ns += between.wall_step_ns;
  last_ = now;
  if (beyond(between.suspended_ns, "suspended"))
    seen.occurrences.push_back(fmt::format("the machine was suspended for {:.3f} s before the stage",
                                           seconds(between.suspended_ns)));
  if (beyond(seen.clocks.suspended_ns, "suspended"))
    seen.occurrences.push_back(fmt::format("the machine was suspended for {:.3f} s in the stage",
                                           seconds(seen.clocks.suspended_ns)));
  if (beyond(seen.clocks.wall_step_ns, "clock-step"))
    seen.occurrences.push_back(fmt::format(
        "the wall clock was set {} by {:.3f} s before or in the stage; durations are of another clock",
        seen.clocks.wall_step_ns > 0 ? "forward" : "back", std::abs(seconds(seen.clocks.wall_step_ns))));
  return seen;
}

}  // namespace crossfade::collector
