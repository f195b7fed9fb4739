#include "analysis/slo_solution.h"

#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "analysis/program_identity.h"
#include "analysis/solution_store.h"

namespace crossfade::analysis {
namespace {

/// What a solution depends on, so that equal problems are solved once.
using Key = SolutionStore::Key;

template <class T>
std::uint64_t digest(std::span<const T> values) {
  return XXH3_64bits(values.data(), values.size_bytes());
}

Key key_of(const statistics::SloProblem& problem) {
  std::vector<std::uint64_t> parts{problem.servers,
                                   std::bit_cast<std::uint64_t>(problem.objective_factor),
                                   std::bit_cast<std::uint64_t>(problem.allowed_exceedance),
                                   problem.seed,
                                   problem.virtual_requests,
                                   problem.objective_ns.size(),
                                   digest(problem.objective_ns)};
  for (const statistics::SloChunk& chunk : problem.chunks) {
    parts.insert(parts.end(),
                 {chunk.block, std::bit_cast<std::uint64_t>(chunk.offered_per_s), chunk.service_ns.size(),
                  digest(chunk.service_ns), chunk.start_delay_ns.size(), digest(chunk.start_delay_ns),
                  chunk.request_class.size(), digest(chunk.request_class)});
  }
  static const std::string identity = program_identity();
  parts.push_back(digest(std::span<const char>(identity)));
  const XXH128_hash_t whole = XXH3_128bits(parts.data(), parts.size() * sizeof parts.front());
  return {whole.high64, whole.low64};
}

/// Set before anything is solved, by a program; empty in tests.
std::filesystem::path& kept_in() {
  static std::filesystem::path file;
  return file;
}

statistics::SloEstimate solution_of(const statistics::SloProblem& problem, const Key& key) {
  if (kept_in().empty()) return statistics::estimate_slo_rate(problem);
  static SolutionStore store(kept_in());  // read when the first is asked for: most commands ask for none
  if (auto kept = store.find(key)) return *std::move(kept);
  statistics::SloEstimate solution = statistics::estimate_slo_rate(problem);
  store.keep(key, solution);
  return solution;
}

statistics::SloEstimate solved_once(const statistics::SloProblem& problem) {
  struct Entry {
    std::once_flag solved;
    statistics::SloEstimate solution;
  };
  static std::mutex mutex;
  static std::map<Key, Entry> known;
  const Key key = key_of(problem);
  std::unique_lock lock(mutex);
  Entry& entry = known[key];  // stays where it is while others are added
  lock.unlock();
  std::call_once(entry.solved, [&] { entry.solution = solution_of(problem, key); });
  return entry.solution;
}

bool is_chunk(const StageView& view) {
  return view.stage->kind == results::StageKind::slo_chunk && view.trace != nullptr;
}

/// Owns what a problem has spans of, but for the requests: those are the recording's.
class ProblemOfRuns {
 public:
  ProblemOfRuns(std::span<const ProcessRun* const> runs, double objective_factor)
      : objective_factor_(objective_factor) {
    for (const ProcessRun* run : runs) {
      for (const StageView& view : run->stages) {
        if (!is_chunk(view)) continue;
        servers_ = view.stage->workers;
        chunks_.push_back({run->block, view.stage->offered_per_s, view.trace->service_ns,
                           view.trace->start_delay_ns, view.trace->request_class});
      }
    }
    if (runs.empty()) return;
    for (const results::WorkloadClass& each : runs.front()->recording->classes) {
      if (each.workload == runs.front()->workload)
        objective_ns_.push_back(static_cast<double>(each.slo_p99_ns));
    }
  }

  statistics::SloProblem problem() const {
    statistics::SloProblem out;
    out.chunks = chunks_;
    out.servers = servers_;
    out.objective_ns = objective_ns_;
    out.objective_factor = objective_factor_;
    return out;
  }

 private:
  std::vector<statistics::SloChunk> chunks_;
  std::vector<double> objective_ns_;
  std::uint32_t servers_ = 1;
  double objective_factor_;
};

}  // namespace

void keep_slo_solutions_in(const std::filesystem::path& file) {
  if (!program_identity().empty()) kept_in() = file;
}

bool has_slo_chunk(const ProcessRun& run) {
  for (const StageView& view : run.stages) {
    if (is_chunk(view)) return true;
  }
  return false;
}

statistics::SloEstimate solve_slo(std::span<const ProcessRun* const> runs, double objective_factor) {
  return solved_once(ProblemOfRuns(runs, objective_factor).problem());
}

statistics::NoRate judge_no_rate(std::span<const ProcessRun* const> runs, double objective_factor,
                                 bool too_disturbed) {
  return statistics::judge_no_rate(ProblemOfRuns(runs, objective_factor).problem(), too_disturbed);
}

std::map<std::uint32_t, std::vector<const ProcessRun*>> slo_runs(const WorkloadRuns& workload) {
  std::map<std::uint32_t, std::vector<const ProcessRun*>> by_recording;
  for (const ProcessRun& run : workload.runs) {
    if (has_slo_chunk(run)) by_recording[run.recording_index].push_back(&run);
  }
  return by_recording;
}

void solve_slo_ahead(std::span<const WorkloadRuns* const> workloads,
                     std::span<const double> objective_factors) {
  struct Job {
    std::vector<const ProcessRun*> runs;
    double factor;
  };
  std::vector<Job> jobs;
  for (const WorkloadRuns* const workload : workloads) {
    for (auto& [recording, runs] : slo_runs(*workload))
      for (const double factor : objective_factors) jobs.push_back({runs, factor});
  }
  const std::size_t threads = std::min<std::size_t>(jobs.size(), std::thread::hardware_concurrency());
  if (threads < 2) return;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++)
      static_cast<void>(solve_slo(jobs[i].runs, jobs[i].factor));
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

}  // namespace crossfade::analysis
