// Messages between the orchestrator and a measuring process: Prepare, Run, Stop one way; Hello, Ready,
// StageOver, StageDone, Failure, Bye the other. Plain values; collector/protocol/codec turns them into frame
// payloads, collector/protocol/channel moves frames. Nothing here knows HDF5 or the network.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/protocol/rate_profile.h"
#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Raised with every change of a message.
inline constexpr std::uint32_t protocol_version = 11;

/// One measurement to make: everything but the workload, which the process already holds.
struct StageSpec {
  results::StageKind kind = results::StageKind::service;
  std::uint32_t workers = 1;
  double offered_per_s = results::missing;  ///< open loop only
  results::Arrival arrival = results::Arrival::closed_loop;
  std::vector<RateStep> steps = {};  ///< of step arrivals
  results::WaitMode wait_mode = results::WaitMode::none;
  results::Scheduling scheduling = results::Scheduling::normal;  ///< open loop only
  std::string shedding = "none";  ///< policy of a spike stage (results/vocabulary/shedding_policy.h)
  std::uint64_t duration_ns = 0;
  std::uint64_t seed = 0;            ///< of arrivals and of the class mix
  std::uint32_t trace_requests = 0;  ///< open loop: at most so many are recorded one by one
  /// Of a replay (kinds probe and simulated; bounded by requests, not by time): of a sample of so many of the
  /// workload's first requests, its classes in their shares, `requests` from place first_request on, `rounds`
  /// times.
  std::uint32_t sample = 0, first_request = 0, requests = 0, rounds = 0;
  bool sample_code = false;  ///< of a replay: note where it executes (StageDone::code), which takes time
  friend bool operator==(const StageSpec&, const StageSpec&) = default;
};

/// 512 MB of arrivals: an open-loop stage with more is refused.
inline constexpr std::size_t max_arrivals = std::size_t{64} << 20;

/// Of the samples of a stage: times, workers and counts. A message holds twice as many values in all.
inline constexpr std::uint64_t most_sampled_values = std::uint64_t{1} << 20;
inline constexpr std::uint32_t most_samples_per_s = 100, usual_samples_per_s = 10;

/// The windows in which a spike stage counts.
inline constexpr std::uint64_t spike_window_ns = 50'000'000;

/// An open-loop stage is given up when its queue is not drained in as long again as it lasts, or in this if
/// that is longer.
inline constexpr std::uint64_t shortest_drain_ns = 1'000'000'000;
/// A spike's queue is served for so long at most after its schedule, or for the longest objective if that is
/// shorter: what is then still waiting missed it.
inline constexpr std::uint64_t longest_spike_drain_ns = 10'000'000'000;
/// A stage that makes the same few requests whatever the machine, instead of as many as there is time for.
inline bool is_replay(results::StageKind kind) {
  return kind == results::StageKind::probe || kind == results::StageKind::simulated;
}
/// How long a stage may measure; a replay is not bounded by time.
inline std::uint64_t longest_ns(const StageSpec& spec) {
  if (!results::is_open_loop(spec.kind)) return spec.duration_ns;
  if (spec.kind == results::StageKind::spike) return spec.duration_ns + longest_spike_drain_ns;
  return spec.duration_ns + std::max(spec.duration_ns, shortest_drain_ns);
}

struct Hello {
  std::uint32_t protocol = protocol_version;
  std::string producer;  ///< program and version
  std::int32_t pid = 0;
};

/// The calibration panel, and the sizes its kernels follow; 0 = the machine does not show it.
struct PanelOrder {
  bool wanted = false;
  std::uint64_t l2_bytes = 0, l3_bytes = 0;  ///< of one core, and as shared
};

