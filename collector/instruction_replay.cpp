#include "collector/instruction_replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "collector/callgrind_output.h"
#include "collector/dispatch_check.h"
#include "collector/isa_environment.h"
#include "collector/seeds.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using results::RepetitionOutcome;
using results::StageKind;

constexpr std::uint32_t replays = 2;
/// Of the native rounds: long enough that reading the thread's CPU clock is nothing, and enough for a median.
constexpr double native_stage_ns = 20e6;
constexpr std::uint32_t native_stages = 15;
constexpr std::uint32_t most_rounds = 100'000;
/// Of the rounds whose code is sampled, once a tick of the kernel: 50 samples at least, where a tick is 10
/// ms.
constexpr double sampled_ns = 500e6;

/// Inputs as crossfade-collect run makes them.
Prepare order_of(const ReplayParts& parts, const PlannedWorkload& planned, const Plugin& plugin) {
  Prepare order;
  order.plugin_path = plugin.path.string();
  order.preset = planned.preset;
  order.parameters = planned.parameters;
  order.seed = derive_seed(parts.plan.seed, {part(SeedPurpose::inputs), seed_part(planned.name)});
  order.worker_cpus = {parts.plan.worker_cpus.front()};
  order.isa_level = parts.plan.isa_level;
  order.counters = false;
  // A warm-up takes as many requests as there is time for, so that two processes would not be in the same
  // state. The golden answers have asked for every request already.
  order.warm_up_limit_ns = 0;
  return order;
}

StageSpec stage_of(const ReplayParts& parts, const PlannedWorkload& planned, StageKind kind) {
  StageSpec spec;
  spec.kind = kind;
  spec.seed = derive_seed(parts.plan.seed, {part(SeedPurpose::stage), seed_part(planned.name)});
  spec.sample = spec.requests = parts.requests;
  spec.rounds = 1;
  return spec;
}

double cpu_ns_per_request(const results::Stage& stage) {
  return static_cast<double>(stage.cpu_user_ns + stage.cpu_system_ns) / static_cast<double>(stage.completed);
}

/// Its stage, and the class of a simulated request. What else a stage has is of no use here.
results::StageRecord kept(const results::StageRecord& record) {
  results::StageRecord out;
  out.stage = record.stage;
  for (const results::Distribution& distribution : record.distributions) {
    if (distribution.workload_class != results::Distribution::all_classes)
      out.distributions.push_back(distribution);
  }
  return out;
}

class Replayer {
 public:
  Replayer(const ReplayParts& parts, std::uint32_t workload, const Plugin& plugin)
      : parts_(parts),
        planned_(parts.plan.workloads[workload]),
        order_(order_of(parts, planned_, plugin)),
        clock_{parts.now_ns, parts.now_ns() + parts.time_limit_ns} {}

  InstructionReplay done() {
    if (!measure_native()) return std::move(out_);
    for (std::uint32_t i = 0; i < replays; ++i) {
      if (!count()) return std::move(out_);
    }
    judge();
    return std::move(out_);
  }

 private:
  /// Appends the process, prepares it, has `stages` run and ends it.
  template <class Stages>
  bool with_process(const LaunchSpec& launch, Stages stages) {
    ReplayedProcess& recorded = out_.processes.emplace_back();
    recorded.repetition.block = recorded.repetition.plan_item =
        static_cast<std::uint32_t>(out_.processes.size() - 1);
    recorded.repetition.isa_cap = isa_cap_name(parts_.plan.isa_level);
    ReplayProcess process(parts_.launcher, parts_.stop, clock_);
    auto scratch = ScratchFolder::create(parts_.spare_scratch_dir);
    const bool good = scratch && process.prepare(launch, order_, scratch->path()) &&
                      remember(process, recorded) && stages(process, recorded) && process.finish();
    if (!scratch)
      out_.end = {RepetitionOutcome::refused, 0, results::to_line(scratch.error())};
    else if (!good)
      out_.end = process.end();
    recorded.repetition.outcome = out_.end.outcome;
    recorded.repetition.signal = out_.end.signal;
    recorded.repetition.reason = out_.end.reason;
    return good;
  }

  bool remember(const ReplayProcess& process, ReplayedProcess& recorded) {
    const Ready& ready = process.ready();
    results::Repetition& row = recorded.repetition;
    row.prepare_ns = ready.prepare_ns;
    row.rss_bytes = ready.rss_bytes;
    row.shared_memory_bytes = ready.shared_memory_bytes;
    row.golden_digest = ready.golden_digest;
    if (!out_.ready)
      out_.ready = ready;
    else
      simulated_ = ready;
    return true;
  }

  bool measure_native() {
    return with_process({.environment = parts_.environment, .bare_environment = true},
                        [&](ReplayProcess& process, ReplayedProcess& recorded) {
                          StageSpec spec = stage_of(parts_, planned_, StageKind::probe);
                          const auto first = process.run(spec);  // warms, and says how long a round takes
                          if (!first) return false;
                          // Of a cold one: of requests of microseconds it lasts many times as long as others.
                          double round_ns = cpu_ns_per_request(first->record.stage) * spec.requests;
                          const auto rounds_of = [&round_ns](double ns) {
                            return static_cast<std::uint32_t>(
                                std::clamp(ns / std::max(round_ns, 1.0), 1.0, double{most_rounds}));
                          };
                          for (std::uint32_t i = 0; i < native_stages; ++i) {
                            spec.rounds = rounds_of(native_stage_ns);
                            const auto done = process.run(spec);
                            if (!done) return false;
                            round_ns =
                                std::min(round_ns, cpu_ns_per_request(done->record.stage) * spec.requests);
                            recorded.stages.push_back(kept(done->record));
                          }
                          // After what is timed: a signal each tick is no part of a request's CPU time.
                          spec.rounds = rounds_of(sampled_ns);
                          spec.sample_code = true;
                          const auto sampled = process.run(spec);
                          if (!sampled) return false;
                          native_code_ = sampled->code;
                          code_absent_because_ = sampled->code_absent_because;
                          return true;
                        });
  }

