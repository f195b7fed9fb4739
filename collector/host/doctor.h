// Doctor: can this machine be measured, and how well? A list of checks, from facts gathered beforehand. Pure;
// gathering is doctor_command's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/host/clock_probe.h"
#include "collector/host/counter_answers.h"
#include "collector/host/host_facts.h"
#include "collector/host/interference.h"
#include "collector/host/pmu_tier.h"

namespace crossfade::collector {

enum class CheckLevel { ok, note, warning, blocking };
std::string_view name_of(CheckLevel level);

struct Check {
  std::string id;     ///< stable: "clock-source"
  std::string label;  ///< for people: "clock source"
  CheckLevel level = CheckLevel::ok;
  std::string value;       ///< what was found
  std::string remedy;      ///< what to do; empty = nothing
  std::string brief = {};  ///< the value where there is little room (doctor_summary.h); empty = the value
};

/// The brief value of a check that adds nothing to the others.
inline constexpr std::string_view nothing_to_say = "-";

struct DoctorFacts {
  HostFacts host;
  ClockEstimate clock;
  PmuTier pmu;
  CounterAnswers counter_answers;                ///< empty where the machine shows no counters
  std::uint32_t counters_at_once = 0;            ///< hardware counters that count at the same time; 0 = none
  std::string counter_room;                      ///< the same in words
  bool pmu_counts_cycles = false;                ///< then the clock counters are not opened
  std::vector<results::Counter> clock_counters;  ///< of tier msr, with the reasons of those that are absent
  bool user_space_only = false;                  ///< software events are permitted in user space alone
  /// Why whole CPUs cannot be counted (run --count cpu); empty = they can; nullopt = not tried.
  std::optional<std::string> no_whole_cpus_because = {};
  std::string software_counters_absent;  ///< why even these cannot be read; empty = they can
  InterferenceCounters idle;             ///< of the machine over idle_ns, doing nothing
  std::uint64_t idle_ns = 0;
  std::uint64_t descriptors_allowed = 0;  ///< hard limit of open files of a process; 0 = unknown
  std::uint64_t descriptors_needed = 0;   ///< by a process with a worker on every CPU, in the largest pass
  std::uint64_t descriptors_multiplexed = 0;  ///< by one that counts everything in turns (run --multiplex)
  std::optional<std::uint64_t> memory_available_bytes, disk_free_bytes;
  std::vector<std::string> workloads;           ///< usable plug-ins
  std::vector<std::string> broken_workloads;    ///< "file: why"
  std::vector<std::string> left_out_workloads;  ///< names of those that the build was made without
  std::string installation_problem;             ///< empty = complete
};

std::vector<Check> examine(const DoctorFacts& facts);

/// 0 usable, 1 usable with warnings, 2 not usable.
int doctor_exit_code(const std::vector<Check>& checks);
/// The same in words.
std::string_view verdict_of(const std::vector<Check>& checks);

/// All of them in full. Lines of at most `width` characters, where words allow.
std::string checks_to_text(const std::vector<Check>& checks, std::size_t width = 100);

}  // namespace crossfade::collector
