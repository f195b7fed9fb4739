// Recording: the data model of one run of the collector on one host; plain structs, owned values, no HDF5.
// Rows refer to each other by index into the vectors of the same Recording. Times are nanoseconds, rates are
// per second, sizes are bytes; the unit is in every name. A float that is missing is NaN and an integer that
// is missing is std::nullopt, never 0; why it is missing stands in Recording::absences. The file form is
// results/schema.h; docs/recording-format.md describes it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "results/histogram.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/rule.h"

namespace crossfade::results {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

enum class RecordingKind { measurement, calibration, simulated };
enum class RecordingState { running, finished, interrupted };
enum class RepetitionOutcome {
  running,
  ok,
  wrong,
  crashed,
  hung,
  killed,  ///< the collector itself ended while it was measured, and nobody knows why
  refused,
  interrupted  ///< the user stopped the run while it was measured: no failure of the workload
};
/// What a process run is for. Estimates of what users see rest on measurements alone.
enum class RepetitionPurpose {
  measurement,
  calibration,  ///< before the first block: variances and rates that the plan is made from
  rerun,        ///< stages of a measurement again that were disturbed: for undisturbed values only
  verification  ///< one look below the SLO throughput that was found
};
enum class StageKind { service, capacity, load, slo_chunk, verify, spike, probe, simulated };
/// Requests come by a schedule, whether or not the ones before are done.
constexpr bool is_open_loop(StageKind kind) {
  return kind == StageKind::load || kind == StageKind::slo_chunk || kind == StageKind::verify ||
         kind == StageKind::spike;
}
enum class StageOutcome { ok, saturated, aborted, failed };
enum class Quality { clean, disturbed, voided };
enum class Arrival { closed_loop, poisson, constant, step, trace };
enum class WaitMode { none, hybrid, spin, sleep };
enum class Scheduling { normal, fifo };
enum class DistributionKind { latency, service, wait, start_error };
enum class CounterScope { user, user_kernel, process, cgroup, cpu };
enum class CounterTier { hardware, msr, software, probe, simulated, inferred };
enum class CounterState { counted, other_pass, denied, lost, zeroed };

/// Root attributes: who, where, when.
struct Header {
  RecordingKind kind = RecordingKind::measurement;
  RecordingState state = RecordingState::running;
  std::string producer;  ///< program and version that wrote it
  std::string abi;       ///< plug-in ABI of the workloads
  std::string run_id;    ///< UUID
  std::int64_t plan_seed = 0;
  std::string created_utc;  ///< ISO 8601, seconds, Z
  std::string title;
  std::string host_id;  ///< salted hash; empty = no identity (counts as one host)
  std::string
      host_id_source;  ///< "instance-id", "machine-id", "boot-id ...", "override (--host-id)", or why none
  std::string provider, region, instance_type;
  std::string instance_type_source;  ///< "imds", "dmi", "override (--instance-type)", "unknown"
  std::string cpu_model, microarchitecture, family_model_stepping;
  std::int64_t vcpus = 0, cores = 0, threads_per_core = 0, memory_bytes = 0;
  std::string kernel;
  std::string pmu_tier;                 ///< "full", "basic", "none"
  double clock_hz_effective = missing;  ///< measured, not /proc/cpuinfo
};

/// One fact about the host, from the collector's allow-list. An empty value with a reason = could not be
/// read.
struct EnvironmentFact {
  std::string key, value, absent_because;
  friend bool operator==(const EnvironmentFact&, const EnvironmentFact&) = default;
};

struct Workload {
  std::string name, version, preset, parameters;  ///< parameters: "key=value key=value", defaults included
  std::string dataset_digest;                     ///< hex; equal digests = equal inputs
  std::string unit;                               ///< what one request is
  std::string summary, seed_system;
  std::uint64_t flags = 0;  ///< CF_FLAG_* of workloads/abi.h

