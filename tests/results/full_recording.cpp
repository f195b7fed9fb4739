#include "tests/results/full_recording.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>

#include "results/schema.h"

namespace crossfade::results::testing {
namespace {

template <class T>
T expect(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : to_line(result.error()));
  return std::move(result).value();
}
void expect(const Result<void>& result) {
  EXPECT_TRUE(result) << (result ? "" : to_line(result.error()));
}

}  // namespace

Header full_header() {
  Header h;
  h.kind = RecordingKind::measurement;
  h.producer = "crossfade-collect test";
  h.abi = "1";
  h.run_id = "0b2d4a9e-0000-4000-8000-000000000001";
  h.plan_seed = -42;
  h.created_utc = "2026-01-02T03:04:05Z";
  h.title = "Prüfstand α";
  h.host_id = "";  // no identity
  h.host_id_source = "none: permission denied";
  h.provider = "aws";
  h.instance_type = "m5.xlarge";
  h.instance_type_source = "imds";
  h.cpu_model = "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz";
  h.microarchitecture = "cascadelake";
  h.family_model_stepping = "6-85-7";
  h.vcpus = 4;
  h.cores = 2;
  h.threads_per_core = 2;
  h.memory_bytes = 16'000'000'000;
  h.kernel = "6.1.0-18-cloud-amd64";
  h.pmu_tier = "basic";
  return h;
}

std::vector<EnvironmentFact> full_environment() {
  return {{"kernel.cmdline", "quiet \"splash\"\tb=ü", ""},
          {"cpufreq.governor", "", "no such file"},
          {"empty.but.read", "", ""}};
}

std::vector<Cpu> full_cpus() {
  return {{0, 0, 0, 0, 0}, {1, 0, 0, 0, 0}, {2, 1, 0, 0, 0}, {3, 1, 0, 0, 0}};
}

Result<RecordingWriter> create_at(const std::filesystem::path& path, file::FileSystem* files) {
  return RecordingWriter::create(path, full_header(), full_environment(), full_cpus(), R"({"plan": "quick"})",
                                 RecordingWriter::Existing::refuse, files);
}

Distribution distribution_around(double centre_ns, std::uint64_t n, DistributionKind kind) {
  std::mt19937_64 random(n + static_cast<std::uint64_t>(centre_ns));
  Histogram histogram;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double u = (static_cast<double>(random() >> 11U) + 0.5) / 9007199254740992.0;
    const double tail = i % 97 == 0 ? 8 : 1;
    histogram.record(static_cast<std::int64_t>(centre_ns * (1 + 0.2 * tail * -std::log(u))));
  }
  Distribution d;
  d.kind = kind;
  d.n = histogram.count();
  d.sum_ns = histogram.sum_ns();
  d.min_ns = histogram.min_ns();
  d.max_ns = histogram.max_ns();
  d.design_effect_p50 = 1.5;
  d.design_effect_p99 = 2.25;
  d.buckets = histogram.sparse();
  return d;
}

