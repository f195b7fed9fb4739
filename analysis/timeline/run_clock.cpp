#include "analysis/timeline/run_clock.h"

#include <algorithm>

namespace crossfade::analysis {
namespace {

constexpr std::int64_t latest_ns = std::int64_t{1} << 62;

std::int64_t later(std::int64_t time_ns, std::uint64_t by_ns) {
  const auto room = static_cast<std::uint64_t>(latest_ns - time_ns);
  return time_ns + static_cast<std::int64_t>(std::min(by_ns, room));
}

}  // namespace

RunClock::RunClock(const results::Recording& recording) {
  for (std::size_t i = 0; i < recording.stages.size(); ++i) {
    const std::int64_t start = recording.stages[i].start_unix_ns;
    first_unix_ns_ = i == 0 ? start : std::min(first_unix_ns_, start);
  }
  for (const results::Stage& stage : recording.stages)
    length_ns_ = std::max(length_ns_, within(stage, stage.duration_ns));
}

std::int64_t RunClock::start_of(const results::Stage& stage) const {
  // The difference of two hostile numbers fits into an unsigned one.
  return later(0,
               static_cast<std::uint64_t>(stage.start_unix_ns) - static_cast<std::uint64_t>(first_unix_ns_));
}

TimeWindow RunClock::window_of(const results::Stage& stage) const {
  return {start_of(stage), within(stage, stage.duration_ns)};
}

std::int64_t RunClock::within(const results::Stage& stage, std::uint64_t after_ns) const {
  return later(start_of(stage), after_ns);
}

}  // namespace crossfade::analysis
