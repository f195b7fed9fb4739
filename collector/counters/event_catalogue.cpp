#include "collector/counters/event_catalogue.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <array>

namespace crossfade::collector {
namespace {

using enum results::CounterTier;

// cache_misses is another event on every family and says so in the vocabulary.
std::vector<CounterEvent> make_generic_events() {
  enum Zero { never_zero, may_be_zero };
  const auto generic = [](const char* metric, const char* name, std::uint64_t config, Zero zero) {
    return CounterEvent{metric, name, PERF_TYPE_HARDWARE, config, 0, hardware, zero == never_zero, false};
  };
  return {
      generic("cycles", "PERF_COUNT_HW_CPU_CYCLES", PERF_COUNT_HW_CPU_CYCLES, never_zero),
      generic("instructions", "PERF_COUNT_HW_INSTRUCTIONS", PERF_COUNT_HW_INSTRUCTIONS, never_zero),
      generic("branches", "PERF_COUNT_HW_BRANCH_INSTRUCTIONS", PERF_COUNT_HW_BRANCH_INSTRUCTIONS, never_zero),
      generic("branch_misses", "PERF_COUNT_HW_BRANCH_MISSES", PERF_COUNT_HW_BRANCH_MISSES, may_be_zero),
      generic("cache_misses", "PERF_COUNT_HW_CACHE_MISSES", PERF_COUNT_HW_CACHE_MISSES, may_be_zero)};
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

/// Whatever runs has some of it in any time: 0 means that the hypervisor hides it. Of others there may truly
/// be none: work that fits into the caches misses none, and some milliseconds may go by without a wrong
/// guess.
bool always_happens(const results::EventCode& code) {
  constexpr auto always =
      std::to_array<std::string_view>({"cycles", "instructions", "branches", "ref_cycles", "ref_xclk",
                                       "slots", "issued_ops", "retired_ops", "fixed_slots"});
  return std::find(always.begin(), always.end(), code.metric) != always.end();
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
  for (const results::EventCode& code : results::event_codes(microarchitecture)) {
    if (code.opened == results::Opened::always || code.opened == results::Opened::by_pass)
      events.push_back({event_of(code), code.place});
  }
  return events;
}

const std::vector<CounterEvent>& software_events() {
  static const std::vector<CounterEvent> events = make_software_events();
  return events;
}

const std::vector<CounterEvent>& generic_events() {
  static const std::vector<CounterEvent> events = make_generic_events();
  return events;
}

std::string why_not_listed(std::string_view microarchitecture) {
  if (!results::event_codes(microarchitecture).empty()) return {};
  return "there are no codes for this CPU, so what its counters would count is not known, and none is "
         "opened: counted are the kernel's software events; name codes of the CPU's manual by hand "
         "(crossfade-collect run --event perf_raw::rUUEE, umask UU, event EE) or the kernel's own choice for "
         "it (--event perf::cycles --event perf::instructions)";
}

std::vector<CounterEvent> hardware_events(std::string_view microarchitecture) {
  std::vector<CounterEvent> events;
  for (const results::EventCode& code : results::event_codes(microarchitecture)) {
    if (code.opened == results::Opened::always) events.push_back(event_of(code));
  }
  return events;
}

}  // namespace crossfade::collector
