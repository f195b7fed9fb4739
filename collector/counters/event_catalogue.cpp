#include "collector/counters/event_catalogue.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

#include <algorithm>
#include <array>

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

struct Coded {
  std::string_view microarchitecture;
  std::span<const EventCode> (*codes)();
};

constexpr auto coded = std::to_array<Coded>({
    {"Skylake-SP", skylake_sp_codes},
    {"Cascade Lake", skylake_sp_codes},
    {"Ice Lake-SP", ice_lake_sp_codes},
    {"Sapphire Rapids", sapphire_rapids_codes},
    {"Emerald Rapids", sapphire_rapids_codes},
    {"Granite Rapids", granite_rapids_codes},
    {"Zen 1", zen_1_codes},
    {"Zen 2", zen_2_codes},
    {"Zen 3", zen_3_codes},
    {"Zen 4", zen_4_codes},
    {"Zen 5", zen_5_codes},
});

std::vector<CounterEvent> always_opened(std::span<const EventCode> codes) {
  std::vector<CounterEvent> events;
  for (const EventCode& code : codes) {
    if (code.opened != Opened::always) continue;
    // Real work has some of each: 0 means that the hypervisor filters the event.
    events.push_back({code.metric, code.name, PERF_TYPE_RAW, code.config, hardware, true, false});
  }
  return events;
}

using OpenedEvents = std::array<std::vector<CounterEvent>, coded.size()>;

OpenedEvents opened_events() {
  OpenedEvents events;
  for (std::size_t i = 0; i < coded.size(); ++i) events[i] = always_opened(coded[i].codes());
  return events;
}

/// Index of a microarchitecture in `coded`; coded.size() if it is not there.
std::size_t place_of(std::string_view microarchitecture) {
  const auto* const found = std::find_if(coded.begin(), coded.end(), [microarchitecture](const Coded& row) {
    return row.microarchitecture == microarchitecture;
  });
  return static_cast<std::size_t>(found - coded.begin());
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
  static const OpenedEvents opened = opened_events();
  const std::size_t place = place_of(microarchitecture);
  if (place == coded.size()) return generic_table;
  return opened[place];
}

std::span<const EventCode> event_codes(std::string_view microarchitecture) {
  const std::size_t place = place_of(microarchitecture);
  if (place == coded.size()) return {};
  return coded[place].codes();
}

std::vector<std::string_view> catalogued_microarchitectures() {
  std::vector<std::string_view> names;
  for (const Coded& row : coded) names.push_back(row.microarchitecture);
  return names;
}

}  // namespace crossfade::collector
