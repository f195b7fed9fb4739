// What a process run's counters had no room for, out of other process runs: a core whose counters are few
// must come out as one whose counters are many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "analysis/counts_of_other_runs.h"
#include "analysis/top_down_quantity.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using Totals = std::map<std::string, std::uint64_t>;

/// Process runs of one closed loop each, with as many workers as hyperthreads.
struct Runs {
  results::Recording recording;
  std::uint32_t workers = 2, cores = 1;

  explicit Runs(const char* cpu) { recording.header.microarchitecture = cpu; }

  std::uint32_t counter(const std::string& metric) {
    const auto found = std::find_if(recording.counters.begin(), recording.counters.end(),
                                    [&](const results::Counter& c) { return c.metric == metric; });
    if (found != recording.counters.end())
      return static_cast<std::uint32_t>(found - recording.counters.begin());
    recording.counters.emplace_back().metric = metric;
    return static_cast<std::uint32_t>(recording.counters.size() - 1);
  }
  void add(std::uint32_t pass, const Totals& totals, std::uint32_t workload = 0) {
    results::Repetition repetition;
    repetition.workload = workload;
    repetition.outcome = results::RepetitionOutcome::ok;
    recording.repetitions.push_back(repetition);
    results::Stage stage;
    stage.repetition = static_cast<std::uint32_t>(recording.repetitions.size() - 1);
    stage.kind = results::StageKind::capacity;
    stage.workers = workers, stage.physical_cores = cores;
    stage.counter_pass = pass, stage.completed = 100;
    recording.stages.push_back(stage);
    for (const auto& [metric, total] : totals) {
      results::CounterReading reading;
      reading.stage = static_cast<std::uint32_t>(recording.stages.size() - 1);
      reading.counter = counter(metric);
      reading.total = total;
      reading.enabled_ns = reading.running_ns = 1'000'000;
      recording.readings.push_back(reading);
    }
  }
  /// What a pass did not have is in another one: as the orchestrator records it.
  void add_other_passes() {
    for (std::uint32_t stage = 0; stage < recording.stages.size(); ++stage) {
      for (std::uint32_t c = 0; c < recording.counters.size(); ++c) {
        const bool there =
            std::any_of(recording.readings.begin(), recording.readings.end(),
                        [&](const auto& reading) { return reading.stage == stage && reading.counter == c; });
        if (!there)
          recording.readings.push_back({stage, c, std::nullopt, 0, 0, results::CounterState::other_pass});
      }
    }
  }
  Quantity of(std::uint32_t stage, const char* category) const {
    ProcessRun run;
    run.recording = &recording;
    run.workload = recording.repetitions[recording.stages[stage].repetition].workload;
    StageView view;
    view.stage = &recording.stages[stage];
    for (const results::CounterReading& reading : recording.readings) {
      if (reading.stage == stage) view.readings.push_back(&reading);
    }
    return top_down_cpi(category)(run, {&view});
  }
  double cpi(std::uint32_t stage, const char* category) const {
    const Quantity quantity = of(stage, category);
    EXPECT_TRUE(quantity.value) << category << ": " << quantity.absent_because;
    return quantity.value.value_or(-1);
  }
};

/// A thread of Skylake-SP beside a busy one: four counters hold level 1 or the share of the other thread.
/// Slots 4 × 1000 / 2 × 1.1 = 2200: front end 0.3, retiring 0.4.
const Totals level_1{{"cycles", 1000},    {"instructions", 800}, {"frontend_slots", 660},
                     {"issued_ops", 960}, {"retired_ops", 880},  {"recovery_cycles", 10}};
/// Another run, of another length.
const Totals other_thread{{"cycles", 2000},          {"instructions", 1600},
                          {"frontend_slots", 1320},  {"frontend_latency_cycles", 220},
                          {"one_thread_active", 20}, {"ref_xclk", 200}};

Runs skylake() {
  Runs runs("Cascade Lake");
  runs.add(0, level_1);
  runs.add(1, other_thread);
  runs.add_other_passes();
  return runs;
}

TEST(TopDownOfOtherRuns, OfBusyHyperthreadsPartsAddUpToTheirWhole) {
  const Runs runs = skylake();
  const double whole = runs.cpi(0, "cpi_frontend");
  EXPECT_NEAR(whole, 0.3 * 1000 / 800, 1e-12) << "half of it, were the other thread not seen";
  EXPECT_NEAR(runs.cpi(1, "cpi_fetch_latency") + runs.cpi(1, "cpi_fetch_bandwidth"), whole, 1e-12);
  EXPECT_NEAR(runs.cpi(0, "cpi_retiring"), 0.4 * 1.25, 1e-12);
  EXPECT_FALSE(is_top_down_approximate(runs.recording, "cpi_frontend"));
  EXPECT_TRUE(rests_on_other_runs(runs.recording, "cpi_frontend")) << "readers have to know";
  EXPECT_FALSE(rests_on_other_runs(runs.recording, "cpi_fetch_latency"));
}

