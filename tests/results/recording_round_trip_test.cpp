// What goes in comes out, whatever way it went in; and the bytes depend on nothing else.
#include <gtest/gtest.h>

#include <cmath>

#include "results/catalogue.h"
#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "results/schema.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

using testing::bytes_of_file;
using testing::create_at;
using testing::differences;
using testing::fill;
using testing::TemporaryFolder;
using ::testing::Test;

using Lines = std::vector<std::string>;

TEST(RecordingRoundTrip, EverythingComesBack) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer) << to_line(writer.error());
  fill(*writer);
  ASSERT_TRUE(writer->finish(RecordingState::finished));

  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  EXPECT_EQ(differences(writer->recorded(), read->recording), Lines());
  EXPECT_EQ(read->seal, Seal::intact);
  EXPECT_EQ(read->file_bytes, std::filesystem::file_size(folder / "a.h5"));
  EXPECT_EQ(read->recording.header.state, RecordingState::finished);
  EXPECT_EQ(read->recording.header.title, "Prüfstand α");
  EXPECT_EQ(read->recording.header.plan_seed, -42);
  EXPECT_EQ(read->recording.stages.size(), 12U);
  EXPECT_EQ(read->recording.environment, testing::full_environment());
}

TEST(RecordingRoundTrip, AWorkloadIsCompletedWhenAProcessOfItIsReady) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  Workload workload;
  workload.name = "w";
  workload.preset = "default";
  const auto index = writer->add_workload(workload, {{}}, {});
  ASSERT_TRUE(index) << to_line(index.error());
  workload.dataset_digest = "abc";
  ASSERT_TRUE(writer->complete_workload(*index, workload, {{9, "zstd", "1.5", "bmi2"}}));
  EXPECT_FALSE(writer->complete_workload(*index + 1, workload, {}));
  ASSERT_TRUE(writer->publish());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  ASSERT_EQ(read->recording.workloads.size(), 1U);
  EXPECT_EQ(read->recording.workloads[0].dataset_digest, "abc");
  ASSERT_EQ(read->recording.libraries.size(), 1U);
  EXPECT_EQ(read->recording.libraries[0].workload, *index);
  EXPECT_EQ(read->recording.libraries[0].name, "zstd");
}