  static constexpr std::uint64_t contended_flag = 16;
  /// CF_FLAG_CONTENDED: its workers share written data on purpose.
  bool is_contended() const { return (flags & contended_flag) != 0; }
};

struct WorkloadClass {
  std::uint32_t workload = 0;
  std::string name;
  double share = 1;  ///< of requests; the shares of a workload sum to 1
  std::uint32_t priority = 0;
  std::uint64_t slo_p99_ns = 0;  ///< objective: p99 of latency
  std::uint64_t net_in_bytes = 0, net_out_bytes = 0, storage_in_bytes = 0,
                storage_out_bytes = 0;       ///< per request, as deployed
  std::optional<std::uint64_t> levels = {};  ///< of answers: 1 = the full one only
};

/// A library a workload used and the code path it chose on this CPU.
struct Library {
  std::uint32_t workload = 0;
  std::string name, version, isa_path;
};

/// One fresh process measuring one workload once: the unit of replication within a host.
struct Repetition {
  std::uint32_t workload = 0;
  std::uint32_t block = 0;
  std::uint32_t plan_item = 0;  ///< position in the plan; what resuming counts
  RepetitionPurpose purpose = RepetitionPurpose::measurement;
  RepetitionOutcome outcome = RepetitionOutcome::running;
  std::string reason;  ///< why it is not ok
  std::int32_t signal = 0;
  /// prepare: until warming up, golden answers included (before schema 1.6 the inputs alone).
  std::uint64_t prepare_ns = 0, warm_up_ns = 0, warm_up_requests = 0;
  bool settled = false;  ///< steady state was reached before timing began
  std::uint64_t rss_bytes = 0, shared_memory_bytes = 0;
  std::string golden_digest;  ///< over all golden answers, hex
  std::string isa_cap;        ///< "none" or an x86-64 level the libraries were limited to
  std::string cheap_digest;   ///< over the golden answers of the cheaper levels; empty = none were made
  /// When its process had ended or was given up. Missing of one that runs, of one whose collector ended
  /// before it, and in a recording older than schema 1.6.
  std::optional<std::uint64_t> ended_unix_ns = {};
};

/// What the calibration panel read beside a stage on its workers' idle CPUs. cv: interquartile range of the
/// windows / 1.349 / median. Everything is missing in a recording older than schema 1.1.
struct PanelReading {
  double clock_hz = missing;            ///< mean of the workers
  double l1_loads_per_cycle = missing;  ///< of the worker with the fewest: below the CPU's own, somebody
                                        ///< shares its core
  double l1_cv = missing;
  double l2_cycles = missing;  ///< a dependent load out of the L2, of the slowest worker
  double l2_cv = missing;
  double l3_ns = missing;  ///< a dependent load out of the L3, of worker 0
  double l3_cv = missing;
  double memory_ns = missing;  ///< a dependent load past all caches, of worker 0
  double memory_cv = missing;
  double stream_bytes_per_s = missing;  ///< memory read line after line past all caches, by worker 0 alone
  double stream_cv = missing;
};

/// One measurement inside a repetition.
struct Stage {
  std::uint32_t repetition = 0;
  StageKind kind = StageKind::service;
  StageOutcome outcome = StageOutcome::ok;
  std::uint32_t workers = 1, physical_cores = 1;
  double offered_per_s = missing;  ///< open loop only
  /// Arrivals of the whole schedule, open loop only: more than were served if the stage was given up.
  std::optional<std::uint64_t> offered;
  Arrival arrival = Arrival::closed_loop;
  WaitMode wait_mode = WaitMode::none;
  /// Of hybrid waiting: it sleeps until so long before an arrival, then spins. Calibrated in every process.
  /// Missing where workers wait otherwise, and in a recording older than schema 1.3.
  std::optional<std::uint64_t> wait_margin_ns;
  std::string arrival_profile;  ///< of step and trace arrivals: the steps, or the digest of the trace
  Scheduling scheduling = Scheduling::normal;  ///< of the workers, by the kernel
  std::string shedding;                        ///< policy, "none"
  std::uint32_t counter_pass = 0;
  std::int64_t start_unix_ns = 0;
  std::uint64_t duration_ns = 0;
  std::uint64_t completed = 0;  ///< requests with the right answer
  std::uint64_t errors = 0;     ///< wrong or failed answers
  std::uint64_t shed = 0, cheap = 0;
  std::uint64_t cpu_user_ns = 0, cpu_system_ns = 0;  ///< worker threads, waiting included
  std::optional<std::uint64_t> target_cpu_ns;        ///< external targets only
  /// Spent before an arrival: never part of CPU per request. Where workers sleep until the arrival itself
  /// (mode `sleep`, real time) it lacks what going to sleep and waking up cost: only the CPU time has that.
  std::uint64_t waiting_cpu_ns = 0;
  /// Sum over workers. The kernel counts as such a wait what a CPU quota stopped: throttled_ns.
  std::optional<std::uint64_t> run_queue_wait_ns;
  std::optional<std::uint64_t> steal_ns;  ///< of the workers' CPUs
  std::optional<std::uint64_t> gap_ns;    ///< time a spinning probe lost beside the stage
  std::optional<std::uint64_t>
      cpu_pressure_ns;  ///< any task of the machine waited for a CPU, probes included
  /// Time for which the CPU quota of this cgroup stopped its tasks, sum over CPUs, probes included.
  std::optional<std::uint64_t> throttled_ns;
  double unexplained_wait_mean_ns = missing;  ///< measured minus replayed wait
  double unexplained_wait_p99_ns = missing;
  /// Requests that were due and had not ended, mean over the stage, from the requests one by one: throughput
  /// times mean latency (Little's law) if none is lost between the records. Open loop only, and of stages
  /// whose trace lacks nothing.
  double mean_in_flight = missing;
  double effective_clock_hz = missing;
  /// Of the engine's own looks at its cores' clock, by their known length: in what counters counted of the
  /// workers, and of no request. Missing in a recording older than schema 1.7.
  std::optional<std::uint64_t> look_instructions, look_cycles;
  PanelReading panel_before, panel_after;
  Quality quality = Quality::clean;
  std::string quality_reasons;  ///< rule ids, space separated; the details are findings
};

/// Interpolated quantiles and intervals are derived from the buckets, never stored twice.
struct Distribution {
  static constexpr std::int32_t all_classes = -1;
  std::uint32_t stage = 0;
  std::int32_t workload_class = all_classes;  ///< index into classes, or all of the workload's
  DistributionKind kind = DistributionKind::latency;
  std::uint64_t n = 0, sum_ns = 0, min_ns = 0, max_ns = 0;
  double design_effect_p50 = missing, design_effect_p99 = missing, design_effect_p999 = missing;
  std::vector<BucketCount> buckets;

