// Replay builder: a recording as crossfade-collect instructions makes it, for tests: one workload, a native
// process of two rounds and two replays.
#pragma once

#include <cstdint>
#include <vector>

#include "results/recording.h"

namespace crossfade::testing {

struct SyntheticReplay {
  results::Workload workload{.name = "tls_segment",
                             .version = "1",
                             .preset = "default",
                             .parameters = "bytes=16384",
                             .dataset_digest = "0011223344556677",
                             .unit = "",
                             .summary = "",
                             .seed_system = ""};
  std::vector<results::Library> libraries;
  std::vector<std::vector<std::uint64_t>> replays{{49'000, 51'000, 50'000}, {49'000, 51'000, 50'000}};
  std::vector<std::uint64_t> cpu_ns{12'000, 10'000, 11'000};  ///< of a request, in each native round
  std::string absent_because;                                 ///< not empty: without counts
  std::string isa_cap = "none";
  std::uint64_t long_from = 0;  ///< not 0: requests of so many are of a second class, a tenth of all
};

inline results::Recording synthetic_replay(const SyntheticReplay& made) {
  results::Recording r;
  r.header.kind = results::RecordingKind::simulated;
  r.header.state = results::RecordingState::finished;
  r.header.run_id = "run-of-the-replay";
  r.header.title = "synthetic replay";
  r.header.cpu_model = "Example CPU 1";
  r.header.microarchitecture = "example1";
  r.header.clock_hz_effective = 2e9;
  r.environment = {{"instructions.valgrind", "valgrind-3.19.0", ""},
                   {"instructions.arguments", "valgrind --tool=callgrind", ""}};
  r.workloads = {made.workload};
  results::WorkloadClass only;
  only.name = "all";
  r.classes = {only};
  if (made.long_from > 0) {
    r.classes.push_back(only);
    r.classes[0].share = 0.9;
    r.classes[1].share = 0.1;
    r.classes[1].name = "long";
  }
  r.libraries = made.libraries;
  r.counters = {{"instructions", "callgrind Ir of a request", results::CounterScope::user,
                 results::CounterTier::simulated, ""}};
  const auto add_process = [&] {
    results::Repetition& process = r.repetitions.emplace_back();
    process.outcome = results::RepetitionOutcome::ok;
    process.block = process.plan_item = static_cast<std::uint32_t>(r.repetitions.size() - 1);
    process.isa_cap = made.isa_cap;
  };
  const auto add_stage = [&](results::StageKind kind, std::uint64_t requests) -> results::Stage& {
    results::Stage& stage = r.stages.emplace_back();
    stage.repetition = static_cast<std::uint32_t>(r.repetitions.size() - 1);
    stage.kind = kind;
    stage.completed = requests;
    stage.duration_ns = 1'000;
    return stage;
  };
  add_process();
  for (const std::uint64_t ns : made.cpu_ns) add_stage(results::StageKind::probe, 10).cpu_user_ns = ns * 10;
  for (const auto& replay : made.replays) {
    add_process();
    for (const std::uint64_t instructions : replay) {
      add_stage(results::StageKind::simulated, 1);
      results::Distribution of_class;
      of_class.stage = static_cast<std::uint32_t>(r.stages.size() - 1);
      of_class.workload_class = made.long_from > 0 && instructions >= made.long_from ? 1 : 0;
      of_class.kind = results::DistributionKind::service;
      of_class.n = 1;
      of_class.sum_ns = of_class.min_ns = of_class.max_ns = 50;
      of_class.buckets = {{50, 1}};
      r.distributions.push_back(of_class);
      results::CounterReading reading{static_cast<std::uint32_t>(r.stages.size() - 1),
                                      0,
                                      instructions,
                                      1'000,
                                      1'000,
                                      results::CounterState::counted};
      if (!made.absent_because.empty())
        reading = {reading.stage, 0, std::nullopt, 0, 0, results::CounterState::denied};
      r.readings.push_back(reading);
    }
  }
  if (!made.absent_because.empty())
    r.absences.push_back({"instructions of tls_segment (bytes=16384)", made.absent_because});
  return r;
}

}  // namespace crossfade::testing
