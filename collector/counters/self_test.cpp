#include "collector/counters/self_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "collector/counters/open_error.h"
#include "collector/counters/perf_metrics.h"

namespace crossfade::collector {
namespace {

/// How often the event happens in the known loop; 0 = not known exactly.
double expected_in_loop(const CounterEvent& event) {
  if (event.metric == "instructions") return 2.0 * known_loop_iterations;
  if (event.metric == "branches") return 1.0 * known_loop_iterations;
  return 0;
}

/// A perfectly predicted loop that touches no memory may well have none of anything else.
bool must_count_in_loop(const CounterEvent& event) {
  return event.metric == "cycles" || event.metric == "instructions" || event.metric == "branches" ||
         event.metric == perf_metrics_leader || event.tier == results::CounterTier::msr;
}

enum class Alone { yes, no };

std::string verdict(const CounterEvent& event, const EventReading& reading, Alone alone) {
  if (reading.state == results::CounterState::lost) {
    const bool held = reading.loss.by == LostBy::another || reading.loss.by == LostBy::never_scheduled;
    return held ? why_not_scheduled(event)
                : fmt::format("{} could not be tested: {}", event.raw_event, to_text(reading.loss));
  }
  if (reading.state == results::CounterState::zeroed) {
    if (!must_count_in_loop(event)) return {};
    return fmt::format("{} exists but never counts on this virtual machine", event.raw_event);
  }
  const double expected = expected_in_loop(event);
  if (expected == 0 || !reading.total) return {};
  // While multiplexed only part of the loop was seen; the counts are not judged then.
  if (reading.running_ns < reading.enabled_ns) return {};
  const auto counted = static_cast<double>(*reading.total);
  const double off = alone == Alone::yes ? std::abs(counted - expected) : expected - counted;
  if (off <= self_test_tolerance * expected) return {};
  return fmt::format("{} counted {:.0f} where {:.0f} happened: this machine's counter is not believed",
                     event.raw_event, counted, expected);
}

/// What the loop had of it; nullopt = it was not counted.
std::optional<double> counted_of(std::span<const CounterEvent> events, std::span<const EventReading> readings,
                                 std::string_view metric) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].metric == metric && readings[i].total) return static_cast<double>(*readings[i].total);
  }
  return std::nullopt;
}

/// Empty where PERF_METRICS may be believed.
std::string metrics_verdict(std::span<const CounterEvent> events, std::span<const EventReading> readings) {
  const auto slots = counted_of(events, readings, perf_metrics_leader);
  if (!slots || *slots <= 0)
    return "PERF_METRICS is not believed without the fixed slots counter, which it shares out";
  double sum = 0;
  for (const std::string_view metric : perf_metrics_level_1) {
    const auto share = counted_of(events, readings, metric);
    if (!share)
      return fmt::format("PERF_METRICS is not believed without all of level 1: {} did not count", metric);
    sum += *share / *slots;
  }
  if (sum >= lowest_metrics_sum && sum <= highest_metrics_sum) return {};
  return fmt::format(
      "the categories of PERF_METRICS added up to {:.2f} of the slots of a known loop: they are not believed",
      sum);
}

/// The slots alone, which a user may have named, are judged like any other event.
void judge_metrics(const EventGroup& group, std::span<const CounterEvent> events,
                   std::span<const EventReading> readings, std::vector<std::string>& verdicts) {
  const auto is_share = [](const CounterEvent& event) {
    return is_of_perf_metrics(event.metric) && event.metric != perf_metrics_leader;
  };
  if (std::none_of(events.begin(), events.end(), is_share)) return;
  const std::string verdict = metrics_verdict(events, readings);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool is_open = group.error_of(i) == 0;
    if (is_open && is_of_perf_metrics(events[i].metric) && verdicts[i].empty()) verdicts[i] = verdict;
  }
}

std::vector<std::string> verdicts_of_loop(EventGroup& group, std::span<const CounterEvent> events,
                                          Alone alone) {
  std::vector<EventReading> readings(events.size());
  group.start();
  run_known_loop(known_loop_iterations);
  group.stop(readings);
  std::vector<std::string> verdicts(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (group.error_of(i) == 0) verdicts[i] = verdict(events[i], readings[i], alone);
  }
  judge_metrics(group, events, readings, verdicts);
  return verdicts;
}

/// Of each event the best verdict.
std::vector<std::string> verdicts_of_loops(EventGroup& group, std::span<const CounterEvent> events,
                                           Alone alone) {
  std::vector<std::string> best = verdicts_of_loop(group, events, alone);
  const auto all_are_believed = [&best] {
    return std::all_of(best.begin(), best.end(), [](const std::string& verdict) { return verdict.empty(); });
  };
  for (int loops = 1; loops < most_test_loops && !all_are_believed(); ++loops) {
    std::vector<std::string> again = verdicts_of_loop(group, events, alone);
    for (std::size_t i = 0; i < best.size(); ++i) {
      if (!best[i].empty()) best[i] = std::move(again[i]);
    }
  }
  return best;
}

}  // namespace

void run_known_loop(std::uint64_t iterations) {
  asm volatile(
      "1:\n\t"
      "dec %0\n\t"
      "jnz 1b\n\t"
      : "+r"(iterations)
      :
      : "cc");
}

std::vector<std::string> self_test(EventGroup& group, std::span<const CounterEvent> events) {
  return verdicts_of_loops(group, events, Alone::yes);
}

std::vector<std::string> self_test_of_cpu(EventGroup& group, std::span<const CounterEvent> events) {
  return verdicts_of_loops(group, events, Alone::no);
}

}  // namespace crossfade::collector
