// The writer takes only what the reader would take: rows that point nowhere, histograms that do not add up.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "results/schema.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

class Append : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = testing::create_at(folder_ / "a.h5");
    ASSERT_TRUE(made);
    writer_ = std::make_unique<RecordingWriter>(std::move(*made));
    testing::add_preliminaries(*writer_);
    testing::add_repetition(*writer_, 0, 1);
  }
  std::string refusal(const StageRecord& record) {
    const auto before = writer_->recorded().stages.size() + writer_->recorded().distributions.size();
    const auto result = writer_->append_stage(record);
    EXPECT_EQ(writer_->recorded().stages.size() + writer_->recorded().distributions.size(), before);
    return result ? "" : result.error().why;
  }
  std::string refusal_of_trace(const StageRecord& record) {
    const auto result = writer_->append_stage(record);
    return result ? "" : result.error().why;
  }
  StageRecord with(Distribution distribution) {
    StageRecord record;
    record.distributions.push_back(std::move(distribution));
    return record;
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<RecordingWriter> writer_;
};

TEST_F(Append, OneProgramAtATime) {
  const auto path = folder_ / "a.h5";
  for (const auto existing : {RecordingWriter::Existing::refuse, RecordingWriter::Existing::replace}) {
    const auto second = RecordingWriter::create(path, {}, {}, {}, "{}", existing);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::cannot_create);
    EXPECT_NE(second.error().why.find("another run"), std::string::npos) << second.error().why;
  }
  const auto resumed = RecordingWriter::reopen(path);
  ASSERT_FALSE(resumed);
  EXPECT_NE(resumed.error().why.find("another run"), std::string::npos) << resumed.error().why;
  writer_.reset();
  EXPECT_TRUE(RecordingWriter::reopen(path)) << "what is closed may be gone on with";
  EXPECT_FALSE(std::filesystem::exists(folder_ / ".a.h5.lock")) << "nothing is left behind";
}

TEST_F(Append, ALockLeftBehindDoesNoHarm) {
  std::ofstream(folder_ / ".b.h5.lock") << "";
  EXPECT_TRUE(testing::create_at(folder_ / "b.h5"));
}

TEST_F(Append, AStageOfNoRepetition) {
  StageRecord record;
  record.stage.repetition = 1;
  EXPECT_EQ(refusal(record), "its repetition does not exist");
}