TEST(RecordingRoundTrip, MissingStaysMissingAndZeroStaysZero) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  fill(*writer);
  ASSERT_TRUE(writer->publish());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  const Recording& r = read->recording;
  EXPECT_TRUE(std::isnan(r.header.clock_hz_effective));
  EXPECT_TRUE(std::isnan(r.stages[0].offered_per_s));
  EXPECT_EQ(r.stages[0].steal_ns, std::nullopt);
  EXPECT_EQ(r.stages[0].gap_ns, std::nullopt);
  EXPECT_EQ(r.stages[2].gap_ns, 0U);
  EXPECT_EQ(r.stages[0].wait_margin_ns, std::nullopt);
  EXPECT_EQ(r.stages[2].wait_margin_ns, 57'000U);
  EXPECT_EQ(r.stages[2].run_queue_wait_ns, 12'345U);
  EXPECT_EQ(r.workers[1].run_queue_wait_ns, std::nullopt);
  ASSERT_EQ(r.readings.size(), 2 * r.stages.size() - 3);  // three repetitions have a stage with one reading
  EXPECT_EQ(r.readings[0].counter, 0U);
  EXPECT_EQ(r.readings[2].total, std::nullopt);
  EXPECT_EQ(r.readings[2].state, CounterState::denied);
  EXPECT_EQ(r.distributions[0].workload_class, Distribution::all_classes);
  EXPECT_EQ(r.distributions[2].workload_class, 1);
  EXPECT_TRUE(std::isnan(r.distributions[0].design_effect_p999));
  ASSERT_EQ(r.traces.size(), 4U);
  EXPECT_EQ(r.traces[0].requests, 300U);
  EXPECT_EQ(r.traces[0].service_ns.size(), 300U);
  EXPECT_EQ(r.traces[1].service_ns.back(), 100'000U + Trace::capacity - 1);
  EXPECT_EQ(r.traces[1].start_delay_ns[50], 7'000U);
  EXPECT_EQ(r.traces[1].request_class[4], 1U);
  EXPECT_EQ(r.classes[0].levels, 2U);
  EXPECT_EQ(r.classes[1].levels, std::nullopt);
  EXPECT_EQ(r.stages[0].scheduling, Scheduling::normal);
  EXPECT_EQ(r.stages.back().scheduling, Scheduling::fifo);
  ASSERT_EQ(r.spikes.size(), 1U);
  EXPECT_EQ(r.spikes[0].stage, r.stages.size() - 1);
  ASSERT_EQ(r.spike_windows.size(), 3U);
  EXPECT_EQ(r.spike_windows[2].shed, 3U);
  ASSERT_EQ(r.absences.size(), 1U);
  EXPECT_EQ(r.absences[0].reason, "the kernel does not report steal time");
  EXPECT_EQ(r.workloads[0].flags, 0xFFFF'FFFF'0000'0001ULL);
}

TEST(RecordingRoundTrip, SamplesComeBackWithTheirWorkersAndWithoutWhatDidNotCount) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  fill(*writer);
  ASSERT_TRUE(writer->publish());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  const Recording& r = read->recording;
  ASSERT_EQ(r.samples.size(), 27U) << "three in each stage but the first of a process";
  EXPECT_EQ(r.samples[0].stage, 1U);
  EXPECT_EQ(r.samples[0].time_ns, 100'000'005U);
  EXPECT_EQ(r.samples[2].worker, 3U) << "the second of the second stage";
  EXPECT_EQ(r.workers[r.samples[2].worker].cpu, 2U);
  ASSERT_GE(r.series.size(), 3U);
  EXPECT_EQ(r.series[0].counter, 0U);
  EXPECT_EQ(r.series[0].counts, (std::vector<std::uint64_t>{90'000'000, 250'000'001, UINT64_MAX - 1}));
  EXPECT_EQ(r.series[1].counter, 1U);
  EXPECT_EQ(r.series[1].counts, (std::vector<std::uint64_t>{CounterSeries::not_counted, 0, 1'001}));
  EXPECT_EQ(r.series[2].stage, 2U);
  EXPECT_EQ(r.series[3].stage, 3U) << "what has no count in stage 2 has no series there";
  EXPECT_EQ(r.series[2].first_sample, 3U);
  EXPECT_EQ(r.repetitions[0].ended_unix_ns, 1'767'323'055'000'000'000U);
  EXPECT_EQ(r.repetitions[2].ended_unix_ns, std::nullopt);
}

/// More samples than a chunk holds, in stages that do not end where chunks do, and a counter that is only
/// added between them.
void fill_with_many_samples(RecordingWriter& writer, std::size_t first_stage, std::size_t last_stage,
                            bool publish_each) {
  for (std::size_t stage = first_stage; stage < last_stage; ++stage) {
    if (stage == 4) {
      ASSERT_TRUE(writer.add_counter({"slots", "x", CounterScope::user, CounterTier::hardware, ""}));
    }
    StageRecord record;
    record.workers.resize(2);
    for (std::size_t i = 0; i < 1'500; ++i)
      record.samples.push_back({0, i < 700 ? 0U : 1U, 1'000 * (i < 700 ? i : i - 700)});
    for (std::uint32_t counter = 0; counter < writer.recorded().counters.size(); ++counter) {
      if (counter == 1 && stage % 2 == 0) continue;
      CounterSeries& series = record.series.emplace_back();
      series.counter = counter;
      for (std::size_t i = 0; i < 1'500; ++i)
        series.counts.push_back(i % 100 == 7 ? CounterSeries::not_counted : stage * 10'000 + i * counter);
    }
    ASSERT_TRUE(writer.append_stage(std::move(record)));
    if (publish_each) {
      ASSERT_TRUE(writer.publish());
    }
  }
}

TEST(RecordingRoundTrip, ManySamplesAreTheSameHoweverOftenTheyAreWritten) {
  const TemporaryFolder folder;
  for (const bool publish_each : {false, true}) {
    auto writer = create_at(folder / (publish_each ? "b.h5" : "a.h5"));
    ASSERT_TRUE(writer);
    testing::add_preliminaries(*writer);
    ASSERT_TRUE(writer->add_repetition({}));
    fill_with_many_samples(*writer, 0, 8, publish_each);
    ASSERT_TRUE(writer->finish(RecordingState::finished));
    const auto read = read_recording(writer->path());
    ASSERT_TRUE(read) << to_line(read.error());
    EXPECT_EQ(read->recording.samples.size(), 12'000U);
    EXPECT_EQ(differences(writer->recorded(), read->recording), Lines());
  }
  EXPECT_EQ(bytes_of_file(folder / "a.h5"), bytes_of_file(folder / "b.h5"));
  {
    auto part = create_at(folder / "c.h5");
    ASSERT_TRUE(part);
    testing::add_preliminaries(*part);
    ASSERT_TRUE(part->add_repetition({}));
    fill_with_many_samples(*part, 0, 5, false);
    ASSERT_TRUE(part->finish(RecordingState::interrupted));
  }
  auto rest = RecordingWriter::reopen(folder / "c.h5");
  ASSERT_TRUE(rest) << to_line(rest.error());
  fill_with_many_samples(*rest, 5, 8, false);
  ASSERT_TRUE(rest->finish(RecordingState::finished));
  EXPECT_EQ(bytes_of_file(folder / "a.h5"), bytes_of_file(folder / "c.h5"));
}

TEST(RecordingRoundTrip, AnEmptyRecordingIsARecording) {
  const TemporaryFolder folder;
  const auto writer =
      RecordingWriter::create(folder / "a.h5", Header{}, {}, {}, "", RecordingWriter::Existing::refuse);
  ASSERT_TRUE(writer) << to_line(writer.error());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  EXPECT_EQ(differences(writer->recorded(), read->recording), Lines());
  EXPECT_EQ(read->recording.header.vcpus, 0);
  EXPECT_EQ(folder.names(), Lines{"a.h5"});
}

TEST(RecordingRoundTrip, TextsOfThingsUsedAreInTheFile) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  fill(*writer);
  ASSERT_TRUE(writer->publish());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->recording.metric_texts.size(), 2U);
  EXPECT_EQ(read->recording.metric_texts[1].id, "cycles");
  EXPECT_EQ(read->recording.metric_texts[1].help, find_metric("cycles")->help);
  ASSERT_EQ(read->recording.rule_texts.size(), 1U);
  EXPECT_EQ(read->recording.rule_texts[0].message, rules().front().message);
}

TEST(RecordingRoundTrip, ReopeningAndAppendingGivesTheBytesOfOneGo) {
  const TemporaryFolder folder;
  {
    auto whole = create_at(folder / "whole.h5");
    ASSERT_TRUE(whole);
    fill(*whole);
    ASSERT_TRUE(whole->finish(RecordingState::finished));
  }
  {
    auto first = create_at(folder / "parts.h5");
    ASSERT_TRUE(first);
    testing::add_preliminaries(*first);
    testing::add_repetition(*first, 0, 4);
    ASSERT_TRUE(first->finish(RecordingState::interrupted));
  }
  for (const auto& [workload, stages] : {std::pair{1U, 3U}, {1U, 0U}, {0U, 5U}}) {
    auto next = RecordingWriter::reopen(folder / "parts.h5");
    ASSERT_TRUE(next) << to_line(next.error());
    EXPECT_EQ(next->recorded().header.state, RecordingState::running);
    testing::add_repetition(*next, workload, stages);
    ASSERT_TRUE(next->finish(RecordingState::finished));
  }
  EXPECT_EQ(bytes_of_file(folder / "whole.h5"), bytes_of_file(folder / "parts.h5"));
}

TEST(RecordingRoundTrip, PublishingOftenChangesNoByte) {
  const TemporaryFolder folder;
  for (const char* name : {"a.h5", "b.h5"}) {
    auto writer = create_at(folder / name);
    ASSERT_TRUE(writer);
    fill(*writer);
    for (int i = 0; i < (name[0] == 'a' ? 1 : 4); ++i) ASSERT_TRUE(writer->publish());
  }
  EXPECT_EQ(bytes_of_file(folder / "a.h5"), bytes_of_file(folder / "b.h5"));
}

TEST(RecordingRoundTrip, TextsAreCleanedAndCut) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  testing::add_preliminaries(*writer);
  Repetition repetition;
  repetition.reason = std::string("a\0b\x1B[31m \xFF", 10);
  repetition.golden_digest = std::string(70'000, 'x');
  ASSERT_TRUE(writer->add_repetition(repetition));
  ASSERT_TRUE(writer->publish());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  EXPECT_EQ(read->recording.repetitions[0].reason, "a\uFFFDb\uFFFD[31m \uFFFD");
  EXPECT_EQ(read->recording.repetitions[0].golden_digest.size(), max_text_bytes);
  EXPECT_TRUE(read->recording.repetitions[0].golden_digest.ends_with("x…"));
}

TEST(RecordingRoundTrip, ASummaryHasNamesAndCounts) {
  const TemporaryFolder folder;
  auto writer = create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  fill(*writer);
  ASSERT_TRUE(writer->publish());
  const auto summary = read_summary(folder / "a.h5");
  ASSERT_TRUE(summary) << to_line(summary.error());
  EXPECT_EQ(summary->workloads, (Lines{"tls_segment", "evcache_get"}));
  EXPECT_EQ(summary->repetitions, 4U);
  EXPECT_EQ(summary->stages, 12U);
  EXPECT_EQ(summary->header.instance_type, "m5.xlarge");
  EXPECT_EQ(summary->header.state, RecordingState::running);
  EXPECT_EQ(summary->seal, Seal::intact);
}

}  // namespace
}  // namespace crossfade::results