TEST(TopDownOfOtherRuns, WithoutTheOtherThreadsShareThereIsNoLevel1) {
  Runs runs("Cascade Lake");
  runs.add(0, level_1);
  const Quantity frontend = runs.of(0, "cpi_frontend");
  EXPECT_FALSE(frontend.value);
  EXPECT_THAT(frontend.absent_because, HasSubstr("other hyperthreads were workers too"));
  EXPECT_TRUE(top_down_categories(runs.recording).empty());
  Runs spread("Cascade Lake");
  spread.cores = 2;
  spread.add(0, level_1);
  EXPECT_NEAR(spread.cpi(0, "cpi_retiring"), 880.0 / 4000 * 1.25, 1e-12) << "a core each";
  EXPECT_TRUE(is_top_down_approximate(spread.recording, "cpi_retiring"));
}

TEST(TopDownOfOtherRuns, AreThoseOfTheSameWorkloadAndWorkers) {
  Runs runs("Cascade Lake");
  runs.add(0, level_1);
  runs.add(1, other_thread, 1);
  runs.workers = 1;
  runs.add(1, other_thread);
  runs.add_other_passes();
  const Quantity frontend = runs.of(0, "cpi_frontend");
  EXPECT_FALSE(frontend.value) << "another workload's, and another number of threads";
  EXPECT_EQ(frontend.absent_because, "one_thread_active was not counted");
  EXPECT_TRUE(frontend.elsewhere);
}

/// A core of Zen 4 with one thread and five counters: retiring 0.5, bad speculation 0.05, front end 0.2.
Runs zen_4(std::uint64_t backend_slots) {
  Runs runs("Zen 4");
  runs.cores = 2;
  runs.add(0, {{"cycles", 1000},
               {"instructions", 2000},
               {"frontend_slots", 1200},
               {"issued_ops", 3300},
               {"retired_ops", 3000}});
  runs.add(1, {{"cycles", 2000},
               {"instructions", 4000},
               {"backend_slots", backend_slots},
               {"not_complete_cycles", 400},
               {"load_not_complete_cycles", 300}});
  runs.add_other_passes();
  return runs;
}

TEST(TopDownOfOtherRuns, OfFiveCountersTheBackEndIsCountedAndTheSumIsChecked) {
  const Runs whole = zen_4(3000);
  EXPECT_NEAR(whole.cpi(0, "cpi_backend"), 0.25 * 0.5, 1e-12);
  EXPECT_NEAR(whole.cpi(1, "cpi_memory") + whole.cpi(1, "cpi_core"), whole.cpi(0, "cpi_backend"), 1e-12);
  EXPECT_FALSE(is_top_down_approximate(whole.recording));
  EXPECT_THAT(top_down_categories(whole.recording), Not(Contains("cpi_smt")));
  const Runs short_of_some = zen_4(1800);  // 0.15
  const Quantity backend = short_of_some.of(0, "cpi_backend");
  EXPECT_FALSE(backend.value) << "it was the core's other thread, or the back end, that would get the rest";
  EXPECT_EQ(backend.absent_because, "top-down is inconsistent: level 1 adds up to 0.90 of the slots");
}

TEST(CountsOfOtherRuns, LeaveOutWhatDoesNotCount) {
  Runs runs = skylake();
  ProcessRun run;
  run.recording = &runs.recording;
  StageView view;
  view.stage = &runs.recording.stages[0];
  const auto per_cycle = [&](const char* metric) {
    return CountsOfOtherRuns().per_cycle(run, {&view}, metric);
  };
  EXPECT_NEAR(per_cycle("ref_xclk").value_or(0), 0.1, 1e-12);
  EXPECT_FALSE(per_cycle("frontend_slots")) << "no method takes it from elsewhere";
  EXPECT_FALSE(CountsOfOtherRuns().per_cycle(run, {}, "ref_xclk"));
  runs.recording.stages[1].quality = results::Quality::voided;
  EXPECT_FALSE(per_cycle("ref_xclk"));
  runs.recording.stages[1].quality = results::Quality::clean;
  runs.recording.repetitions[1].outcome = results::RepetitionOutcome::crashed;
  EXPECT_FALSE(per_cycle("ref_xclk"));
}

}  // namespace
}  // namespace crossfade::analysis
