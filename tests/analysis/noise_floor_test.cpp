#include "analysis/noise_floor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/comparison.h"
#include "analysis/noise_text.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::synthetic_recording;
using testing::SyntheticHost;

/// Process runs of one recording, a block each, in the order of time; ln value = offset + trend x run +
/// noise.
Sample series(std::size_t runs, double deviation, double trend_a_run = 0) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise(0, deviation);
  Sample sample;
  for (std::size_t i = 0; i < runs; ++i) {
    const double ln = 5 + trend_a_run * static_cast<double>(i) + noise(random);
    sample.values.push_back(
        {0, 0, static_cast<std::uint32_t>(i), static_cast<std::int64_t>(i) * 1'000'000'000, std::exp(ln)});
  }
  count_runs(sample);
  return sample;
}

TEST(Noise, OfIndependentRunsIsTheirDeviation) {
  const Noise noise = noise_of(series(480, 0.02));
  ASSERT_TRUE(noise.between_runs && noise.drift && noise.in_turn[0] && noise.one_after_the_other);
  EXPECT_TRUE(noise.between_runs->interval.contains(0.02));
  EXPECT_NEAR(noise.between_runs->deviation, 0.02, 0.002);
  EXPECT_EQ(noise.drift->stretches, 60U);
  EXPECT_TRUE(noise.drift->ratio_interval.contains(1));
  EXPECT_EQ(noise.comparisons, 30U);
  EXPECT_LE(noise.called_different, 5U) << "at 95 % one in twenty";
  // sqrt(2) x 2 % between neighbours; 1.156 of that with 8 pairs, 0.404 with 50.
  const double neighbours = std::sqrt(2.0) * 0.02;
  EXPECT_NEAR(noise.in_turn[0]->change, std::expm1(1.156 * neighbours), 0.004);
  EXPECT_NEAR(noise.in_turn[1]->change, std::expm1(0.4042 * neighbours), 0.002);
  EXPECT_TRUE(noise.in_turn[0]->interval.contains(noise.in_turn[0]->change));
}

TEST(Noise, TwoRecordingsAsLongInTurnArePairsOfAllRuns) {
  const Noise fifty = noise_of(series(50, 0.02)), eight = noise_of(series(8, 0.02));
  ASSERT_TRUE(fifty.as_long_in_turn && eight.as_long_in_turn);
  EXPECT_EQ(fifty.as_long_in_turn->change, fifty.in_turn[1]->change);
  EXPECT_EQ(eight.as_long_in_turn->change, eight.in_turn[0]->change);
  EXPECT_FALSE(noise_of(series(7, 0.02)).as_long_in_turn);
}

TEST(Noise, OneAfterTheOtherIsNeverBetterThanItsFloor) {
  // 3.761 standard errors of 4 degrees of freedom, r0 = 4 % a side.
  EXPECT_NEAR(least_change_one_after_the_other(), std::expm1(3.7611 * std::sqrt(2.0) * 0.04), 1e-4);
  const Noise quiet = noise_of(series(480, 0.0001));
  ASSERT_TRUE(quiet.one_after_the_other);
  EXPECT_GE(*quiet.one_after_the_other, least_change_one_after_the_other() * (1 - 1e-9));
  EXPECT_LT(*quiet.one_after_the_other, 1.001 * least_change_one_after_the_other());
  EXPECT_GT(*noise_of(series(32, 0.5)).one_after_the_other, 2 * least_change_one_after_the_other());
}

TEST(Noise, ADriftShowsInStretchesAndNotInTurn) {
  const Noise still = noise_of(series(160, 0.02)), drifting = noise_of(series(160, 0.02, 0.001));
  ASSERT_TRUE(still.drift && drifting.drift && still.in_turn[1] && drifting.in_turn[1]);
  EXPECT_GT(drifting.drift->ratio_interval.low, 2);
  EXPECT_GT(drifting.between_runs->deviation, 2 * still.between_runs->deviation);
  EXPECT_NEAR(drifting.in_turn[1]->change, still.in_turn[1]->change, 0.002) << "neighbours share the drift";
  EXPECT_LE(drifting.called_different, 3U) << "A B B A cancels it";
  EXPECT_GT(*drifting.one_after_the_other, *still.one_after_the_other);
}

TEST(Noise, RunsAreTakenInTheOrderOfTime) {
  Sample shuffled = series(64, 0.02, 0.001);
  std::shuffle(shuffled.values.begin(), shuffled.values.end(), std::mt19937_64(1));
  const Noise a = noise_of(series(64, 0.02, 0.001)), b = noise_of(shuffled);
  EXPECT_EQ(a.drift->ratio, b.drift->ratio);
  EXPECT_EQ(a.in_turn[0]->change, b.in_turn[0]->change);
}

TEST(NoiseText, HasTwoSignificantDigits) {
  EXPECT_EQ(noise_text(0.0214), "2.1 %");
  EXPECT_EQ(noise_text(0.00432), "0.43 %");
  EXPECT_EQ(noise_text(0.237), "24 %");
  EXPECT_EQ(noise_text(1.5), "150 %");
  EXPECT_EQ(noise_text(0.000001), "0.000 %");
  EXPECT_EQ(noise_text(0), "0 %");
}

TEST(Noise, FewRunsSayLittle) {
  EXPECT_EQ(noise_of({}).absent_because, "not measured");
  EXPECT_THAT(noise_of(series(1, 0.02)).absent_because, HasSubstr("one process run"));
  const Noise three = noise_of(series(3, 0.02));
  EXPECT_TRUE(three.between_runs);
  EXPECT_FALSE(three.drift || three.in_turn[0]);
  EXPECT_EQ(three.comparisons, 0U);
  EXPECT_FALSE(noise_of(series(7, 0.02)).in_turn[0]) << "three pairs";
  EXPECT_TRUE(noise_of(series(8, 0.02)).in_turn[0]);
  EXPECT_EQ(noise_of(series(15, 0.02)).comparisons, 0U);
  EXPECT_EQ(noise_of(series(16, 0.02)).comparisons, 1U);
  Sample zero = series(4, 0.02);
  zero.values[1].value = 0;
  EXPECT_THAT(noise_of(zero).absent_because, HasSubstr("no logarithm"));
}

results::Recording calibration_of(SyntheticHost host, std::uint32_t blocks) {
  host.blocks = blocks;
  host.title = "calibration";
  host.requests = 1'000;
  results::Recording made = synthetic_recording(host);
  made.header.kind = results::RecordingKind::calibration;
  made.header.run_id = "calibration-" + host.host_id;
  return made;
}

TEST(NoiseFloor, HasARowForEachEstimandAsExperiencedAndUndisturbed) {
  SyntheticHost host;
  host.microarchitecture = "Zen 5";
  host.panel_loads_per_cycle = 3.99;
  host.disturbed_blocks = 4;
  const auto rows = noise_floor(opened(calibration_of(host, 40)));
  std::vector<std::string> metrics;
  for (const EstimandNoise& row : rows) metrics.push_back(row.metric);
  EXPECT_THAT(metrics, ElementsAre("capacity", "capacity_1", "cpu_per_request", "service_p50", "service_p99",
                                   "latency_p50", "latency_p99", "latency_p50", "latency_p99", "slo_rate"));
  EXPECT_LT(rows[5].context, rows[7].context) << "the lowest rate and the highest";
  EXPECT_THAT(rows[8].context, HasSubstr("/s ("));
  EXPECT_EQ(rows[8].experienced.n.processes, 40U);
  const EstimandNoise& capacity = rows.front();
  EXPECT_EQ(capacity.context, "2 threads");
  EXPECT_EQ(capacity.experienced.n.processes, 40U);
  EXPECT_EQ(capacity.undisturbed.n.processes, 36U);
  ASSERT_TRUE(capacity.experienced.between_runs && capacity.undisturbed.between_runs);
  EXPECT_LT(capacity.undisturbed.between_runs->deviation, 0.7 * capacity.experienced.between_runs->deviation);
  EXPECT_FALSE(rows.back().experienced.between_runs);
  EXPECT_THAT(rows.back().experienced.absent_because, HasSubstr("no stage near that rate"));
}

const std::vector<std::string>& noise_of_metric(const Comparison& c, const std::string& id) {
  for (const MetricComparison& m : c.workloads.at(0).metrics) {
    if (m.metric == id) return m.noise;
  }
  ADD_FAILURE() << "no metric " << id;
  return c.workloads.at(0).metrics.front().noise;
}

TEST(NoiseFloor, NamesWhatIsVoidAsAComparisonDoes) {
  results::Recording recording = testing::synthetic_recording({});
  for (results::Stage& stage : recording.stages) stage.quality = results::Quality::voided;
  const Side side = side_of({recording});
  const auto floor = noise_floor(side.recordings.front());
  const auto figures = describe(side);
  ASSERT_FALSE(floor.empty());
  EXPECT_EQ(floor[0].metric, figures[0].metric);
  EXPECT_EQ(floor[0].context, figures[0].context);
  EXPECT_EQ(floor[0].experienced.absent_because, figures[0].estimate.absent_because);
}

TEST(HostNoise, StandsBesideTheMetricsOfItsHost) {
  SyntheticHost a, b;
  b.host_id = "host-b";
  b.seed = 2;
  const std::vector<RecordingPointer> calibrations{opened(calibration_of(b, 20))};
  CompareOptions options;
  options.noise = HostNoise(calibrations);
  const auto c =
      compare(side_of({synthetic_recording(a)}, "a"), side_of({synthetic_recording(b)}, "b"), options);
  ASSERT_TRUE(c);
  EXPECT_THAT(noise_of_metric(*c, "service_p50"),
              ElementsAre(HasSubstr("noise floor of the candidate's host: ")));
  EXPECT_THAT(noise_of_metric(*c, "capacity"),
              ElementsAre(HasSubstr("between process runs (calibration calibration.h5, 20 runs)")));
  EXPECT_THAT(noise_of_metric(*c, "effective_clock"), IsEmpty());
  SyntheticHost again = b;
  again.seed = 3;
  const auto same = compare(side_of({synthetic_recording(b)}, "b"),
                            side_of({synthetic_recording(again)}, "again"), options);
  ASSERT_TRUE(same && same->same_host);
  EXPECT_THAT(noise_of_metric(*same, "service_p50"), ElementsAre(HasSubstr("noise floor of this host: ")));
}

TEST(HostNoise, IsSilentOfOtherHostsOtherWorkAndOtherWorkers) {
  SyntheticHost a, b;
  b.host_id = "host-b";
  const auto noise_beside = [&](const results::Recording& calibration, const std::string& metric) {
    const std::vector<RecordingPointer> calibrations{opened(calibration)};
    CompareOptions options;
    options.noise = HostNoise(calibrations);
    const auto c =
        compare(side_of({synthetic_recording(a)}, "a"), side_of({synthetic_recording(b)}, "b"), options);
    EXPECT_TRUE(c);
    return noise_of_metric(*c, metric).size();
  };
  EXPECT_EQ(noise_beside(calibration_of(a, 10), "capacity"), 1U);
  SyntheticHost other;
  other.host_id = "host-c";
  EXPECT_EQ(noise_beside(calibration_of(other, 10), "capacity"), 0U);
  other = a;
  other.cpu_model = "Example CPU 9";  // an id that two machines share
  EXPECT_EQ(noise_beside(calibration_of(other, 10), "capacity"), 0U);
  other = a;
  other.workers = 4;
  results::Recording wider = calibration_of(other, 10);
  wider.header.vcpus = synthetic_recording(a).header.vcpus;  // the same machine, more workers
  EXPECT_EQ(noise_beside(wider, "capacity"), 0U);
  EXPECT_EQ(noise_beside(wider, "service_p50"), 1U) << "one thread is one thread";
  results::Recording changed = calibration_of(a, 10);
  changed.workloads.front().parameters = "bytes=1";
  EXPECT_EQ(noise_beside(changed, "service_p50"), 0U);
}

TEST(GroupSides, ACalibrationIsInNone) {
  const std::vector<RecordingPointer> all{opened(calibration_of({}, 4)), opened(SyntheticHost{})};
  const auto sides = group_sides(all);
  ASSERT_EQ(sides.size(), 1U);
  EXPECT_EQ(sides.front().recordings.front(), all.back());
  EXPECT_EQ(side_alone(all.front()).recordings.size(), 1U) << "and yet it can be shown";
}

}  // namespace
}  // namespace crossfade::analysis
