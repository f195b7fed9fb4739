#include "collector/host/machine_clocks.h"

#include <algorithm>

namespace crossfade::collector {

MachineClocks read_machine_clocks(const ReadClock& read) {
  constexpr int attempts = 5;
  constexpr std::int64_t good_ns = 2'000;
  MachineClocks best;
  std::int64_t best_span_ns = INT64_MAX;
  for (int attempt = 0; attempt < attempts && best_span_ns > good_ns; ++attempt) {
    const std::int64_t first_ns = read(CLOCK_MONOTONIC);
    MachineClocks clocks;
    clocks.boottime_ns = read(CLOCK_BOOTTIME);
    clocks.realtime_ns = read(CLOCK_REALTIME);
    const std::int64_t span_ns = read(CLOCK_MONOTONIC) - first_ns;
    clocks.monotonic_ns = first_ns + span_ns / 2;
    if (span_ns >= best_span_ns) continue;
    best = clocks;
    best_span_ns = span_ns;
  }
  return best;
}

MachineClocks read_machine_clocks() {
  return read_machine_clocks([](clockid_t clock) {
    timespec t{};
    (void)::clock_gettime(clock, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
  });
}

ClockChange operator-(const MachineClocks& after, const MachineClocks& before) {
  ClockChange change;
  change.elapsed_ns = after.monotonic_ns - before.monotonic_ns;
  const std::int64_t awake_and_asleep_ns = after.boottime_ns - before.boottime_ns;
  change.suspended_ns = std::max<std::int64_t>(0, awake_and_asleep_ns - change.elapsed_ns);
  // The wall clock goes on while the machine sleeps.
  change.wall_step_ns = after.realtime_ns - before.realtime_ns - awake_and_asleep_ns;
  return change;
}

}  // namespace crossfade::collector
