#include "analysis/report/counter_table.h"

#include <gtest/gtest.h>

#include "analysis/top_down_quantity.h"

namespace crossfade::analysis {
namespace {

std::string text(const Table& t, std::size_t row, const std::string& column) {
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    if (t.columns[c].id == column) return t.rows.at(row)[c].text;
  }
  ADD_FAILURE() << "no column " << column;
  return "";
}

TEST(CounterTable, SaysWhatTheCpuWasAskedForAndHowFarItCompares) {
  results::Recording r;
  r.header.microarchitecture = "Zen 4";
  r.counters = {{"l1d_misses", "ls_any_fills_from_sys, umask 0xdf (0xdf44)",
                 results::CounterScope::user_kernel, results::CounterTier::hardware, ""},
                {"branch_misses", "PERF_COUNT_HW_BRANCH_MISSES", results::CounterScope::user,
                 results::CounterTier::hardware, "no room"},
                {"amd64_fam19h_zen4::LS_DISPATCH", "amd64_fam19h_zen4::LS_DISPATCH (0x29)",
                 results::CounterScope::user_kernel, results::CounterTier::hardware, ""}};
  r.readings = {{0, 0, 5, 1, 1, results::CounterState::counted},
                {1, 0, std::nullopt, 1, 0, results::CounterState::lost},
                {2, 0, std::nullopt, 0, 0, results::CounterState::other_pass},
                {0, 1, std::nullopt, 0, 0, results::CounterState::denied}};
  const Table t = counter_table(r);
  ASSERT_EQ(t.rows.size(), 3U);
  EXPECT_EQ(text(t, 0, "decoded"), "event 0x44, umask 0xdf");
  EXPECT_EQ(text(t, 0, "counters"), "any");
  EXPECT_EQ(text(t, 0, "status"), "encoding only");
  EXPECT_EQ(text(t, 0, "across_cpus"), "analogous");
  EXPECT_EQ(text(t, 0, "name"), "L1D misses");
  EXPECT_EQ(text(t, 0, "better"), "neither");
  EXPECT_EQ(text(t, 0, "stages"), "1");
  EXPECT_EQ(text(t, 0, "state"), "counted");
  EXPECT_EQ(text(t, 0, "coverage"), "none") << "it was lost in a stage";
  EXPECT_EQ(text(t, 0, "stages_in_other_passes"), "1");
  EXPECT_EQ(text(t, 0, "scope"), "user_kernel");
  EXPECT_EQ(text(t, 1, "scope"), "user");
  EXPECT_EQ(text(t, 2, "state"), "no stage yet");
  EXPECT_EQ(text(t, 2, "coverage"), "");
  EXPECT_EQ(text(t, 1, "decoded"), "") << "the kernel's generic event, not the code";
  EXPECT_EQ(text(t, 1, "state"), "absent: no room");
  EXPECT_EQ(text(t, 2, "name"), "") << "the vocabulary lacks it";
  EXPECT_EQ(text(t, 2, "metric"), "amd64_fam19h_zen4::LS_DISPATCH");
}

TEST(CounterTable, WhatCountedInNoStageIsAbsentWithTheReason) {
  using enum results::CounterState;
  results::Recording r;
  for (const char* const metric : {"cycles", "slots", "flops", "dtlb_walks"})
    r.counters.push_back(
        {metric, metric, results::CounterScope::user_kernel, results::CounterTier::hardware, ""});
  r.readings = {{0, 0, std::nullopt, 5, 0, lost},
                {0, 1, std::nullopt, 5, 5, zeroed},
                {0, 2, std::nullopt, 0, 0, other_pass},
                {0, 3, 7, 5, 5, counted}};
  const Table t = counter_table(r);
  EXPECT_EQ(text(t, 0, "state"), "absent: another profiler or the NMI watchdog held the counters");
  EXPECT_EQ(text(t, 1, "state"),
            "absent: it read 0 and nothing shows that it counts on this machine: the hypervisor may hide it");
  EXPECT_EQ(text(t, 2, "state"), "not counted: no process opened its pass");
  EXPECT_EQ(text(t, 2, "coverage"), "");
  EXPECT_EQ(text(t, 3, "state"), "counted");
  EXPECT_EQ(text(t, 3, "coverage"), "exact");
}

TEST(CounterTable, WithoutCountersSaysSo) {
  const Table t = counter_table({});
  EXPECT_TRUE(t.rows.empty());
  EXPECT_EQ(t.notes, std::vector<std::string>{"none were asked for"});
}

std::string notes_of(const Table& t) {
  std::string all;
  for (const std::string& note : t.notes) all += note + "\n";
  return all;
}

TEST(CounterTable, WhatAQuotaStoppedIsNoWaitForOthers) {
  results::Recording r;
  r.stages.resize(2);
  for (results::Stage& stage : r.stages) {
    stage.workers = 2;
    stage.duration_ns = 500;
  }
  r.stages[0].run_queue_wait_ns = 500;
  r.stages[0].throttled_ns = 400;
  EXPECT_NE(notes_of(counter_table(r))
                .find("waited for a CPU 10.00 % of the stages' time while others had it, and "
                      "40.00 % by their CPU quota"),
            std::string::npos)
      << notes_of(counter_table(r));
  r.stages[0].throttled_ns.reset();
  EXPECT_NE(notes_of(counter_table(r)).find("50.00 % of the stages' time while others had it."),
            std::string::npos);
  r.stages[0].run_queue_wait_ns.reset();
  EXPECT_EQ(notes_of(counter_table(r)).find("waited"), std::string::npos) << "not known is not 0";
}

TEST(CounterTable, SaysWhatTopDownLacksAndWhy) {
  results::Recording r;
  EXPECT_EQ(top_down_gap(r), "") << "no counter was asked for";
  r.header.microarchitecture = "Skylake-SP";
  for (const char* const metric :
       {"cycles", "instructions", "frontend_slots", "issued_ops", "retired_ops", "recovery_cycles"})
    r.counters.push_back(
        {metric, metric, results::CounterScope::user_kernel, results::CounterTier::hardware, ""});
  EXPECT_NE(top_down_gap(r).find("without cpi_"), std::string::npos) << top_down_gap(r);
  EXPECT_NE(top_down_gap(r).find("cpi_memory"), std::string::npos) << top_down_gap(r);
  EXPECT_NE(top_down_gap(r).find("--multiplex"), std::string::npos) << top_down_gap(r);
  EXPECT_NE(notes_of(counter_table(r)).find(top_down_gap(r)), std::string::npos);
  r.counters[3].absent_because = "the hypervisor hides it";
  EXPECT_EQ(top_down_gap(r), "No top-down: issued_ops: the hypervisor hides it.");
  r.header.microarchitecture = "Zen 1";
  EXPECT_NE(top_down_gap(r).find("there are no top-down formulas for Zen 1"), std::string::npos)
      << top_down_gap(r);
}

}  // namespace
}  // namespace crossfade::analysis
