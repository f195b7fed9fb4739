#include "tests/protocol/sample_messages.h"

#include <cstdint>
#include <limits>

namespace crossfade::collector {

Hello sample_hello() {
  return {protocol_version, "crossfade-measure 0.1.0", 4321};
}

Prepare sample_prepare() {
  return {.plugin_path = "/lib/crossfade/workloads/tls_segment.so",
          .preset = "large",
          .parameters = {"segment_kib=512", "cipher=aes-256-gcm"},
          .seed = std::numeric_limits<std::uint64_t>::max(),
          .worker_cpus = {0, 2, 1, 3},
          .isa_level = 3,
          .scratch_dir = "/tmp/scratch é",
          .warm_up_limit_ns = 2'000'000'000,
          .hardware_events = {{"dram_fills", "LONGEST_LAT_CACHE.MISS", 4, 0x412e, 0x1f,
                               results::CounterTier::hardware, true, true, false}},
          .counters = false,
          .count_cpus = true,
          .cheap_answers = true,
          .facts_only = true,
          .sample_rate_hz = 100,
          .proc_root = "/fake/proc",
          .panel = {.wanted = true, .l2_bytes = 1U << 20, .l3_bytes = 32U << 20},
          .arrival_trace_path = "/traces/monday.txt",
          .arrival_trace_digest = "0123",
          .input_path = "/clips/film é.y4m",
          .input_digest = "4567"};
}

Ready sample_ready() {
  Ready ready;
  ready.workload = {.name = "tls_segment",
                    .version = "1",
                    .preset = "default",
                    .parameters = "segment_kib=512",
                    .dataset_digest = "00ff",
                    .unit = "segment",
                    .summary = "encrypts",
                    .seed_system = "edge",
                    .flags = 9};
  ready.classes = {{1, "large", 0.25, 2, 5'000'000, 10, 20, 30, 40, 2}};
  ready.libraries = {{1, "OpenSSL", "3.0.17", "vaes"}};
  ready.counters = {{"cycles", "PERF_COUNT_HW_CPU_CYCLES", results::CounterScope::user,
                     results::CounterTier::hardware, "no counters here"}};
  ready.golden_digest = "abcdef", ready.cheap_digest = "abc";
  ready.prepare_ns = 1, ready.warm_up_ns = 2, ready.warm_up_requests = 3, ready.settled = true;
  ready.rss_bytes = 1U << 30, ready.shared_memory_bytes = 4096;
  ready.absences = {{"stage.steal_ns", "no /proc/stat"}};
  return ready;
}

StageSpec sample_stage_spec() {
  return {
      .kind = results::StageKind::load,
      .workers = 4,
      .offered_per_s = 1258.9254117941673,
      .arrival = results::Arrival::poisson,
      .steps = {{0, 1}, {500, 2.5}},
      .wait_mode = results::WaitMode::hybrid,
      .scheduling = results::Scheduling::fifo,
      .shedding = "priority",
      .duration_ns = 1'000'000'000,
      .seed = 42,
      .trace_requests = 65'536,
      .sample_code = true,
  };
}

StageDone sample_stage_done() {
  StageDone done;
  results::Stage& s = done.record.stage;
  s.repetition = 7, s.kind = results::StageKind::load, s.outcome = results::StageOutcome::saturated;
  s.workers = 4, s.physical_cores = 2, s.offered_per_s = 100.5, s.arrival = results::Arrival::constant;
  s.wait_mode = results::WaitMode::spin, s.wait_margin_ns = 60'000, s.shedding = "none", s.counter_pass = 1;
  s.start_unix_ns = -5, s.duration_ns = 1'000, s.completed = 10, s.errors = 1, s.shed = 2, s.cheap = 3;
  s.cpu_user_ns = 500, s.cpu_system_ns = 20, s.target_cpu_ns = 9, s.waiting_cpu_ns = 77;
  s.look_instructions = 74'016, s.look_cycles = 65'792;
  s.run_queue_wait_ns = 0, s.steal_ns = std::nullopt, s.gap_ns = 12;
  s.unexplained_wait_mean_ns = -0.0, s.unexplained_wait_p99_ns = results::missing;
  s.mean_in_flight = 1.25;
  s.panel_before = {3.7e9, 3.99, 0.001, 14.1, 0.002, 12.9, 0.05, 143.5, 0.03, 1.5e10, 0.02};
  s.panel_after.l1_loads_per_cycle = 2.0;
  s.effective_clock_hz = 3.69e9, s.quality = results::Quality::disturbed, s.quality_reasons = "gap";
  done.record.distributions = {{.stage = 3,
                                .workload_class = -1,
                                .kind = results::DistributionKind::wait,
                                .n = 3,
                                .sum_ns = 300,
                                .min_ns = 50,
                                .max_ns = 200,
                                .design_effect_p50 = 1.5,
                                .design_effect_p99 = results::missing,
                                .design_effect_p999 = std::numeric_limits<double>::infinity(),
                                .buckets = {{0, 1}, {200, 1}, {results::Histogram::buckets - 1, 1}}}};
  done.record.workers = {{3, 2, 1, 10, 400, 520, std::nullopt, results::missing}, {3, 3, 1, 9, 8, 7, 6, 5.5}};
  done.record.readings = {{3, 0, std::nullopt, 10, 5, results::CounterState::lost}, {3, 1, 0, 10, 10, {}}};
  done.record.findings = {{3, "steal", 0.02, 0.01}};
  done.record.trace = {.stage = 3,
                       .requests = 2,
                       .service_ns = {0, 4'000'000'000},
                       .start_delay_ns = {7, 0},
                       .request_class = {0, 254}};
  done.record.stage.arrival_profile = "0=1,1=2";
  done.record.stage.scheduling = results::Scheduling::fifo;
  done.record.spike = results::Spike{3, 2.5, 0.6, 1, 2, 3};
  done.record.spike_windows = {{3, 1, 50, 9, 4, 3, 2, 1}, {}};
  done.record.samples = {{0, 0, 7}, {0, 1, 5'000'000'000}};
  done.record.series = {{0, 1, 0, {12, results::CounterSeries::not_counted}}};
  done.absences = {{"stage.steal_ns", "no /proc/stat"}};
  done.code = {{"/lib/libc.so.6", 0x77000, 3}, {"", 0, 1}};
  done.code_absent_because = "none";
  return done;
}

Failure sample_failure() {
  return {results::RepetitionOutcome::wrong,
          {results::ErrorKind::unavailable, "cannot run", "evcache_get", "no memory", "use a larger host"}};
}

std::vector<Message> sample_messages() {
  return {sample_hello(),      sample_prepare(), sample_ready(), Run{sample_stage_spec()},
          sample_stage_done(), sample_failure(), Stop{},         Bye{},
          StageOver{}};
}

}  // namespace crossfade::collector
