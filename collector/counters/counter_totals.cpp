#include "collector/counters/counter_totals.h"

#include <algorithm>

#include "results/assertion.h"

namespace crossfade::collector {

std::vector<results::Counter> merge_counters(std::span<const std::vector<results::Counter>> threads) {
  if (threads.empty()) return {};
  std::vector<results::Counter> merged = threads.front();
  for (const auto& thread : threads) {
    CF_ASSERT(thread.size() == merged.size(), "every thread opens the same catalogue");
    for (std::size_t i = 0; i < merged.size(); ++i) {
      if (merged[i].absent_because.empty()) merged[i].absent_because = thread[i].absent_because;
      if (thread[i].scope == results::CounterScope::user) merged[i].scope = results::CounterScope::user;
    }
  }
  return merged;
}

std::vector<results::CounterReading> sum_readings(std::span<const std::vector<EventReading>> threads,
                                                  std::span<const results::Counter> counters) {
  std::vector<results::CounterReading> sums(counters.size());
  for (std::size_t i = 0; i < counters.size(); ++i) {
    results::CounterReading& sum = sums[i];
    sum.counter = static_cast<std::uint32_t>(i);
    sum.state = results::CounterState::denied;
    if (!counters[i].absent_because.empty() || threads.empty()) continue;
    sum.state = results::CounterState::counted;
    // What one thread counted shows that the event counts here: another's 0 is then a count.
    const bool counts_here = std::any_of(threads.begin(), threads.end(),
                                         [i](const auto& thread) { return thread[i].total.value_or(0) > 0; });
    std::uint64_t total = 0;
    for (const auto& thread : threads) {
      const EventReading& reading = thread[i];
      total += reading.total.value_or(0);
      sum.enabled_ns += reading.enabled_ns;
      sum.running_ns += reading.running_ns;
      const bool is_zero = counts_here && reading.may_be_zero;
      if (reading.state != results::CounterState::counted && !is_zero) sum.state = reading.state;
    }
    if (sum.state == results::CounterState::counted) sum.total = total;
  }
  return sums;
}

}  // namespace crossfade::collector
