#include "tests/support/recording_builder.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <random>
#include <sstream>

namespace crossfade::testing {
namespace {

using namespace results;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) / 9007199254740992.0; }
  double exponential() { return -std::log(uniform()); }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::mt19937_64 engine_;
};

/// Another run id for other options.
std::string run_id_of(const SyntheticHost& host, const std::vector<SyntheticWorkload>& workloads) {
  std::ostringstream options;
  options << host.title << '|' << host.host_id << '|' << host.instance_type << '|' << host.cpu_model << '|'
          << host.isa_cap << '|' << host.blocks << '|' << host.speed << '|' << host.seed << '|'
          << host.start_unix_ns << '|' << host.requests;
  for (const SyntheticWorkload& w : workloads)
    options << '|' << w.name << '|' << w.preset << '|' << w.parameters << '|' << w.service_ns;
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : options.str()) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  std::ostringstream id;
  id << "00000000-0000-4000-8000-" << std::hex << std::setw(12) << std::setfill('0')
     << (hash & 0xffff'ffff'ffffU);
  return id.str();
}

class Builder {
 public:
  Builder(const SyntheticHost& host, const std::vector<SyntheticWorkload>& workloads)
      : host_(host), workloads_(workloads), random_(host.seed) {}

  Recording build() {
    header();
    for (const SyntheticWorkload& w : workloads_) describe(w);
    counters();
    std::uint32_t item = 0;
    for (std::uint32_t block = 0; block < host_.blocks; ++block) {
      for (std::uint32_t w = 0; w < workloads_.size(); ++w) process_run(w, block, item++);
    }
    return std::move(recording_);
  }

 private:
  void header() {
    Header& h = recording_.header;
    h.state = RecordingState::finished;
    h.producer = "crossfade-collect 0.1.0";
    h.abi = std::string("1");
    h.run_id = run_id_of(host_, workloads_);
    h.plan_seed = static_cast<std::int64_t>(host_.seed);
    h.created_utc = "2026-10-09T08:53:20Z";
    h.title = host_.title;
    h.host_id = host_.host_id;
    h.host_id_source = host_.host_id.empty() ? "no machine-id" : "override (--host-id)";
    h.instance_type = host_.instance_type;
    h.instance_type_source = host_.instance_type.empty() ? "unknown" : "override (--instance-type)";
    h.cpu_model = host_.cpu_model;
    h.microarchitecture = host_.microarchitecture;
    h.family_model_stepping = "0/0/0";
    h.vcpus = host_.workers;
    h.cores = cores();
    h.threads_per_core = cores() < host_.workers ? 2 : 1;
    h.memory_bytes = 16LL << 30U;
    h.kernel = host_.kernel;
    h.pmu_tier = host_.hardware_counters ? "full" : "none";
    recording_.plan_json = R"({"service_ns": 500000000, "capacity_ns": 500000000, "load_ns": 500000000})";
    recording_.environment = {{"kernel.command_line", "quiet", ""},
                              {"cpu.governor", "", "no cpufreq in this guest"}};
  }

  void describe(const SyntheticWorkload& w) {
    const auto index = static_cast<std::uint32_t>(recording_.workloads.size());
    Workload workload;
    workload.name = w.name;
    workload.version = w.version;
    workload.preset = w.preset;
    workload.parameters = w.parameters;
    workload.dataset_digest = w.dataset_digest;
    workload.unit = "one request";
    workload.flags = w.flags;
    workload.summary = "synthetic";
    recording_.workloads.push_back(workload);
    WorkloadClass c;
    c.workload = index;
    c.name = "all";
    c.slo_p99_ns = w.slo_p99_ns;
    c.net_in_bytes = w.net_in_bytes;
    c.net_out_bytes = w.net_out_bytes;
    recording_.classes.push_back(c);
    recording_.libraries.push_back({index, "libexample", "1.0", "avx2"});
  }

  void counters() {
    const std::string why = host_.hardware_counters ? "" : "this machine has no PMU";
    recording_.counters = {
        {"context_switches", "software/context-switches", CounterScope::user_kernel, CounterTier::software,
         ""},
        {"instructions", "instructions:uk", CounterScope::user_kernel, CounterTier::hardware, why},
        {"cycles", "cycles:uk", CounterScope::user_kernel, CounterTier::hardware, why}};
    const bool contended = std::any_of(workloads_.begin(), workloads_.end(),
                                       [](const SyntheticWorkload& w) { return w.flags != 0; });
    if (!contended) return;
    recording_.counters.push_back(
        {"overlap_looked", "cf_answer.items > 0", CounterScope::process, CounterTier::software, ""});
    recording_.counters.push_back(
        {"overlap_seen", "cf_answer.items = 2", CounterScope::process, CounterTier::software, ""});
  }

