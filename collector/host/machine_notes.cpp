#include "collector/host/machine_notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "collector/host/clock_read_cost.h"
#include "collector/host/cpu_list.h"
#include "results/vocabulary/rule.h"

namespace crossfade::collector {

std::string fact_of(const HostFacts& facts, std::string_view key) {
  for (const auto& each : facts.environment) {
    if (each.key == key) return each.value;
  }
  return {};
}

std::string cpus_left_out(const HostFacts& facts) {
  std::vector<std::uint32_t> usable = facts.topology.worker_order;
  std::sort(usable.begin(), usable.end());
  return left_out_text(usable, fact_of(facts, "cpu.online"));
}

std::vector<std::string> machine_notes(const HostFacts& facts, const ClockEstimate& clock) {
  std::vector<std::string> notes;
  constexpr double much_interference = 0.05;
  if (clock.interference > much_interference) {
    notes.push_back(fmt::format(
        "note: others take {:.0f} % of the time of a CPU that a worker would have; expect {} (see "
        "crossfade-collect doctor)",
        clock.interference * 100,
        clock.interference > results::threshold_of("run-queue-wait-void")
            ? "most stages to be void, so of no use"
            : "disturbed stages"));
  }
  if (facts.clock_read_ns > slow_clock_read_ns) {
    const std::string source = fact_of(facts, "clock.source");
    notes.push_back(
        fmt::format("warning: a reading of the clock takes {:.0f} ns (clock source {}) and is part of every "
                    "request; see crossfade-collect doctor",
                    facts.clock_read_ns, source.empty() ? "not shown" : source));
  }
  if (const std::string left_out = cpus_left_out(facts); !left_out.empty())
    notes.push_back(fmt::format("note: measuring on {}", left_out));
  return notes;
}

}  // namespace crossfade::collector
