// InstructionReplay: one workload's instructions per request, for machines that show no counters: the first
// requests of the seed are run natively, for CPU time and the code paths of the libraries, and twice under
// callgrind, request by request. Whether the count is worth anything here is dispatch_check's to say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/statistics/stratified_mean.h"
#include "collector/code_comparison.h"
#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "collector/replay_process.h"
#include "collector/valgrind.h"

namespace crossfade::collector {

/// What the replays of all workloads have in common; all of it outlives them.
struct ReplayParts {
  const Plan& plan;
  ProcessLauncher& launcher;
  const StopRequest& stop;
  std::function<std::uint64_t()> now_ns;  ///< monotonic
  const Valgrind& valgrind;
  std::vector<std::pair<std::string, std::string>> environment;  ///< of an instruction-set cap
  std::uint32_t requests = 8;
  std::uint64_t time_limit_ns = 0;  ///< of a workload, its three processes together
  std::filesystem::path spare_scratch_dir;
  std::string microarchitecture;
  double clock_hz = results::missing;  ///< effective
  FunctionLookup function_at = functions_of_files();
};

/// One process as it is recorded: its repetition, and one stage for each time it was asked. Of a simulated
/// request the only distribution is that of its class.
struct ReplayedProcess {
  results::Repetition repetition;
  std::vector<results::StageRecord> stages;
};

struct InstructionReplay {
  std::optional<Ready> ready;              ///< of the native process; nullopt = it was never ready
  std::vector<ReplayedProcess> processes;  ///< native first, then the replays; those that were started
  std::vector<std::vector<std::uint64_t>> instructions;  ///< of each complete replay, of each request
  std::string why_not;  ///< the count is not transferable to this CPU; empty = nothing speaks against it
  bool is_not_its_own =
      false;          ///< ... because callgrind does not see what works; else because other code does
  std::string doubt;  ///< what may speak against it and decides nothing (doubt_of)
  ReplayEnd end;      ///< not ok: of the process that failed; there is no count then

  bool counted() const { return end.outcome == results::RepetitionOutcome::ok; }
  /// Of all requests of a replay.
  std::uint64_t total(std::size_t replay) const;
  /// Of a request of the workload: the classes' means by their shares, of the first replay.
  statistics::StratifiedMean per_request() const;
  /// Request by request.
  bool replays_identical() const { return instructions.size() == 2 && instructions[0] == instructions[1]; }
  /// Relative difference of the replays' totals; missing without two.
  double replays_differ_by() const;
  /// CPU time of a request in ns over the native rounds; missing without one.
  double least_cpu_ns() const;
  double median_cpu_ns() const;
};

InstructionReplay replay_workload(const ReplayParts& parts, std::uint32_t workload, const Plugin& plugin);

}  // namespace crossfade::collector
