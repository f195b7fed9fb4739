#include "collector/counters/event_catalogue.h"

#include <linux/perf_event.h>

#include "results/vocabulary/event_code.h"

namespace crossfade::collector {
namespace {

using enum results::CounterTier;

// cache_misses is another event on every family and says so in the vocabulary; it is kept because it costs
// one counter.
std::vector<CounterEvent> generic_events() {
  const auto generic = [](const char* metric, const char* name, std::uint64_t config) {
    return CounterEvent{metric, name, PERF_TYPE_HARDWARE, config, 0, hardware, true, false};
  };
  return {generic("cycles", "PERF_COUNT_HW_CPU_CYCLES", PERF_COUNT_HW_CPU_CYCLES),
          generic("instructions", "PERF_COUNT_HW_INSTRUCTIONS", PERF_COUNT_HW_INSTRUCTIONS),
          generic("branches", "PERF_COUNT_HW_BRANCH_INSTRUCTIONS", PERF_COUNT_HW_BRANCH_INSTRUCTIONS),
          generic("branch_misses", "PERF_COUNT_HW_BRANCH_MISSES", PERF_COUNT_HW_BRANCH_MISSES),
          generic("cache_misses", "PERF_COUNT_HW_CACHE_MISSES", PERF_COUNT_HW_CACHE_MISSES)};
}

std::vector<CounterEvent> make_software_events() {
  enum Zero { never_zero, may_be_zero };
  enum Where { anywhere, in_the_kernel };
  const auto event = [](const char* metric, const char* name, std::uint64_t config, Zero zero, Where where) {
    return CounterEvent{metric, name,     PERF_TYPE_SOFTWARE, config,
                        0,      software, zero == never_zero, where == in_the_kernel};
  };
  return {event("task_clock", "PERF_COUNT_SW_TASK_CLOCK", PERF_COUNT_SW_TASK_CLOCK, never_zero, anywhere),
          event("context_switches", "PERF_COUNT_SW_CONTEXT_SWITCHES", PERF_COUNT_SW_CONTEXT_SWITCHES,
                may_be_zero, in_the_kernel),
          event("cpu_migrations", "PERF_COUNT_SW_CPU_MIGRATIONS", PERF_COUNT_SW_CPU_MIGRATIONS, may_be_zero,
                in_the_kernel),
          event("page_faults_minor", "PERF_COUNT_SW_PAGE_FAULTS_MIN", PERF_COUNT_SW_PAGE_FAULTS_MIN,
                may_be_zero, anywhere),
          event("page_faults_major", "PERF_COUNT_SW_PAGE_FAULTS_MAJ", PERF_COUNT_SW_PAGE_FAULTS_MAJ,
                may_be_zero, anywhere)};
}

}  // namespace

const std::vector<CounterEvent>& software_events() {
  static const std::vector<CounterEvent> events = make_software_events();
  return events;
}

std::vector<CounterEvent> hardware_events(std::string_view microarchitecture) {
  const auto codes = results::event_codes(microarchitecture);
  if (codes.empty()) return generic_events();
  std::vector<CounterEvent> events;
  for (const results::EventCode& code : codes) {
    if (code.opened != results::Opened::always) continue;
    // Real work has some of each: 0 means that the hypervisor filters the event.
    events.push_back({std::string(code.metric), std::string(code.name), PERF_TYPE_RAW, code.config, 0,
                      hardware, true, false});
  }
  return events;
}

}  // namespace crossfade::collector