  void process_run(std::uint32_t workload, std::uint32_t block, std::uint32_t item) {
    Repetition r;
    r.workload = workload;
    r.block = block;
    r.plan_item = item;
    r.outcome = RepetitionOutcome::ok;
    r.settled = true;
    r.golden_digest = "abcdef";
    r.isa_cap = host_.isa_cap;
    recording_.repetitions.push_back(r);
    start_ns_ = host_.start_unix_ns + static_cast<std::int64_t>(item) * host_.between_runs_ns;
    service_ns_ =
        workloads_[workload].service_ns / host_.speed * std::exp(host_.block_noise * random_.normal());
    disturbed_ = block < host_.disturbed_blocks;
    if (disturbed_) service_ns_ *= host_.disturbed_slowdown;
    closed_loop(StageKind::service, 1);
    for (const std::uint32_t threads : thread_counts()) closed_loop(StageKind::capacity, threads);
    for (std::uint32_t k = 0; k < host_.grid_points; ++k) {
      load(host_.grid_base_per_s * std::pow(10.0, k / 10.0));
    }
    if (host_.chunk_requests > 0) chunk();
  }

  Stage& stage(StageKind kind, std::uint32_t workers, std::uint64_t duration_ns) {
    Stage s;
    s.repetition = static_cast<std::uint32_t>(recording_.repetitions.size() - 1);
    s.kind = kind;
    s.workers = workers;
    s.physical_cores = std::min(workers, cores());
    s.shedding = "none";
    s.start_unix_ns = start_ns_;
    s.duration_ns = duration_ns;
    s.run_queue_wait_ns = duration_ns / 1000;
    s.steal_ns = 0;
    if (host_.panel_loads_per_cycle > 0) {
      s.panel_before = {3e9, host_.panel_loads_per_cycle, 0.001, 14, 0.001, 12, 0.02, 100, 0.02};
      s.panel_after = s.panel_before;
      if (disturbed_) disturb(s);
    }
    start_ns_ += static_cast<std::int64_t>(duration_ns);
    recording_.stages.push_back(s);
    return recording_.stages.back();
  }

  /// As the collector finds it where it knows the CPU.
  void disturb(Stage& s) {
    s.panel_after.l1_loads_per_cycle /= 2;
    s.quality = Quality::disturbed;
    s.quality_reasons = "silent-neighbour";
    recording_.findings.push_back(
        {static_cast<std::uint32_t>(recording_.stages.size()), "silent-neighbour", 0.5, 0.05});
  }

  std::uint32_t cores() const { return host_.cores == 0 ? host_.workers : host_.cores; }

  std::vector<std::uint32_t> thread_counts() const {
    if (!host_.thread_counts.empty()) return host_.thread_counts;
    if (host_.workers > 1) return {1, host_.workers};
    return {1};
  }

  /// As many single threads do the same work: by the scaling law up to the cores, a line with siblings.
  double equivalent_threads(std::uint32_t workers) {
    const SyntheticWorkload& w = workloads_[recording_.repetitions.back().workload];
    const double on_cores = std::min(workers, cores()), siblings = workers - on_cores;
    const double law =
        on_cores / (1 + w.contention * (on_cores - 1) + w.coherence * on_cores * (on_cores - 1));
    const double noise = host_.stage_noise > 0 ? std::exp(host_.stage_noise * random_.normal()) : 1;
    return law * (1 + host_.sibling_gain * siblings / cores()) * noise;
  }

  void overlap(std::uint64_t completed, std::uint32_t workers, std::uint64_t duration_ns) {
    const SyntheticWorkload& w = workloads_[recording_.repetitions.back().workload];
    if (w.flags == 0) return;
    const auto looked = static_cast<double>(completed) / 8;
    reading(3, looked, duration_ns);
    reading(4, workers > 1 ? looked * w.overlap : 0, duration_ns);
  }

