#include "collector/counters/event_catalogue.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <array>

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

/// Any work has some of it: 0 means that the hypervisor hides it. Of others there may truly be none.
bool always_happens(const results::EventCode& code) {
  constexpr auto besides = std::to_array<std::string_view>({"branches", "ref_cycles", "ref_xclk", "slots",
                                                            "frontend_slots", "backend_slots", "issued_ops",
                                                            "retired_ops", "op_queue_empty_cycles"});
  return code.opened == results::Opened::always ||
         std::find(besides.begin(), besides.end(), code.metric) != besides.end();
}

/// What serves PERF_METRICS counts beside its leader only, and not in a virtual machine.
bool needs_perf_metrics(const results::EventCode& code) {
  return code.place == results::CounterPlace::metrics || code.metric == "fixed_slots";
}

}  // namespace

CounterEvent event_of(const results::EventCode& code) {
  return {.metric = std::string(code.metric),
          .raw_event = std::string(code.name),
          .type = PERF_TYPE_RAW,
          .config = code.config,
          .never_zero = always_happens(code)};
}

std::vector<PlacedEvent> countable_events(std::string_view microarchitecture) {
  std::vector<PlacedEvent> events;
  const auto codes = results::event_codes(microarchitecture);
  if (codes.empty()) {
    for (CounterEvent& event : generic_events()) events.push_back({std::move(event)});
  }
  for (const results::EventCode& code : codes) {
    if (!needs_perf_metrics(code)) events.push_back({event_of(code), code.place});
  }
  return events;
}

const std::vector<CounterEvent>& software_events() {
  static const std::vector<CounterEvent> events = make_software_events();
  return events;
}

std::vector<CounterEvent> hardware_events(std::string_view microarchitecture) {
  const auto codes = results::event_codes(microarchitecture);
  if (codes.empty()) return generic_events();
  std::vector<CounterEvent> events;
  for (const results::EventCode& code : codes) {
    if (code.opened == results::Opened::always) events.push_back(event_of(code));
  }
  return events;
}

}  // namespace crossfade::collector