TEST_F(Append, AClassOfAnotherWorkload) {
  Distribution d = testing::distribution_around(1'000, 10, DistributionKind::latency);
  d.workload_class = 2;  // evcache_get's
  EXPECT_EQ(refusal(with(d)), "distribution of class 2, which its workload does not have");
  d.workload_class = -2;
  EXPECT_EQ(refusal(with(d)), "distribution of class -2, which its workload does not have");
  d.workload_class = 3;
  EXPECT_EQ(refusal(with(d)), "distribution of class 3, which its workload does not have");
}

TEST_F(Append, ATraceThatIsNotWhatItSays) {
  StageRecord record;
  record.trace =
      Trace{.requests = 2, .service_ns = {1, 2}, .start_delay_ns = {0, 0}, .request_class = {0, 1}};
  EXPECT_EQ(refusal_of_trace(record), "");
  record.trace->request_class[1] = 2;  // tls_segment has two classes
  EXPECT_EQ(refusal_of_trace(record), "trace with a request of class 2, which its workload does not have");
  record.trace->request_class[1] = 1;
  record.trace->start_delay_ns.push_back(0);
  EXPECT_EQ(refusal_of_trace(record), "trace of 2 requests, which is not what it holds");
  record.trace->start_delay_ns.assign(Trace::capacity + 1, 0);
  record.trace->service_ns.assign(Trace::capacity + 1, 0);
  record.trace->request_class.assign(Trace::capacity + 1, 0);
  record.trace->requests = Trace::capacity + 1;
  EXPECT_EQ(refusal_of_trace(record), "trace of 65537 requests, which is not what it holds");
}

TEST_F(Append, ASpikeThatIsNone) {
  StageRecord record;
  record.spike = Spike{0, 2, 0.6, 10, 20, 5};
  EXPECT_EQ(refusal(record), "spike of a stage that is none");
  record.stage.kind = StageKind::spike;
  record.spike->factor = 0;
  EXPECT_EQ(refusal(record), "spike with a factor of 0");
  record.spike = Spike{0, 2, 0.6, 20, 20, 5};
  EXPECT_EQ(refusal(record), "spike without a duration");
  record.spike = Spike{0, 2, 0.6, 10, 20, 0};
  EXPECT_EQ(refusal(record), "spike without a duration");
}

TEST_F(Append, ASpikeWindowThatDoesNotAddUp) {
  StageRecord record;
  record.stage.kind = StageKind::spike;
  record.spike_windows = {{0, 0, 0, 5, 3, 1, 2, 0}};
  EXPECT_EQ(refusal(record), "spike window in which more happened than was offered");
  record.spike_windows = {{0, 0, 0, 5, 3, 0, 2, 4}};
  EXPECT_EQ(refusal(record), "spike window with cheap answers to nobody");
  record.spike_windows = {{0, 3, 0, 5, 3, 0, 2, 0}};
  EXPECT_EQ(refusal(record), "spike window of class 3, which its workload does not have");
}

TEST_F(Append, AHistogramThatDoesNotAddUp) {
  Distribution d = testing::distribution_around(1'000, 10, DistributionKind::latency);
  d.n = 11;
  EXPECT_EQ(refusal(with(d)), "distribution of 11 values whose histogram does not hold that many");
  d.n = 9;
  EXPECT_EQ(refusal(with(d)), "distribution of 9 values whose histogram does not hold that many");
  d.n = 0;
  d.buckets = {{5, UINT64_MAX}, {6, 1}};  // would overflow to 0
  EXPECT_EQ(refusal(with(d)), "distribution of 0 values whose histogram does not hold that many");
}

TEST_F(Append, BucketsOutOfOrderOrRange) {
  Distribution d = testing::distribution_around(1'000, 10, DistributionKind::latency);
  d.n = 2;
  for (const auto& buckets : {std::vector<BucketCount>{{6, 1}, {5, 1}},
                              {{5, 1}, {5, 1}},
                              {{5, 2}, {6, 0}},
                              {{5, 1}, {Histogram::buckets, 1}}}) {
    d.buckets = buckets;
    EXPECT_EQ(refusal(with(d)), "distribution whose buckets are not in order");
  }
}

TEST_F(Append, ExtremesInTheWrongOrder) {
  Distribution d = testing::distribution_around(1'000, 10, DistributionKind::latency);
  d.min_ns = d.max_ns + 1;
  EXPECT_EQ(refusal(with(d)), "distribution whose smallest value exceeds its largest");
}

TEST_F(Append, SamplesOutOfOrderOrOfNoWorker) {
  StageRecord record;
  record.workers.resize(2);
  record.samples = {{0, 0, 10}, {0, 0, 10}, {0, 1, 5}};
  EXPECT_EQ(refusal_of_trace(record), "");
  record.samples = {{0, 0, 10}, {0, 0, 9}};
  EXPECT_EQ(refusal(record), "samples of a stage that are not in order at 9 ns");
  record.samples = {{0, 1, 10}, {0, 0, 11}};
  EXPECT_EQ(refusal(record), "samples of a stage that are not in order at 11 ns");
  record.samples = {{0, 2, 10}};
  EXPECT_EQ(refusal(record), "sample of worker 2, which its stage does not have");
}

TEST_F(Append, SeriesOfNoCounterTwiceOrOfOtherSamples) {
  StageRecord record;
  record.workers.resize(1);
  record.samples = {{0, 0, 10}};
  record.series = {{0, 2, 0, {5}}};
  EXPECT_EQ(refusal(record), "series of counter 2, which does not exist or is there twice");
  record.series = {{0, 1, 0, {5}}, {0, 1, 0, {6}}};
  EXPECT_EQ(refusal(record), "series of counter 1, which does not exist or is there twice");
  record.series = {{0, 1, 0, {5, 6}}};
  EXPECT_EQ(refusal(record), "series of 2 counts where its stage has 1 samples");
}

TEST_F(Append, AStageWhoseSamplesHaveNoRoomGoesWithoutAndSaysSo) {
  StageRecord record;
  record.workers.resize(1);
  record.samples.assign(max_samples + 1, {0, 0, 10});
  record.series = {{0, 0, 0, std::vector<std::uint64_t>(max_samples + 1, 1)}};
  ASSERT_EQ(refusal_of_trace(record), "");
  EXPECT_TRUE(writer_->recorded().samples.empty());
  EXPECT_TRUE(writer_->recorded().series.empty());
  EXPECT_EQ(writer_->recorded().absences.back().subject, "samples of later stages");
}

TEST_F(Append, AReadingOfNoCounterOrTwice) {
  StageRecord record;
  record.readings.push_back({0, 2, 5, 1, 1, CounterState::counted});
  EXPECT_EQ(refusal(record), "its counter 2 does not exist or is there twice");
  record.readings = {{0, 1, 5, 1, 1, CounterState::counted}, {0, 1, 5, 1, 1, CounterState::counted}};
  EXPECT_EQ(refusal(record), "its counter 1 does not exist or is there twice");
}

TEST_F(Append, AReadingOfAnotherPassStaysWithoutACount) {
  StageRecord record;
  record.stage.counter_pass = 3;
  record.readings.push_back({0, 1, std::nullopt, 0, 0, CounterState::other_pass});
  ASSERT_EQ(refusal_of_trace(record), "");
  ASSERT_TRUE(writer_->publish());
  const auto read = read_recording((folder_ / "a.h5").string());
  ASSERT_TRUE(read);
  const Recording& recording = read->recording;
  EXPECT_EQ(recording.stages.back().counter_pass, 3U);
  ASSERT_FALSE(recording.readings.empty());
  EXPECT_EQ(recording.readings.back().state, CounterState::other_pass);
  EXPECT_EQ(recording.readings.back().total, std::nullopt);
}

TEST_F(Append, AWorkloadWhoseClassesDoNotSumToOne) {
  const auto workloads = writer_->recorded().workloads.size();
  Workload workload;
  workload.name = "w";
  for (const double share : {0.5, 0.0, -1.0, missing, 2.0}) {
    WorkloadClass only;
    only.share = share;
    const auto result = writer_->add_workload(workload, {only}, {});
    ASSERT_FALSE(result) << share;
    EXPECT_EQ(result.error().what, "cannot record the workload w");
  }
  EXPECT_EQ(writer_->recorded().workloads.size(), workloads);
}

TEST_F(Append, ARepetitionOfNoWorkloadOrOfAnother) {
  Repetition repetition;
  repetition.workload = 2;
  EXPECT_FALSE(writer_->add_repetition(repetition));
  repetition.workload = 1;
  EXPECT_FALSE(writer_->update_repetition(0, repetition));
  EXPECT_DEATH(static_cast<void>(writer_->update_repetition(1, repetition)), "before it is updated");
}

}  // namespace
}  // namespace crossfade::results
