// Samples of counters: how many there are of each, and as CSV for whoever plots them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/report/counter_table.h"
#include "analysis/report/samples_csv.h"
#include "analysis/sampled_counter.h"

namespace crossfade::analysis {
namespace {

using results::CounterSeries;
using ::testing::HasSubstr;

constexpr std::uint64_t none = CounterSeries::not_counted;

/// Two stages: of two workers for 0.4 s, of one for 0.2 s; cycles are lost in a part of the first, slots are
/// in the pass of the second.
results::OpenedRecording sampled() {
  results::OpenedRecording opened;
  results::Recording& r = opened.recording;
  r.workloads.resize(1);
  r.workloads[0].name = "tls";
  r.workloads[0].preset = "big,blue";
  r.repetitions.resize(1);
  r.repetitions[0].block = 3;
  r.stages.resize(2);
  r.stages[0].kind = results::StageKind::load;
  r.stages[0].offered_per_s = 250.5;
  r.stages[0].workers = 2;
  r.stages[1].start_unix_ns = 17;
  for (const char* const metric : {"cycles", "slots", "flops"})
    r.counters.push_back({metric, metric, results::CounterScope::user, results::CounterTier::hardware, ""});
  r.workers = {{0, 4, 2, 1, 1, 1, 1, 1}, {0, 6, 3, 1, 1, 1, 1, 1}, {1, 4, 2, 1, 1, 1, 1, 1}};
  r.samples = {{0, 0, 100'000'000}, {0, 0, 400'000'000}, {0, 1, 300'000'000}, {1, 2, 200'000'000}};
  r.series = {{0, 0, 0, {10, 30, none}}, {1, 0, 3, {40}}, {1, 1, 3, {0}}};
  return opened;
}

TEST(SampledCounter, CountsSamplesAndHowOftenTheyWereTaken) {
  const results::Recording r = sampled().recording;
  const SamplesOfCounter cycles = samples_of(r, 0), slots = samples_of(r, 1), flops = samples_of(r, 2);
  EXPECT_EQ(cycles.counted, 3U);
  EXPECT_EQ(cycles.without, 1U);
  EXPECT_DOUBLE_EQ(cycles.worker_s, 0.4 + 0.3 + 0.2);
  EXPECT_DOUBLE_EQ(*cycles.rate_hz(), 3 / 0.9);
  EXPECT_EQ(slots.counted, 1U) << "0 is a count";
  EXPECT_DOUBLE_EQ(*slots.rate_hz(), 5);
  EXPECT_EQ(flops.counted, 0U);
  EXPECT_EQ(flops.rate_hz(), std::nullopt);
  EXPECT_EQ(samples_of({}, 0).rate_hz(), std::nullopt);
}

TEST(SampledCounter, StandsInTheTableOfCounters) {
  const Table t = counter_table(sampled().recording);
  const auto cell = [&](std::size_t row, const std::string& column) {
    for (std::size_t c = 0; c < t.columns.size(); ++c) {
      if (t.columns[c].id == column) return t.rows.at(row)[c];
    }
    ADD_FAILURE() << "no column " << column;
    return Cell{};
  };
  EXPECT_EQ(cell(0, "samples").text, "3 (1 without a count)");
  EXPECT_EQ(cell(0, "samples").value, 3.0);
  EXPECT_EQ(cell(0, "sample_rate_hz").text, "3.33");
  EXPECT_EQ(cell(1, "samples").text, "1");
  EXPECT_EQ(cell(2, "samples").text, "");
  EXPECT_EQ(cell(2, "sample_rate_hz").text, "");
  EXPECT_THAT(t.notes.back(), HasSubstr("crossfade-report samples"));
}

TEST(SamplesCsv, IsARowASampleAndAColumnACounter) {
  const auto text = samples_csv(sampled(), "a.h5");
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "workload,block,process,purpose,stage,kind,threads,offered_per_s,quality,stage_start_unix_ns,"
            "worker,cpu,"
            "time_ns,interval_ns,cycles,slots\n"
            "\"tls@big,blue\",3,0,measurement,0,load,2,250.5,clean,0,0,4,100000000,100000000,10,\n"
            "\"tls@big,blue\",3,0,measurement,0,load,2,250.5,clean,0,0,4,400000000,300000000,30,\n"
            "\"tls@big,blue\",3,0,measurement,0,load,2,250.5,clean,0,1,6,300000000,300000000,,\n"
            "\"tls@big,blue\",3,0,measurement,1,service,1,,clean,17,0,4,200000000,200000000,40,0\n");
}

TEST(SamplesCsv, TellsCountersOfOneNameApart) {
  results::OpenedRecording opened = sampled();
  opened.recording.counters[1] = {"cycles", "0x76", results::CounterScope::user_kernel,
                                  results::CounterTier::hardware, ""};
  const auto text = samples_csv(opened, "a.h5");
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("\"cycles (cycles, user)\",\"cycles (0x76, user_kernel)\""));
}

TEST(SamplesCsv, WithoutSamplesTheReasonAndItsOptionAreSaid) {
  results::OpenedRecording opened = sampled();
  opened.recording.samples.clear();
  opened.recording.series.clear();
  const auto refusal = [&] {
    const auto text = samples_csv(opened, "a.h5");
    EXPECT_FALSE(text);
    EXPECT_EQ(text.error().kind, results::ErrorKind::data);
    EXPECT_EQ(text.error().where, "a.h5");
    return text.error();
  };
  EXPECT_THAT(refusal().why, HasSubstr("older than schema 1.6"));
  opened.recording.absences = {{"samples of stages", "not to be sampled"}};
  EXPECT_EQ(refusal().why, "not to be sampled");
  opened.recording.absences.clear();
  opened.recording.plan_json = R"({"counters":true,"sample_rate_hz":0})";
  EXPECT_THAT(refusal().why, HasSubstr("--sample-rate 0"));
  EXPECT_THAT(refusal().remedy, HasSubstr("--sample-rate 10"));
  opened.recording.plan_json = R"({"counters":false,"sample_rate_hz":0})";
  opened.recording.counters.clear();
  EXPECT_THAT(refusal().why, HasSubstr("without counters (--no-counters)"));
  EXPECT_THAT(refusal().remedy, HasSubstr("record without --no-counters"));
  EXPECT_THAT(refusal().remedy, ::testing::Not(HasSubstr("record with ")));
}

}  // namespace
}  // namespace crossfade::analysis