  void closed_loop(StageKind kind, std::uint32_t workers) {
    Stage& s = stage(kind, workers, 500'000'000);
    s.completed = static_cast<std::uint64_t>(static_cast<double>(s.duration_ns) *
                                             equivalent_threads(workers) / service_ns_);
    s.cpu_user_ns = s.duration_ns * workers * 9 / 10;
    s.cpu_system_ns = s.duration_ns * workers / 10;
    Histogram histogram;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(s.completed, host_.requests); ++i) {
      histogram.record(static_cast<std::int64_t>(service()));
    }
    distribution(DistributionKind::service, histogram);
    const double n = static_cast<double>(s.completed);
    reading(0, n * 0.01, s.duration_ns);
    overlap(s.completed, workers, s.duration_ns);
    if (host_.hardware_counters) {
      reading(1, n * service_ns_ * host_.speed * 4.2, s.duration_ns);
      reading(2, n * service_ns_ * 3.0, s.duration_ns);
    }
  }

  void load(double rate_per_s) {
    const double duration_s = static_cast<double>(host_.requests) / rate_per_s;
    Stage& s = stage(StageKind::load, host_.workers, static_cast<std::uint64_t>(duration_s * 1e9));
    s.arrival = Arrival::poisson;
    s.wait_mode = WaitMode::hybrid;
    s.offered_per_s = rate_per_s;
    const double busy = rate_per_s * service_ns_ * 1e-9 / host_.workers;
    s.outcome = busy >= 1 ? StageOutcome::saturated : StageOutcome::ok;
    s.completed = static_cast<std::uint64_t>(static_cast<double>(host_.requests) / std::max(1.0, busy));
    s.cpu_user_ns = static_cast<std::uint64_t>(static_cast<double>(s.completed) * service_ns_);
    s.waiting_cpu_ns = s.cpu_user_ns / 20;
    Histogram latency;
    for (std::uint64_t i = 0; i < s.completed; ++i)
      latency.record(static_cast<std::int64_t>(service() + wait(busy)));
    distribution(DistributionKind::latency, latency);
    Distribution& d = recording_.distributions.back();
    d.workload_class = static_cast<std::int32_t>(recording_.repetitions.back().workload);
    if (s.outcome == StageOutcome::ok)
      d.design_effect_p50 = d.design_effect_p99 = d.design_effect_p999 = host_.design_effect;
  }

  void chunk() {
    const double rate_per_s = 0.8 * host_.workers * 1e9 / service_ns_;
    const double duration_s = host_.chunk_requests / rate_per_s;
    Stage& s = stage(StageKind::slo_chunk, host_.workers, static_cast<std::uint64_t>(duration_s * 1e9));
    s.arrival = Arrival::poisson;
    s.wait_mode = WaitMode::hybrid;
    s.offered_per_s = rate_per_s;
    s.completed = host_.chunk_requests;
    Trace trace;
    trace.stage = static_cast<std::uint32_t>(recording_.stages.size() - 1);
    trace.requests = host_.chunk_requests;
    for (std::uint32_t i = 0; i < trace.requests; ++i)
      trace.service_ns.push_back(static_cast<std::uint32_t>(service()));
    trace.start_delay_ns.assign(trace.requests, 0);
    trace.request_class.assign(trace.requests, 0);
    recording_.traces.push_back(std::move(trace));
  }

  double service() { return service_ns_ * (0.9 + 0.1 * random_.exponential()); }
  /// Delayed with probability `busy`, then exponential with the mean of a queue of `workers` servers; beyond
  /// saturation the queue grows without end.
  double wait(double busy) {
    if (busy >= 1) return service_ns_ * (50 + 500 * random_.uniform());
    if (random_.uniform() >= busy * busy) return 0;
    return random_.exponential() * service_ns_ / (host_.workers * (1 - busy));
  }

  void distribution(DistributionKind kind, const Histogram& histogram) {
    Distribution d;
    d.stage = static_cast<std::uint32_t>(recording_.stages.size() - 1);
    d.kind = kind;
    d.n = histogram.count();
    d.sum_ns = histogram.sum_ns();
    d.min_ns = histogram.min_ns();
    d.max_ns = histogram.max_ns();
    d.buckets = histogram.sparse();
    recording_.distributions.push_back(std::move(d));
  }

  void reading(std::uint32_t counter, double total, std::uint64_t duration_ns) {
    CounterReading r;
    r.stage = static_cast<std::uint32_t>(recording_.stages.size() - 1);
    r.counter = counter;
    r.total = static_cast<std::uint64_t>(total);
    r.enabled_ns = r.running_ns = duration_ns;
    recording_.readings.push_back(r);
  }

  const SyntheticHost& host_;
  const std::vector<SyntheticWorkload>& workloads_;
  Random random_;
  Recording recording_;
  std::int64_t start_ns_ = 0;
  double service_ns_ = 0;
  bool disturbed_ = false;
};

}  // namespace

Recording synthetic_recording(const SyntheticHost& host, const std::vector<SyntheticWorkload>& workloads) {
  return Builder(host, workloads).build();
}

}  // namespace crossfade::testing