  Histogram histogram() const { return Histogram::from_sparse(buckets, sum_ns, min_ns, max_ns); }
};

/// What became of the requests of an open-loop stage one by one, in the order of arrival: enough to ask later
/// what another rate or another objective would have given (docs/methodology.md). Of a stage with more
/// requests than may be kept these are contiguous windows of one length, evenly spread over it, one behind
/// the other (absence "trace.requests"). Of one that was given up they come before the first that was never
/// served, so a standstill that lasted until then need not be in them. Times beyond 4.29 s count as 4.29 s
/// (4'294'967'294 ns): an objective longer than that cannot be judged by them. A recording older than schema
/// 1.3 has the first requests, up to the first that took or waited longer.
struct Trace {
  static constexpr std::size_t capacity = 65'536;  ///< so many at most
  std::uint32_t stage = 0;
  std::uint32_t requests = 0;  ///< length of the three below
  std::vector<std::uint32_t> service_ns;
  /// Time that passed before the start although a worker was free and the request was there: late wake-ups
  /// and standstills of an idle worker. What the queue explains is not in it.
  std::vector<std::uint32_t> start_delay_ns;
  std::vector<std::uint8_t> request_class;  ///< place among the classes of the stage's workload
};

/// A stage of kind spike: its rate is `offered_per_s`, and `factor` times that between begin and end. Its
/// latencies are of the requests that fell due between the two.
struct Spike {
  std::uint32_t stage = 0;
  double factor = missing;
  double base_share = missing;             ///< of the workload's first capacity: `offered_per_s` over it
  std::uint64_t begin_ns = 0, end_ns = 0;  ///< from the start of the stage
  std::uint64_t window_ns = 0;             ///< length of its windows
};

/// The requests of one class that fell due within one window of a spike stage. What is neither in its
/// objective nor late nor shed was never served, or answered wrongly.
struct SpikeWindow {
  std::uint32_t stage = 0;
  std::uint32_t workload_class = 0;  ///< index into classes
  std::uint64_t begin_ns = 0;        ///< from the start of the stage
  std::uint64_t offered = 0, in_slo = 0, late = 0, shed = 0;
  std::uint64_t cheap = 0;  ///< of those in their objective or late: got the cheaper answer
};

struct Worker {
  std::uint32_t stage = 0;
  std::uint32_t cpu = 0, core = 0;
  std::uint64_t completed = 0, busy_ns = 0, cpu_ns = 0;
  std::optional<std::uint64_t> run_queue_wait_ns;
  double clock_hz = missing;
};

struct Cpu {
  std::uint32_t cpu = 0, core = 0, package = 0, l3_group = 0, numa_node = 0;
};

struct Counter {
  std::string metric;     ///< id in the vocabulary; of an event that it lacks, what the user called it
  std::string raw_event;  ///< what was asked of the kernel
  CounterScope scope = CounterScope::user_kernel;
  CounterTier tier = CounterTier::software;
  std::string absent_because;  ///< empty if it counted
};

struct CounterReading {
  std::uint32_t stage = 0, counter = 0;
  std::optional<std::uint64_t> total;  ///< as counted, not scaled
  std::uint64_t enabled_ns = 0, running_ns = 0;
  CounterState state = CounterState::counted;
};

/// A moment within a stage at which a worker read its own counters, between two requests; its last is its
/// stop. So that the counts of a worker's samples add up to what it counted in the stage.
struct CounterSample {
  std::uint32_t stage = 0;
  std::uint32_t worker = 0;  ///< index into workers
  /// When it was really taken, from the start of the stage: later than it was due where a request, or the
  /// sleep before one, lasted longer.
  std::uint64_t time_ns = 0;
};

/// One counter over the samples of one stage: what it counted since the sample before of the same worker, or
/// up to its first since the worker started its counters, shortly before the stage began. As counted, never
/// scaled or interpolated.
struct CounterSeries {
  /// It did not run meanwhile, was taken away, or is hidden: no value, not 0.
  static constexpr std::uint64_t not_counted = UINT64_MAX;
  std::uint32_t stage = 0, counter = 0;
  std::uint32_t first_sample = 0;     ///< of the stage: index into samples, to which counts[0] belongs
  std::vector<std::uint64_t> counts;  ///< one for each sample of the stage
};

/// A rule that fired on a stage.
struct Finding {
  std::uint32_t stage = 0;
  std::string rule;  ///< id in the vocabulary
  double value = missing, threshold = missing;
};

/// Why a value of this recording is missing. subject: "stage.steal_ns", "header.host_id" ...
struct Absence {
  std::string subject, reason;
  friend bool operator==(const Absence&, const Absence&) = default;
};

/// The vocabulary's texts as they were when the recording was made, for the ids used in it: an older program
/// explains a newer recording with them. The writer fills them in.
struct MetricText {
  std::string id, name, unit;
  Direction direction = Direction::neutral;
  Comparability across_cpus = Comparability::not_comparable;
  std::string help;
};
struct RuleText {
  std::string id;
  RuleKind kind = RuleKind::quality;
  double threshold = missing;
  std::string unit, message, why, consequence;
};

struct Recording {
  Header header;
  std::vector<EnvironmentFact> environment;
  std::vector<Workload> workloads;
  std::vector<WorkloadClass> classes;
  std::vector<Library> libraries;
  std::vector<Cpu> cpus;
  std::vector<Repetition> repetitions;
  std::vector<Stage> stages;
  std::vector<Distribution> distributions;
  std::vector<Trace> traces;
  std::vector<Spike> spikes;
  std::vector<SpikeWindow> spike_windows;
  std::vector<Worker> workers;
  std::vector<Counter> counters;
  std::vector<CounterReading> readings;
  std::vector<CounterSample> samples;  ///< by stage, in it by worker, of that by time
  std::vector<CounterSeries> series;   ///< by stage, in it by counter; only such as have a value
  std::vector<Finding> findings;
  std::vector<Absence> absences;
  std::vector<MetricText> metric_texts;
  std::vector<RuleText> rule_texts;
  std::string plan_json;
  std::string log;
};

/// Part of what users would have seen: not of a calibration, a rerun or a verification.
inline bool is_of_measurement(const Recording& recording, const Stage& stage) {
  return stage.repetition >= recording.repetitions.size() ||
         recording.repetitions[stage.repetition].purpose == RepetitionPurpose::measurement;
}

/// What one finished stage adds. Indices `stage` inside the rows are ignored: the writer sets them. So are
/// `first_sample`; and `worker` of a sample is the place among `workers` here.
struct StageRecord {
  Stage stage;
  std::vector<Distribution> distributions;
  std::vector<Worker> workers;
  std::vector<CounterReading> readings;  ///< `counter` indexes Recording::counters
  std::vector<Finding> findings;
  std::optional<Trace> trace;
  std::optional<Spike> spike;
  std::vector<SpikeWindow> spike_windows;
  std::vector<CounterSample> samples;
  std::vector<CounterSeries> series;  ///< `counter` as above
};

}  // namespace crossfade::results
