#include "collector/counters/event_catalogue.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

#include <array>
#include <map>
#include <vector>

#include "results/vocabulary/event_code.h"

namespace crossfade::collector {
namespace {

using enum results::CounterTier;

// clang-format off
constexpr std::array<CounterEvent, 5> software_table{{
    {"task_clock", "PERF_COUNT_SW_TASK_CLOCK", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, software, true, false},
    {"context_switches", "PERF_COUNT_SW_CONTEXT_SWITCHES", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, software, false, true},
    {"cpu_migrations", "PERF_COUNT_SW_CPU_MIGRATIONS", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, software, false, true},
    {"page_faults_minor", "PERF_COUNT_SW_PAGE_FAULTS_MIN", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN, software, false, false},
    {"page_faults_major", "PERF_COUNT_SW_PAGE_FAULTS_MAJ", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ, software, false, false},
}};

// cache_misses is another event on every family and says so in the vocabulary; it is kept because it costs one
// counter.
constexpr std::array<CounterEvent, 5> generic_table{{
    {"cycles", "PERF_COUNT_HW_CPU_CYCLES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, hardware, true, false},
    {"instructions", "PERF_COUNT_HW_INSTRUCTIONS", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, hardware, true, false},
    {"branches", "PERF_COUNT_HW_BRANCH_INSTRUCTIONS", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, hardware, true, false},
    {"branch_misses", "PERF_COUNT_HW_BRANCH_MISSES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, hardware, true, false},
    {"cache_misses", "PERF_COUNT_HW_CACHE_MISSES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, hardware, true, false},
}};
// clang-format on

std::vector<CounterEvent> always_opened(std::string_view microarchitecture) {
  std::vector<CounterEvent> events;
  for (const results::EventCode& code : results::event_codes(microarchitecture)) {
    if (code.opened != results::Opened::always) continue;
    // Real work has some of each: 0 means that the hypervisor filters the event.
    events.push_back({code.metric, code.name, PERF_TYPE_RAW, code.config, hardware, true, false});
  }
  return events;
}

std::map<std::string_view, std::vector<CounterEvent>> opened_events() {
  std::map<std::string_view, std::vector<CounterEvent>> events;
  for (const std::string_view cpu : results::catalogued_microarchitectures())
    events[cpu] = always_opened(cpu);
  return events;
}

}  // namespace

std::string recorded_name(const CounterEvent& event) {
  if (event.type != PERF_TYPE_RAW) return std::string(event.raw_event);
  return fmt::format("{} ({:#x})", event.raw_event, event.config);
}

std::span<const CounterEvent> software_events() {
  return software_table;
}

std::span<const CounterEvent> hardware_events(std::string_view microarchitecture) {
  static const auto opened = opened_events();
  const auto found = opened.find(microarchitecture);
  if (found == opened.end()) return generic_table;
  return found->second;
}

}  // namespace crossfade::collector
