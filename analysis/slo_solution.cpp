#include "analysis/slo_solution.h"

#include <bit>
#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace crossfade::analysis {
namespace {

/// What a solution depends on, so that equal problems are solved once in the life of a program.
using Key = std::vector<std::uint64_t>;

template <class T>
std::uint64_t digest(std::span<const T> values) {
  const auto* bytes = reinterpret_cast<const char*>(values.data());
  return std::hash<std::string_view>{}({bytes, values.size_bytes()});
}

Key key_of(const statistics::SloProblem& problem) {
  Key key{problem.servers, std::bit_cast<std::uint64_t>(problem.objective_factor),
          digest(problem.objective_ns)};
  for (const statistics::SloChunk& chunk : problem.chunks) {
    key.insert(key.end(),
               {chunk.block, std::bit_cast<std::uint64_t>(chunk.offered_per_s), chunk.service_ns.size(),
                digest(chunk.service_ns), digest(chunk.start_delay_ns), digest(chunk.request_class)});
  }
  return key;
}

statistics::SloEstimate solved_once(const statistics::SloProblem& problem) {
  static std::mutex mutex;
  static std::map<Key, statistics::SloEstimate> known;
  const Key key = key_of(problem);
  {
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(key); found != known.end()) return found->second;
  }
  statistics::SloEstimate solution = statistics::estimate_slo_rate(problem);
  const std::lock_guard lock(mutex);
  return known.emplace(key, std::move(solution)).first->second;
}

bool is_chunk(const StageView& view) {
  return view.stage->kind == results::StageKind::slo_chunk && view.trace != nullptr;
}

}  // namespace

bool has_slo_chunk(const ProcessRun& run) {
  for (const StageView& view : run.stages) {
    if (is_chunk(view)) return true;
  }
  return false;
}

statistics::SloEstimate solve_slo(std::span<const ProcessRun* const> runs, double objective_factor) {
  std::vector<statistics::SloChunk> chunks;
  std::vector<double> objective_ns;
  std::uint32_t servers = 1;
  for (const ProcessRun* run : runs) {
    for (const StageView& view : run->stages) {
      if (!is_chunk(view)) continue;
      servers = view.stage->workers;
      chunks.push_back({run->block, view.stage->offered_per_s, view.trace->service_ns,
                        view.trace->start_delay_ns, view.trace->request_class});
    }
  }
  if (!runs.empty()) {
    for (const results::WorkloadClass& each : runs.front()->recording->classes) {
      if (each.workload == runs.front()->workload)
        objective_ns.push_back(static_cast<double>(each.slo_p99_ns));
    }
  }
  statistics::SloProblem problem;
  problem.chunks = chunks;
  problem.servers = servers;
  problem.objective_ns = objective_ns;
  problem.objective_factor = objective_factor;
  return solved_once(problem);
}

}  // namespace crossfade::analysis
