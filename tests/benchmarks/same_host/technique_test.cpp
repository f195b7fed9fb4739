#include "tests/benchmarks/same_host/technique.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/ratio.h"
#include "analysis/statistics/paired.h"
#include "tests/benchmarks/same_host/panel_controls.h"

namespace crossfade::study {
namespace {

Technique pairing() {
  return {"pairing", &Process::cpu_mean, false, false, true};
}

Technique controls_and_pairing() {
  return {"controls and pairing", &Process::cpu_mean, false, true, true};
}

/// Process runs whose values follow what the panel read in `kernel` (2 % SD), and 0.2 % besides.
ProcessSeries series(std::size_t runs, std::size_t kernel) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> draw(0, 1);
  ProcessSeries out;
  for (std::size_t i = 0; i < runs; ++i) {
    Process process;
    process.start_s = 2 * static_cast<double>(i);
    process.wall_s = 2;
    process.block = static_cast<std::uint32_t>(i);
    for (std::size_t c = 0; c < number_of_panel_controls; ++c)
      process.cpu_mean.controls.push_back(draw(random));
    process.cpu_mean.ln = 5 + 0.02 * process.cpu_mean.controls[kernel] + 0.002 * draw(random);
    process.cpu_mean.undisturbed = true;
    out.processes.push_back(std::move(process));
  }
  return out;
}

double half_width(const Technique& technique, const ProcessSeries& series, std::size_t runs_a_side) {
  return performance(technique, {&series}, runs_a_side).half_width;
}

TEST(Technique, AComparisonHasAsManyControlsAsItsOwnValuesAllow) {
  const Technique paired = pairing(), with_controls = controls_and_pairing();
  const ProcessSeries by_first = series(400, 0), by_second = series(400, 1);
  // Six values: none, though all of the recording would explain nearly everything.
  EXPECT_EQ(half_width(paired, by_first, 3), half_width(with_controls, by_first, 3));
  EXPECT_LT(performance(with_controls, {&by_first}, 3).deviation, 0.005) << "fitted to all process runs";
  // Sixteen: the first alone.
  EXPECT_LT(half_width(with_controls, by_first, 8), 0.5 * half_width(paired, by_first, 8));
  EXPECT_GT(half_width(with_controls, by_second, 8), 0.8 * half_width(paired, by_second, 8));
  // Forty: all four.
  EXPECT_LT(half_width(with_controls, by_second, 20), 0.5 * half_width(paired, by_second, 20));
}

TEST(Technique, AComparisonIsThatOfTheReport) {
  constexpr std::size_t runs_a_side = 8;
  ProcessSeries one = series(2 * runs_a_side, 0);
  analysis::Sample a, b;
  for (std::size_t i = 0; i < one.processes.size(); ++i) {
    const Process& process = one.processes[i];
    analysis::Sample& side = statistics::is_of_a(i) ? a : b;
    side.values.push_back({0, 0, process.block, static_cast<std::int64_t>(i), std::exp(process.cpu_mean.ln)});
  }
  analysis::count_runs(a);
  analysis::count_runs(b);
  analysis::RatioOptions options;
  options.same_host = true;
  const auto reported = analysis::ratio(a, b, results::Direction::neutral, options);
  ASSERT_EQ(reported.method, analysis::RatioMethod::same_host_paired);
  // What else the recording has does not matter.
  const ProcessSeries longer = series(400, 3);
  one.processes.insert(one.processes.end(), longer.processes.begin(), longer.processes.begin() + 2);
  EXPECT_NEAR(std::log(reported.interval->high / reported.interval->low) / 2,
              std::log1p(half_width(pairing(), one, runs_a_side)), 1e-12);
}

TEST(Technique, ComparisonsDoNotOverlap) {
  ProcessSeries one = series(95, 0);
  one.processes[50].wall_s = 600;  // stopped and resumed
  const Performance p = performance(pairing(), {&one, &one}, 3);
  EXPECT_EQ(p.false_positives.of, 30U);
  EXPECT_EQ(p.found[0].of, 60U) << "up and down";
  EXPECT_EQ(runs_within({&one}, 60), 30U);
  EXPECT_EQ(runs_within({&one}, 0.5), 2U);
}

TEST(Technique, ARunWithoutItsNeighbourIsInNoPair) {
  ProcessSeries one = series(16, 0);
  one.processes[5].cpu_mean.undisturbed = false;
  const Technique panel{"panel", &Process::cpu_mean, true, false, true};
  const double without = half_width(panel, one, 8);
  one.processes[4].cpu_mean.ln = 50;
  EXPECT_EQ(without, half_width(panel, one, 8));
}

}  // namespace
}  // namespace crossfade::study
