// What publishing and reading cost for a recording of the size of a night: 300 stages of 4 distributions,
// 8 workers and 20 counters, in 8 blocks. Prints the file's size as a counter.
#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "results/recording_reader.h"
#include "results/recording_writer.h"

namespace crossfade::results {
namespace {

constexpr std::uint32_t blocks = 8, workloads = 3, stages_per_repetition = 13, counters = 20;

std::filesystem::path file_path() {
  return std::filesystem::temp_directory_path() / "crossfade-recording-benchmark.h5";
}

Distribution distribution_of(std::mt19937_64& random, DistributionKind kind) {
  std::lognormal_distribution<double> around(std::log(50'000.0), 0.3);
  Histogram histogram;
  for (int i = 0; i < 20'000; ++i) {
    histogram.record(static_cast<std::int64_t>(around(random) * (i % 500 == 0 ? 20 : 1)));
  }
  Distribution d;
  d.kind = kind;
  d.n = histogram.count();
  d.sum_ns = histogram.sum_ns();
  d.min_ns = histogram.min_ns();
  d.max_ns = histogram.max_ns();
  d.buckets = histogram.sparse();
  return d;
}

StageRecord stage_of(std::mt19937_64& random, std::uint32_t repetition) {
  StageRecord record;
  record.stage.repetition = repetition;
  record.stage.duration_ns = 1'000'000'000;
  record.stage.completed = 20'000;
  for (const auto kind : {DistributionKind::latency, DistributionKind::service, DistributionKind::wait,
                          DistributionKind::start_error}) {
    record.distributions.push_back(distribution_of(random, kind));
  }
  for (std::uint32_t cpu = 0; cpu < 8; ++cpu) {
    record.workers.push_back(
        {0, cpu, cpu / 2, 2'500, random() % 1'000'000'000, random() % 1'000'000'000, 7, 3e9});
  }
  for (std::uint32_t counter = 0; counter < counters; ++counter) {
    record.readings.push_back(
        {0, counter, random() >> 30U, 1'000'000'000, 1'000'000'000, CounterState::counted});
  }
  return record;
}

/// Programs that measure end at the first surprise.
template <class T>
T need(Result<T> result) {
  if (!result) {
    static_cast<void>(std::fputs(to_text(result.error(), "recording_benchmark").c_str(), stderr));
    std::exit(exit_code(result.error()));
  }
  return std::move(result).value();
}

RecordingWriter night() {
  auto writer =
      need(RecordingWriter::create(file_path(), Header{}, {}, {}, "{}", RecordingWriter::Existing::replace));
  std::mt19937_64 random(1);
  for (std::uint32_t i = 0; i < workloads; ++i) {
    need(writer.add_workload({.name = std::string(1, "abc"[i]),
                              .version = "1",
                              .preset = "default",
                              .parameters = "",
                              .dataset_digest = "",
                              .unit = "",
                              .summary = "",
                              .seed_system = ""},
                             {}, {}));
  }
  for (std::uint32_t i = 0; i < counters; ++i)
    need(writer.add_counter(Counter{.metric = "cycles", .raw_event = "", .absent_because = ""}));
  for (std::uint32_t block = 0; block < blocks; ++block) {
    for (std::uint32_t workload = 0; workload < workloads; ++workload) {
      Repetition repetition;
      repetition.workload = workload;
      repetition.block = block;
      const std::uint32_t index = need(writer.add_repetition(repetition));
      for (std::uint32_t i = 0; i < stages_per_repetition; ++i)
        need(writer.append_stage(stage_of(random, index)));
    }
  }
  return writer;
}

/// Of a stage whose workers sampled their counters so many times: every count about as large as the others,
/// as counts of one kind of work are.
void add_samples(StageRecord& record, std::mt19937_64& random, std::uint32_t samples_per_worker) {
  std::normal_distribution<double> around(1, 0.02);
  const auto workers = static_cast<std::uint32_t>(record.workers.size());
  record.series.resize(counters);
  for (std::uint32_t worker = 0; worker < workers; ++worker) {
    for (std::uint32_t i = 1; i <= samples_per_worker; ++i) {
      record.samples.push_back({0, worker, i * 100'000'000ULL + random() % 20'000});
      for (std::uint32_t counter = 0; counter < counters; ++counter) {
        const double typical = std::pow(10.0, 3 + counter % 6);  // from faults to cycles
        record.series[counter].counter = counter;
        record.series[counter].counts.push_back(
            static_cast<std::uint64_t>(typical * std::abs(around(random))));
      }
    }
  }
}

void report_size(benchmark::State& state) {
  state.counters["file_bytes"] = static_cast<double>(std::filesystem::file_size(file_path()));
}

void publish_a_night(benchmark::State& state) {
  auto writer = night();
  for (auto _ : state) {
    if (!writer.publish()) state.SkipWithError("publish failed");
  }
  report_size(state);
}
BENCHMARK(publish_a_night)->Unit(benchmark::kMillisecond)->UseRealTime();

void publish_nothing(benchmark::State& state) {
  auto writer =
      need(RecordingWriter::create(file_path(), Header{}, {}, {}, "{}", RecordingWriter::Existing::replace));
  for (auto _ : state) {
    if (!writer.publish()) state.SkipWithError("publish failed");
  }
  report_size(state);
}
BENCHMARK(publish_nothing)->Unit(benchmark::kMillisecond)->UseRealTime();

void append_a_stage(benchmark::State& state) {
  auto writer = night();
  std::mt19937_64 random(2);
  const StageRecord record = stage_of(random, 0);
  for (auto _ : state) {
    if (!writer.append_stage(record)) state.SkipWithError("append failed");
  }
}
BENCHMARK(append_a_stage)->Unit(benchmark::kMillisecond)->Iterations(500);

void read_a_night(benchmark::State& state) {
  auto writer = night();
  if (!writer.publish()) state.SkipWithError("publish failed");
  for (auto _ : state) benchmark::DoNotOptimize(need(read_recording(file_path())));
  report_size(state);
}
BENCHMARK(read_a_night)->Unit(benchmark::kMillisecond);

/// Two hours of 16 workers that sample 20 counters 10 times a second: 720 stages of 10 s, beside the night.
RecordingWriter sampled_hours() {
  RecordingWriter writer = night();
  std::mt19937_64 random(3);
  for (int i = 0; i < 720; ++i) {
    StageRecord record;
    record.workers.resize(16);
    add_samples(record, random, 100);
    need(writer.append_stage(std::move(record)));
  }
  return writer;
}

void publish_two_hours_of_samples(benchmark::State& state) {
  RecordingWriter writer = sampled_hours();
  for (auto _ : state) {
    if (!writer.publish()) state.SkipWithError("publish failed");
  }
  report_size(state);
}
BENCHMARK(publish_two_hours_of_samples)->Unit(benchmark::kMillisecond)->UseRealTime();

void read_two_hours_of_samples(benchmark::State& state) {
  RecordingWriter writer = sampled_hours();
  if (!writer.publish()) state.SkipWithError("publish failed");
  for (auto _ : state) benchmark::DoNotOptimize(need(read_recording(file_path())));
}
BENCHMARK(read_two_hours_of_samples)->Unit(benchmark::kMillisecond)->Iterations(3);

void read_the_summary(benchmark::State& state) {
  auto writer = night();
  if (!writer.publish()) state.SkipWithError("publish failed");
  for (auto _ : state) benchmark::DoNotOptimize(need(read_summary(file_path())));
}
BENCHMARK(read_the_summary)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace crossfade::results

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  static_cast<void>(std::filesystem::remove(crossfade::results::file_path()));
}