void add_preliminaries(RecordingWriter& writer) {
  const Workload tls{"tls_segment", "1.0",      "default", "record_bytes=16384",    "ab12",
                     "one segment", "encrypts", "",        0xFFFF'FFFF'0000'0001ULL};
  const Workload cache{"evcache_get", "1.1", "default", "", "", "one multiget", "reads keys", "", 0};
  expect(writer.add_workload(tls,
                             {{0, "segment", 0.75, 0, 20'000'000, 100, 65'536, 65'536, 0, 2},
                              {0, "manifest", 0.25, 1, 5'000'000, 100, 2'000, 0, 0}},
                             {{0, "OpenSSL", "3.0.15", "vaes-avx512"}}));
  expect(writer.add_workload(cache, {{0, "get", 1.0, 0, 1'000'000, 10, 20, 0, 0}}, {}));
  expect(writer.add_counter(
      {"task_clock", "PERF_COUNT_SW_TASK_CLOCK", CounterScope::user_kernel, CounterTier::software, ""}));
  expect(writer.add_counter({"cycles", "PERF_COUNT_HW_CPU_CYCLES", CounterScope::user, CounterTier::hardware,
                             "no PMU in this guest"}));
  expect(writer.add_absence({"stage.steal_ns", "the kernel does not report steal time"}));
  expect(writer.add_absence({"stage.steal_ns", "a second reason, ignored"}));
  expect(writer.append_log("03:04:05 started"));
}

void add_repetition(RecordingWriter& writer, std::uint32_t workload, std::uint32_t stages) {
  const auto before = static_cast<double>(writer.recorded().stages.size());
  Repetition r;
  r.workload = workload;
  r.block = static_cast<std::uint32_t>(writer.recorded().repetitions.size() / 2);
  r.plan_item = static_cast<std::uint32_t>(writer.recorded().repetitions.size());
  r.isa_cap = "none";
  const std::uint32_t index = expect(writer.add_repetition(r));
  for (std::uint32_t i = 0; i < stages; ++i) {
    StageRecord record;
    Stage& s = record.stage;
    s.repetition = index;
    const StageKind kinds[] = {StageKind::service, StageKind::capacity, StageKind::load, StageKind::load,
                               StageKind::spike};
    s.kind = kinds[i];
    s.workers = i == 0 ? 1 : 4;
    s.physical_cores = i == 0 ? 1 : 2;
    s.shedding = "none";
    s.start_unix_ns = 1'767'323'045'000'000'123 + i;
    s.duration_ns = 1'000'000'000;
    s.completed = 5'000 + i;
    s.cpu_user_ns = 900'000'000;
    s.cpu_system_ns = 50'000'000;
    s.run_queue_wait_ns = 12'345;
    if (i != 0) s.cpu_pressure_ns = 6'789, s.throttled_ns = 321;
    if (i != 0) s.look_instructions = 740'160, s.look_cycles = 657'920;
    if (s.kind == StageKind::load) {
      s.arrival = Arrival::poisson;
      s.wait_mode = WaitMode::hybrid;
      s.wait_margin_ns = 57'000;
      s.offered_per_s = 4'000.5;
      s.offered = 4'096;
      s.waiting_cpu_ns = 1'000;
      s.gap_ns = 0;
    }
    if (i != 1) {
      s.panel_before = {3.7e9, 3.99, 0.001, 14.1, 0.002, 12.9, 0.05, 143.5, 0.03, 1.5e10, 0.02};
      s.panel_after = {3.6e9, 1.98, 0.004, 15.2, 0.003, missing, missing, 150.25, 0.04};
    }
    if (i == 2) {
      s.quality = Quality::disturbed;
      s.quality_reasons = "run_queue_wait";
      record.findings.push_back({77, std::string(rules().front().id), 0.25, 0.01});
    }
    const double centre = 100'000 * (workload + 1) + 1'000 * before + 10 * i;
    record.distributions.push_back(distribution_around(centre, 2'000, DistributionKind::service));
    record.distributions.push_back(distribution_around(centre * 1.3, 2'000, DistributionKind::latency));
    if (workload == 0) {
      Distribution by_class = distribution_around(centre * 2, 500, DistributionKind::latency);
      by_class.workload_class = 1;
      record.distributions.push_back(by_class);
    }
    record.distributions.emplace_back().kind = DistributionKind::wait;  // nothing was timed
    record.workers.push_back({77, 0, 0, 2'500, 400'000, 450'000, 11, 2.5e9});
    record.workers.push_back({77, 2, 1, 2'500, 400'000, 450'000, std::nullopt, missing});
    // In another order than the counters', and in the first stage only one of them.
    if (i > 0) record.readings.push_back({77, 1, std::nullopt, 0, 0, CounterState::denied});
    record.readings.push_back({77, 0, 950'000'000 + i, 1'000'000'000, 1'000'000'000, CounterState::counted});
    if (s.kind == StageKind::load && workload == 0) {
      Trace& trace = record.trace.emplace();
      trace.requests = i == 2 ? 300 : Trace::capacity;
      for (std::uint32_t k = 0; k < trace.requests; ++k) {
        trace.service_ns.push_back(100'000 + k);
        trace.start_delay_ns.push_back(k % 50 == 0 ? 7'000 : 0);
        trace.request_class.push_back(static_cast<std::uint8_t>(k % 4 == 0));
      }
    }
    if (i > 0) {  // not of the first; in another order than the counters', one of them without a count
      record.samples = {{77, 0, 100'000'005}, {77, 0, 350'000'000}, {77, 1, 99'000'000}};
      record.series = {{77, 1, 77, {CounterSeries::not_counted, 0, 1'000 + i}},
                       {77, 0, 77, {90'000'000, 250'000'000 + i, UINT64_MAX - 1}}};
      if (i == 2) record.series[0].counts.assign(3, CounterSeries::not_counted);
    }
    if (s.kind == StageKind::spike) {
      s.arrival = Arrival::step;
      s.arrival_profile = "0=1,0.5=3,1=1";
      s.scheduling = Scheduling::fifo;
      s.shedding = "priority-shed";
      s.offered_per_s = 1'000;
      record.spike = Spike{77, 3, 0.6, 500'000'000, 1'000'000'000, 50'000'000};
      record.spike_windows = {
          {77, 0, 0, 40, 40, 0, 0, 0}, {77, 1, 0, 10, 9, 1, 0, 4}, {77, 1, 50'000'000, 12, 5, 1, 3, 0}};
    }
    expect(writer.append_stage(record));
  }
  r.outcome = stages == 0 ? RepetitionOutcome::crashed : RepetitionOutcome::ok;
  r.reason = stages == 0 ? "signal 11 while preparing" : "";
  r.signal = stages == 0 ? 11 : 0;
  r.settled = stages != 0;
  r.golden_digest = "c0ffee";
  r.cheap_digest = workload == 0 ? "decaf" : "";
  if (stages != 0) r.ended_unix_ns = 1'767'323'055'000'000'000;
  expect(writer.update_repetition(index, r));
}

void fill(RecordingWriter& writer) {
  add_preliminaries(writer);
  add_repetition(writer, 0, 4);
  add_repetition(writer, 1, 3);
  add_repetition(writer, 1, 0);
  add_repetition(writer, 0, 5);
}

namespace {

bool same_cell(const Column& column, const void* a, const void* b) {
  if (column.type == CellType::text) return column.text(a) == column.text(b);
  if (column.type == CellType::f64) {
    return column.real(a) == column.real(b) || (std::isnan(column.real(a)) && std::isnan(column.real(b)));
  }
  return column.integer(a) == column.integer(b);
}

}  // namespace

std::vector<std::string> differences(const Recording& a, const Recording& b) {
  std::vector<std::string> found;
  for (const Column& column : header_attributes()) {
    if (!same_cell(column, &a.header, &b.header)) found.push_back(fmt::format("header.{}", column.name));
  }
  for (const Table& each : tables()) {
    if (each.rows(a) != each.rows(b)) {
      found.push_back(fmt::format("{}: {} and {} rows", each.name, each.rows(a), each.rows(b)));
      continue;
    }
    for (std::size_t i = 0; i < each.rows(a); ++i) {
      for (const Column& column : each.columns) {
        if (!same_cell(column, each.row(a, i), each.row(b, i))) {
          found.push_back(fmt::format("{}[{}].{}", each.name, i, column.name));
        }
      }
    }
  }
  if (a.distributions.size() == b.distributions.size()) {
    for (std::size_t i = 0; i < a.distributions.size(); ++i) {
      if (a.distributions[i].buckets != b.distributions[i].buckets) {
        found.push_back(fmt::format("distribution[{}].buckets", i));
      }
    }
  }
  for (std::size_t i = 0; i < std::min(a.traces.size(), b.traces.size()); ++i) {
    const Trace &x = a.traces[i], &y = b.traces[i];
    if (x.service_ns != y.service_ns || x.start_delay_ns != y.start_delay_ns ||
        x.request_class != y.request_class) {
      found.push_back(fmt::format("trace[{}]", i));
    }
  }
  if (a.readings.size() != b.readings.size()) {
    found.push_back(fmt::format("{} and {} readings", a.readings.size(), b.readings.size()));
  } else {
    for (std::size_t i = 0; i < a.readings.size(); ++i) {
      const CounterReading &x = a.readings[i], &y = b.readings[i];
      bool same = x.stage == y.stage && x.counter == y.counter;
      for (const Column& column : reading_columns()) same = same && same_cell(column, &x, &y);
      if (!same) found.push_back(fmt::format("readings[{}]", i));
    }
  }
  if (a.series.size() != b.series.size()) {
    found.push_back(fmt::format("{} and {} series", a.series.size(), b.series.size()));
  } else {
    for (std::size_t i = 0; i < a.series.size(); ++i) {
      const CounterSeries &x = a.series[i], &y = b.series[i];
      if (x.stage != y.stage || x.counter != y.counter || x.first_sample != y.first_sample ||
          x.counts != y.counts) {
        found.push_back(fmt::format("series[{}]", i));
      }
    }
  }
  if (a.environment != b.environment) found.emplace_back("environment");
  if (a.plan_json != b.plan_json) found.emplace_back("plan_json");
  if (a.log != b.log) found.emplace_back("log");
  return found;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "crossfade-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code no_matter;
  std::filesystem::remove_all(path_, no_matter);
}
std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".lock")) all.push_back(name);  // there as long as the writer is
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::byte> bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> chars((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto bytes = std::as_bytes(std::span(chars));
  return {bytes.begin(), bytes.end()};
}
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace crossfade::results::testing
