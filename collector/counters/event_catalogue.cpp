#include "collector/counters/event_catalogue.h"

#include <linux/perf_event.h>

#include <array>

namespace crossfade::collector {
namespace {

using enum results::CounterTier;

constexpr std::size_t software_count = 5;
// The generic hardware events are what every family encodes for itself in the kernel. cache_misses is another
// event on every family and says so in the vocabulary; it is kept because it costs one counter.
// clang-format off
constexpr std::array<CounterEvent, 10> events{{
    {"task_clock", "PERF_COUNT_SW_TASK_CLOCK", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, software, true, false},
    {"context_switches", "PERF_COUNT_SW_CONTEXT_SWITCHES", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, software, false, true},
    {"cpu_migrations", "PERF_COUNT_SW_CPU_MIGRATIONS", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, software, false, true},
    {"page_faults_minor", "PERF_COUNT_SW_PAGE_FAULTS_MIN", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN, software, false, false},
    {"page_faults_major", "PERF_COUNT_SW_PAGE_FAULTS_MAJ", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ, software, false, false},
    {"cycles", "PERF_COUNT_HW_CPU_CYCLES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, hardware, true, false},
    {"instructions", "PERF_COUNT_HW_INSTRUCTIONS", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, hardware, true, false},
    {"branches", "PERF_COUNT_HW_BRANCH_INSTRUCTIONS", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, hardware, true, false},
    {"branch_misses", "PERF_COUNT_HW_BRANCH_MISSES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, hardware, true, false},
    {"cache_misses", "PERF_COUNT_HW_CACHE_MISSES", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, hardware, true, false},
}};
// clang-format on

}  // namespace

std::span<const CounterEvent> counter_events() {
  return events;
}
std::span<const CounterEvent> software_events() {
  return counter_events().first(software_count);
}
std::span<const CounterEvent> hardware_events() {
  return counter_events().subspan(software_count);
}

}  // namespace crossfade::collector
