#include "collector/measure/service_stage.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "collector/measure/clock.h"

namespace crossfade::collector {
namespace {

/// The library repeats its trial runs until one is long enough and accepts up to 1.4 times the minimum:
/// asking for this part keeps the whole near the planned time.
constexpr double part_of_duration = 0.7;

class Reporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type == Run::RT_Iteration) final_run_ = run;
    }
  }
  const std::optional<Run>& final_run() const { return final_run_; }

 private:
  std::optional<Run> final_run_;
};

/// One run of the library's; the last one stays in `record`, and of the trial runs before it their errors in
/// `trial_errors`: a wrong answer is one wherever it came.
void run_once(benchmark::State& state, const StageInput& input, const StageSpec& spec, std::uint64_t& index,
              WorkerRecord& record, std::uint64_t& trial_errors) {
  trial_errors += record.errors;
  const std::optional<Served> first_wrong = record.first_wrong;
  record = WorkerRecord(input.table().n_classes);
  record.first_wrong = first_wrong;
  const RequestMaker make = input.maker(0);
  WorkerMeter meter = input.meter(0);
  CounterSampler sampler = input.sampler(0, spec);
  LoadClock load_clock = input.load_clock(spec);
  meter.start();
  sampler.start(monotonic_ns());
  load_clock.start(monotonic_ns());
  for (auto _ : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): the library counts with it
    const std::int64_t start_ns = monotonic_ns();
    const Served served = make(index++);
    const std::int64_t end_ns = monotonic_ns();
    record.record(start_ns, end_ns, served, input.golden);
    state.SetIterationTime(static_cast<double>(end_ns - start_ns) * 1e-9);
    if (sampler.is_due(end_ns)) sampler.take(end_ns);
    if (load_clock.is_due(end_ns)) load_clock.look(end_ns);
  }
  record.stop(monotonic_ns(), meter, sampler);
  record.waiting_cpu_ns = load_clock.spent_ns();
  record.take_clock(load_clock);
}

results::Error failed(const StageInput& input, std::string why) {
  return {results::ErrorKind::data, "cannot measure the service time", input.table().name, std::move(why),
          "report it with the library's version"};
}

}  // namespace

results::Result<Measured> measure_service(const StageInput& input, const StageSpec& spec) {
  Measured measured;
  Reporter reporter;
  std::uint64_t trial_errors = 0;
  input.crew.run(1, [&](std::uint32_t) {
    auto record = std::make_unique<WorkerRecord>(input.table().n_classes);
    benchmark::RegisterBenchmark("service",
                                 [&](benchmark::State& state) {
                                   run_once(state, input, spec, measured.indexes_used, *record, trial_errors);
                                 })
        ->UseManualTime()
        ->MinTime(part_of_duration * static_cast<double>(spec.duration_ns) * 1e-9);
    benchmark::RunSpecifiedBenchmarks(&reporter, nullptr, "service");
    benchmark::ClearRegisteredBenchmarks();
    measured.workers.push_back(std::move(record));
  });
  const auto& run = reporter.final_run();
  if (!run) return failed(input, "Google Benchmark reported no run");
  if (run->error_occurred) return failed(input, run->error_message);
  WorkerRecord& record = *measured.workers.front();
  if (static_cast<std::uint64_t>(run->iterations) != record.completed + record.errors)
    return failed(input, fmt::format("Google Benchmark reported {} requests and {} were made",
                                     run->iterations, record.completed + record.errors));
  record.errors += trial_errors;
  measured.duration_ns = static_cast<std::uint64_t>(std::llround(run->real_accumulated_time * 1e9));
  return measured;
}

}  // namespace crossfade::collector
