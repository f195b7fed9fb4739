#include "collector/counters/thread_counters.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/msr_self_test.h"
#include "collector/counters/open_error.h"
#include "collector/counters/perf_metrics.h"
#include "collector/counters/self_test.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

bool is_msr(const CounterEvent& event) {
  return event.tier == results::CounterTier::msr;
}

/// The task clock is the scheduler's, of user and kernel, whatever it is told to leave out (Linux
/// kernel/events/core.c, task_clock_event_update): 117 ms of a thread that spent 20 ms in user space.
results::CounterScope scope_of(const CounterEvent& event, results::CounterScope of_group) {
  const bool clock = event.type == PERF_TYPE_SOFTWARE && event.config == PERF_COUNT_SW_TASK_CLOCK;
  return clock && of_group == results::CounterScope::user ? results::CounterScope::user_kernel : of_group;
}

GroupSize size_of(const EventGroup& group, const std::vector<CounterEvent>& events) {
  GroupSize size;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (is_of_perf_metrics(events[i].metric)) continue;  // one register of their own has them all
    ++size.needed;
    if (group.error_of(i) == 0) ++size.opened;
  }
  return size;
}

/// EINVAL is both what does not fit and what is not known.
bool opens_alone(PerfApi& perf, const CounterEvent& event) {
  return EventGroup(perf, {event}).error_of(0) == 0;
}

std::vector<std::string> believed(const EventGroup& /*group*/, std::span<const CounterEvent> events) {
  return std::vector<std::string>(events.size());
}

}  // namespace

ThreadCounters::ThreadCounters(PerfApi& perf, const std::string& proc_root,
                               const std::vector<CounterEvent>& events, int cpu, double clock_hz,
                               Counted counted)
    : paranoid_(paranoid_level(proc_root)), counted_(counted) {
  const auto msr = std::find_if(events.begin(), events.end(), is_msr);
  CF_ASSERT(std::all_of(msr, events.end(), is_msr), "the events of tier msr come last");
  add(perf, software_events(), Scheduled::in_turns, believed, calling_thread);
  for (auto first = events.begin(); first != msr;) {
    const auto next =
        std::find_if(first, msr, [&](const CounterEvent& event) { return event.turn != first->turn; });
    // What takes turns is on the counters for a part of the time, and its times say for which.
    add(perf, {first, next}, first->turn == 0 ? Scheduled::pinned : Scheduled::in_turns, self_test, cpu);
    first = next;
  }
  // They have no counters that another could take.
  add(
      perf, {msr, events.end()}, Scheduled::in_turns,
      [clock_hz](EventGroup& group, std::span<const CounterEvent> of_msr) {
        return msr_self_test(group, of_msr, clock_hz);
      },
      cpu);
  readings_.resize(counters_.size());
}

void ThreadCounters::add(PerfApi& perf, const std::vector<CounterEvent>& events, Scheduled scheduled,
                         const Test& test, int cpu) {
  if (events.empty()) return;
  auto group = std::make_unique<EventGroup>(perf, events, scheduled, calling_thread, counted_);
  std::vector<std::string> distrusted = test(*group, events);
  if (cpu != calling_thread) {
    group.reset();  // first: two pinned groups would take each other's counters
    group = std::make_unique<EventGroup>(perf, events, scheduled, cpu);
    const std::vector<std::string> there = self_test_of_cpu(*group, events);
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (distrusted[i].empty()) distrusted[i] = there[i];
    }
  }
  const std::size_t first = counters_.size();
  const GroupSize size = size_of(*group, events);
  for (std::size_t i = 0; i < events.size(); ++i) {
    results::Counter counter{events[i].metric, recorded_name(events[i]), scope_of(events[i], group->scope()),
                             events[i].tier, distrusted[i]};
    const bool blind = group->scope() == results::CounterScope::user && events[i].kernel_only;
    const int error = blind ? EACCES : group->error_of(i);
    std::optional<GroupSize> refused;
    if (error == EINVAL && events[i].tier == results::CounterTier::hardware) {
      refused = size;
      refused->opens_alone = opens_alone(perf, events[i]);
    }
    if (error != 0) counter.absent_because = why_not_opened(error, events[i], paranoid_, cpu, refused);
    if (!counter.absent_because.empty()) group->drop(i);
    counters_.push_back(std::move(counter));
  }
  parts_.push_back({std::move(group), first, events.size()});
}

void ThreadCounters::start() {
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) part->group->start();
}

void ThreadCounters::sample(std::span<std::uint64_t> counts) {
  for (Part& part : parts_) part.group->sample(counts.subspan(part.first, part.size));
}

void ThreadCounters::stop() {
  const std::span<EventReading> readings(readings_);
  for (Part& part : parts_) part.group->stop(readings.subspan(part.first, part.size));
}

}  // namespace crossfade::collector
