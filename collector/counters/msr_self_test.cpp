#include "collector/counters/msr_self_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "collector/counters/open_error.h"
#include "collector/counters/self_test.h"

namespace crossfade::collector {
namespace {

std::optional<double> counted(std::span<const CounterEvent> events, std::span<const EventReading> readings,
                              std::string_view metric) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].metric != metric) continue;
    if (const auto total = readings[i].total) return static_cast<double>(*total);
  }
  return std::nullopt;
}

bool is_near(double value, double expected, double tolerance) {
  return std::abs(value - expected) <= tolerance * expected;
}

std::string mperf_verdict(const CounterEvent& event, double mperf, std::optional<double> tsc) {
  if (!tsc || is_near(mperf, *tsc, mperf_tolerance)) return {};
  return fmt::format(
      "{} counted {:.0f} while the TSC of a busy core counted {:.0f}: this machine's counter is not believed",
      event.raw_event, mperf, *tsc);
}

std::string aperf_verdict(const CounterEvent& event, double aperf, std::uint64_t running_ns,
                          double clock_hz) {
  const double hz = aperf * 1e9 / static_cast<double>(running_ns);
  if (!(clock_hz > 0) || is_near(hz, clock_hz, aperf_tolerance)) return {};
  return fmt::format(
      "{} shows a clock of {:.2f} GHz where chains of instructions run at {:.2f} GHz: this machine's counter "
      "is not believed",
      event.raw_event, hz * 1e-9, clock_hz * 1e-9);
}

std::string verdict(std::span<const CounterEvent> events, std::span<const EventReading> readings,
                    std::size_t i, double clock_hz) {
  if (readings[i].state == results::CounterState::lost)
    return fmt::format("{} could not be read while a loop was counted: {}", events[i].raw_event,
                       to_text(readings[i].loss));
  const std::optional<std::uint64_t> read = readings[i].total;
  if (!read) return fmt::format("{} exists but never counts on this machine", events[i].raw_event);
  const auto total = static_cast<double>(*read);
  if (events[i].metric == "mperf_cycles")
    return mperf_verdict(events[i], total, counted(events, readings, "tsc_ticks"));
  if (events[i].metric == "aperf_cycles")
    return aperf_verdict(events[i], total, readings[i].running_ns, clock_hz);
  return {};
}

}  // namespace

std::vector<std::string> msr_self_test(EventGroup& group, std::span<const CounterEvent> events,
                                       double clock_hz) {
  std::vector<std::string> verdicts(events.size());
  std::vector<bool> believed(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) believed[i] = group.error_of(i) != 0;
  std::vector<EventReading> readings(events.size());
  for (int tries = 0; tries < most_test_loops; ++tries) {
    if (std::all_of(believed.begin(), believed.end(), [](bool b) { return b; })) break;
    group.start();
    run_known_loop(known_loop_iterations);
    group.stop(readings);
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (believed[i]) continue;
      verdicts[i] = verdict(events, readings, i, clock_hz);
      believed[i] = verdicts[i].empty();
    }
  }
  return verdicts;
}

}  // namespace crossfade::collector
