#include "collector/measure/worker_record.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/measure/toy_workload.h"

namespace crossfade::collector {
namespace {

Served answered(std::uint32_t class_id, int status = CF_OK) {
  return {{7, 7, class_id, 0}, {}, status};
}
/// Due at 1000, began at 1300, ended at 1350.
constexpr Passage late{.request = 0, .due_ns = 1000, .start_ns = 1300, .end_ns = 1350, .waited_for = false};

struct Recorded {
  explicit Recorded(const Passage& passage, const Served& served = answered(0)) {
    record.record(passage, served, GoldenAnswers());
  }
  WorkerRecord record{2};
};

TEST(WorkerRecord, LatencyCountsFromTheIntendedArrival) {
  const WorkerRecord record = Recorded(late).record;
  EXPECT_EQ(record.latency[0].count(), 1U);
  EXPECT_EQ(record.latency[0].sum_ns(), 350U) << "the wait is part of it: no coordinated omission";
  EXPECT_EQ(record.wait[0].sum_ns(), 300U);
  EXPECT_EQ(record.service[0].sum_ns(), 50U);
  EXPECT_EQ(record.busy_ns, 50U);
  EXPECT_EQ(record.last_start_ns, 1300);
}

TEST(WorkerRecord, AStartErrorIsOfRequestsThatAWorkerWaitedForOnly) {
  EXPECT_EQ(Recorded(late).record.start_error.count(), 0U) << "a queue made it late";
  Passage awaited = late;
  awaited.waited_for = true;
  const WorkerRecord record = Recorded(awaited).record;
  EXPECT_EQ(record.start_error.count(), 1U);
  EXPECT_EQ(record.start_error.sum_ns(), 300U);
}

TEST(WorkerRecord, WhatHappensThreeTimesIsNoOutlier) {
  const auto with = [](const std::vector<std::int64_t>& services_ns) {
    WorkerRecord record(2);
    for (int i = 0; i < 50; ++i) record.record(0, 1'000'000, answered(0), GoldenAnswers());
    for (const std::int64_t ns : services_ns) record.record(0, ns, answered(1), GoldenAnswers());
    return record.outlier_ns();
  };
  EXPECT_EQ(with({100'000'000}), 100'000'000U) << "a standstill";
  EXPECT_EQ(with({100'000'000, 90'000'000}), 100'000'000U);
  EXPECT_EQ(with({100'000'000, 90'000'000, 70'000'000}), std::nullopt) << "slow requests are work";
  EXPECT_EQ(with({}), std::nullopt);
  EXPECT_EQ(WorkerRecord(2).outlier_ns(), std::nullopt);
}

TEST(WorkerRecord, EveryClassHasItsOwn) {
  WorkerRecord record(2);
  record.record(late, answered(1), GoldenAnswers());
  record.record(0, 40, answered(0), GoldenAnswers());
  EXPECT_EQ(record.latency[0].count(), 0U) << "a closed loop has no arrivals";
  EXPECT_EQ(record.latency[1].sum_ns(), 350U);
  EXPECT_EQ(record.wait[1].sum_ns(), 300U);
  EXPECT_EQ(record.service[0].sum_ns(), 40U);
  EXPECT_EQ(record.service[1].sum_ns(), 50U);
  EXPECT_EQ(record.completed, 2U);
  EXPECT_EQ(record.busy_ns, 90U);
}

TEST(WorkerRecord, AWrongAnswerIsBusyTimeAndNoMeasurement) {
  Passage awaited = late;
  awaited.waited_for = true;
  const WorkerRecord record = Recorded(awaited, answered(1, CF_FAILED)).record;
  EXPECT_EQ(record.errors, 1U);
  EXPECT_EQ(record.completed, 0U);
  EXPECT_EQ(record.busy_ns, 50U);
  EXPECT_EQ(record.latency[1].count() + record.wait[1].count() + record.service[1].count(), 0U);
  EXPECT_EQ(record.start_error.count(), 1U) << "the engine was as late as that";
  EXPECT_EQ(record.last_start_ns, 1300);
}

}  // namespace
}  // namespace crossfade::collector