struct Prepare {
  std::string plugin_path;              ///< shared object
  std::string preset;                   ///< "default" if the plug-in has none
  std::vector<std::string> parameters;  ///< "key=value" overrides
  std::uint64_t seed = 0;
  std::vector<std::uint32_t> worker_cpus;  ///< in topology order; its size is the largest worker count
  std::uint32_t isa_level = 0;  ///< 0 = no cap; the libraries' own switches stand in the environment already
  std::string scratch_dir;
  std::uint64_t warm_up_limit_ns = 0;
  std::vector<CounterEvent> hardware_events;  ///< counted beside the kernel's own; those of tier msr last
  bool counters = true;
  bool count_cpus = false;     ///< these count all that the workers' CPUs do, not the workers alone
  bool cheap_answers = false;  ///< also make the golden answers of the cheaper level
  bool facts_only = false;  ///< Ready at once with what was noted: no workers, answers or warm-up, no stage
  std::uint32_t sample_rate_hz = 0;  ///< how often a worker reads its counters within a stage; 0 = never
  std::string proc_root = "/proc";
  PanelOrder panel;
  std::string arrival_trace_path;    ///< of trace arrivals; empty = there are none
  std::string arrival_trace_digest;  ///< what it held when the run began
  std::string input_path;            ///< a file to work on instead of generated inputs; empty = there is none
  std::string input_digest;          ///< of its bytes when the run began (protocol/input_file.h)
};

/// The workload is prepared, its golden answers are made, it is warm; of Prepare::facts_only only the first.
struct Ready {
  results::Workload workload;
  std::vector<results::WorkloadClass> classes;
  std::vector<results::Library> libraries;
  std::vector<results::Counter> counters;  ///< CounterReading::counter of StageDone indexes this list
  std::string golden_digest;
  std::string cheap_digest;  ///< of the cheaper level; empty if none were made
  std::uint64_t prepare_ns = 0, warm_up_ns = 0, warm_up_requests = 0;
  bool settled = false;
  std::uint64_t rss_bytes = 0, shared_memory_bytes = 0;
  std::vector<results::Absence> absences;
};

struct Run {
  StageSpec stage;
};

/// How long the gap probe spins on each worker's CPU beside a stage, before and after it together:
/// Stage::gap_ns is out of workers * gap_probe_ns_per_worker.
inline constexpr std::uint64_t gap_probe_ns_per_worker = 20'000'000;

/// Subject of the absence that says that the workers of a stage could not be pinned to their CPUs.
inline constexpr const char* unpinned_workers = "worker.cpu";

/// Subject of the absence that says what was wrong with the first answer of a stage that was wrong or failed.
inline constexpr const char* wrong_answers = "right answers of stages";

/// So many times an instruction was found to be the next one.
struct CodeSample {
  std::string object;         ///< path of its file; empty = it is in none
  std::uint64_t address = 0;  ///< within the file: ELF virtual address
  std::uint32_t samples = 0;
  friend bool operator==(const CodeSample&, const CodeSample&) = default;
};

/// Everything that belongs to the stage has been measured and read. What comes before StageDone is working it
/// out, whose CPU time is none of the stage's: the orchestrator ends its watch on the machine here.
struct StageOver {};

/// `record.stage` has everything but repetition, quality and quality_reasons: the orchestrator judges.
/// `record.spike` has everything but base_share.
/// workload_class of a distribution indexes Ready::classes, `counter` of a reading and of a series indexes
/// Ready::counters.
/// A stage with wrong or failed answers has errors > 0 and outcome `failed`: the repetition is `wrong`.
/// `saturated` = more was offered than the workers can serve; `aborted` = given up although it was not:
/// measure/load_judgement.
struct StageDone {
  results::StageRecord record;
  std::vector<results::Absence> absences;
  std::vector<CodeSample> code;     ///< of StageSpec::sample_code
  std::string code_absent_because;  ///< why it could not be sampled
};

/// `outcome` says what becomes of the repetition; after a Failure the process ends.
struct Failure {
  results::RepetitionOutcome outcome = results::RepetitionOutcome::refused;
  results::Error error;
};

struct Stop {};
/// Invariants held (finish() was CF_OK), everything is freed.
struct Bye {};

using Message = std::variant<Hello, Prepare, Ready, Run, StageDone, Failure, Stop, Bye, StageOver>;

}  // namespace crossfade::collector
