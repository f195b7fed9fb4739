// Doctor: can this machine be measured, and how well? A list of checks, from facts gathered beforehand. Pure;
// gathering is doctor_command's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/host/clock_probe.h"
#include "collector/host/host_facts.h"
#include "collector/host/interference.h"
#include "collector/host/pmu_tier.h"

namespace crossfade::collector {

enum class CheckLevel { ok, note, warning, blocking };

struct Check {
  std::string id;     ///< stable: "clock-source"
  std::string label;  ///< for people: "clock source"
  CheckLevel level = CheckLevel::ok;
  std::string value;   ///< what was found
  std::string remedy;  ///< what to do; empty = nothing
};

struct DoctorFacts {
  HostFacts host;
  ClockEstimate clock;
  PmuTier pmu;
  std::uint32_t counters_at_once = 0;    ///< hardware counters that count at the same time; 0 = none
  std::string counter_room;              ///< the same in words
  std::string software_counters_absent;  ///< why even these cannot be read; empty = they can
  InterferenceCounters idle;             ///< of the machine over idle_ns, doing nothing
  std::uint64_t idle_ns = 0;
  std::optional<std::uint64_t> memory_available_bytes, disk_free_bytes;
  std::vector<std::string> workloads;         ///< usable plug-ins
  std::vector<std::string> broken_workloads;  ///< "file: why"
  std::string installation_problem;           ///< empty = complete
};

std::vector<Check> examine(const DoctorFacts& facts);

/// 0 usable, 1 usable with warnings, 2 not usable.
int doctor_exit_code(const std::vector<Check>& checks);

std::string checks_to_text(const std::vector<Check>& checks);
std::string checks_to_json(const std::vector<Check>& checks);

}  // namespace crossfade::collector