  bool count() {
    const auto folder = ScratchFolder::create(parts_.spare_scratch_dir);
    if (!folder) {
      out_.end = {RepetitionOutcome::refused, 0, results::to_line(folder.error())};
      return false;
    }
    const auto output = folder->path() / "callgrind.out";
    const LaunchSpec launch{parts_.environment, callgrind_arguments(parts_.valgrind, output), true};
    const bool good = with_process(launch, [&](ReplayProcess& process, ReplayedProcess& recorded) {
      StageSpec spec = stage_of(parts_, planned_, StageKind::simulated);
      spec.requests = 1;
      for (spec.first_request = 0; spec.first_request < parts_.requests; ++spec.first_request) {
        const auto done = process.run(spec);
        if (!done) return false;
        recorded.stages.push_back(kept(done->record));
      }
      return true;
    });
    if (!good) return false;
    const auto dumps = read_callgrind_dumps(output, parts_.requests);
    if (!dumps) {
      out_.end = {RepetitionOutcome::crashed, 0, results::to_line(dumps.error())};
      return false;
    }
    auto& each = out_.instructions.emplace_back();
    for (const CallgrindOutput& dump : *dumps) {
      each.push_back(dump.instructions);
      for (const auto& [object, addresses] : dump.code.addresses)
        executed_.addresses[object].insert(addresses.begin(), addresses.end());
      executed_.functions.insert(dump.code.functions.begin(), dump.code.functions.end());
    }
    return true;
  }

  void judge() {
    CF_ASSERT(out_.ready.has_value(), "the native process was ready, or nothing was replayed");
    const Ready &native = *out_.ready, &simulated = simulated_;
    if ((native.workload.flags & CF_FLAG_LIBRARY_THREADS) != 0) {
      out_.is_not_its_own = true;
      out_.why_not = "its library makes threads of its own, whose instructions callgrind does not count";
      return;
    }
    if (native.workload.dataset_digest != simulated.workload.dataset_digest) {
      out_.why_not = "under valgrind it makes other inputs than on this CPU (their digests differ)";
      return;
    }
    if (native.golden_digest != simulated.golden_digest) {
      out_.why_not = "under valgrind its answers are others than on this CPU (their digests differ)";
      return;
    }
    const double total = static_cast<double>(out_.total(0));
    if (total == 0) {
      out_.is_not_its_own = true;
      out_.why_not = "callgrind saw no instruction of any request";
      return;
    }
    const DispatchEvidence evidence{.native = native.libraries,
                                    .simulated = simulated.libraries,
                                    .instructions_per_request = total / parts_.requests,
                                    .cpu_ns_per_request = out_.least_cpu_ns(),
                                    .clock_hz = parts_.clock_hz,
                                    .microarchitecture = parts_.microarchitecture,
                                    .code = compare_code(native_code_, executed_, parts_.function_at),
                                    .code_absent_because = code_absent_because_};
    out_.why_not = why_not_transferable(evidence);
    out_.doubt = doubt_of(evidence);
  }

  const ReplayParts& parts_;
  const PlannedWorkload& planned_;
  Prepare order_;
  ReplayClock clock_;
  Ready simulated_;
  std::vector<CodeSample> native_code_;
  std::string code_absent_because_;
  ExecutedCode executed_;
  InstructionReplay out_;
};

std::vector<double> native_cpu_ns(const InstructionReplay& replay) {
  std::vector<double> values;
  if (replay.processes.empty()) return values;
  for (const results::StageRecord& record : replay.processes.front().stages)
    values.push_back(cpu_ns_per_request(record.stage));
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

std::uint64_t InstructionReplay::total(std::size_t replay) const {
  return std::accumulate(instructions[replay].begin(), instructions[replay].end(), std::uint64_t{0});
}

statistics::StratifiedMean InstructionReplay::per_request() const {
  CF_ASSERT(ready.has_value(), "what was counted was ready before");
  std::vector<statistics::Stratum> strata;
  for (const results::WorkloadClass& each : ready->classes) strata.push_back({each.share, {}});
  const auto& stages = processes[1].stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    for (const results::Distribution& distribution : stages[i].distributions) {
      const auto of_class = static_cast<std::size_t>(distribution.workload_class);
      if (of_class < strata.size())
        strata[of_class].values.push_back(static_cast<double>(instructions.front()[i]));
    }
  }
  auto found = statistics::stratified_mean(strata);
  // Too few requests for all classes: their own mean, of which nothing is known for the rest.
  if (!std::isfinite(found.mean))
    found = {static_cast<double>(total(0)) / static_cast<double>(stages.size()), std::nullopt};
  return found;
}

double InstructionReplay::replays_differ_by() const {
  if (instructions.size() < 2) return results::missing;
  const auto a = static_cast<double>(total(0)), b = static_cast<double>(total(1));
  return std::abs(a - b) / std::max({a, b, 1.0});
}

double InstructionReplay::least_cpu_ns() const {
  const auto values = native_cpu_ns(*this);
  return values.empty() ? results::missing : values.front();
}

double InstructionReplay::median_cpu_ns() const {
  const auto values = native_cpu_ns(*this);
  return values.empty() ? results::missing : values[values.size() / 2];
}

InstructionReplay replay_workload(const ReplayParts& parts, std::uint32_t workload, const Plugin& plugin) {
  return Replayer(parts, workload, plugin).done();
}

}  // namespace crossfade::collector
