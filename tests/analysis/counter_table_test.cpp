#include "analysis/report/counter_table.h"

#include <gtest/gtest.h>

#include "analysis/report/derived_counter_table.h"
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
  EXPECT_EQ(text(t, 0, "state"),
            "counted; not in 1 of 2 stages: it was lost, and the recording does not say how");
  EXPECT_EQ(text(t, 0, "coverage"), "exact") << "of the stage that counted it";
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
  EXPECT_EQ(text(t, 0, "state"), "absent: it was lost, and the recording does not say how");
  EXPECT_EQ(text(t, 1, "state"),
            "absent: it read 0 and nothing shows that it counts on this machine: the hypervisor may hide it");
  EXPECT_EQ(text(t, 2, "state"), "not counted: no process opened its pass");
  EXPECT_EQ(text(t, 2, "coverage"), "");
  EXPECT_EQ(text(t, 3, "state"), "counted");
  EXPECT_EQ(text(t, 3, "coverage"), "exact");
  r.absences.push_back({"counters of a stage", "the kernel took the group apart"});
  EXPECT_EQ(text(counter_table(r), 0, "state"), "absent: the kernel took the group apart");
}

constexpr auto long_reason = "this machine shows its guests no hardware counters, and says so at length";

/// Nothing of hardware counted, nor one of the clock counters.
results::Recording without_pmu() {
  using enum results::CounterState;
  results::Recording r;
  r.header.microarchitecture = "Zen 4";
  for (const char* const metric : {"cycles", "instructions", "branch_misses"})
    r.counters.push_back(
        {metric, metric, results::CounterScope::user, results::CounterTier::hardware, long_reason});
  r.counters.push_back({"aperf_cycles", "msr/aperf/", results::CounterScope::user_kernel,
                        results::CounterTier::msr, "the hypervisor does not show it"});
  r.counters.push_back({"task_clock", "PERF_COUNT_SW_TASK_CLOCK", results::CounterScope::user_kernel,
                        results::CounterTier::software, ""});
  r.counters.push_back({"context_switches", "PERF_COUNT_SW_CONTEXT_SWITCHES",
                        results::CounterScope::user_kernel, results::CounterTier::software, ""});
  r.readings = {{0, 4, 7, 5, 5, counted}, {0, 5, 7, 5, 5, counted}};
  r.environment = {{"pmu.counters", "", long_reason}};
  r.stages.resize(1);
  r.stages[0].effective_clock_hz = 3e9;
  return r;
}

TEST(CounterTable, EachReasonIsSaidOnceForPeopleAndInEachRowForMachines) {
  const Table t = counter_table(without_pmu());
  std::size_t said = 0;
  for (const std::string& note : t.notes) said += note.find(long_reason) != std::string::npos ? 1U : 0U;
  EXPECT_EQ(said, 1U);
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(text(t, row, "short_state"), "absent: a");
    EXPECT_EQ(text(t, row, "state"), std::string("absent: ") + long_reason);
  }
  EXPECT_EQ(text(t, 3, "short_state"), "absent: b");
  EXPECT_EQ(text(t, 4, "short_state"), "counted");
  for (const Column& column : t.columns) {
    if (column.id == "state") {
      EXPECT_TRUE(column.data_only);
    }
    if (column.id == "short_state") {
      EXPECT_FALSE(column.data_only);
    }
  }
}

TEST(CounterTable, WhatIsAbsentHasNoCoverage) {
  const Table t = counter_table(without_pmu());
  for (std::size_t row = 0; row < 4; ++row) EXPECT_EQ(text(t, row, "coverage"), "none") << row;
  EXPECT_EQ(text(t, 4, "coverage"), "exact");
}

TEST(CounterTable, HasWhatWasFoundOutByTrying) {
  results::Recording r = without_pmu();
  Table t = counter_table(r);
  ASSERT_EQ(t.rows.size(), 8U);
  EXPECT_EQ(text(t, 6, "metric"), "counters_at_once");
  EXPECT_EQ(text(t, 6, "tier"), "probe");
  EXPECT_EQ(text(t, 6, "short_state"), "absent: a") << "for the same reason";
  EXPECT_EQ(text(t, 6, "coverage"), "none");
  EXPECT_EQ(text(t, 7, "metric"), "effective_clock");
  EXPECT_EQ(text(t, 7, "tier"), "probe");
  EXPECT_EQ(text(t, 7, "stages"), "1");
  EXPECT_EQ(text(t, 7, "unit"), "Hz");
  r.environment = {{"pmu.counters", "6 general", ""}};
  t = counter_table(r);
  EXPECT_EQ(text(t, 6, "state"), "6 general");
  EXPECT_EQ(text(t, 6, "short_state"), "6 general");
}

TEST(DerivedCounterTable, HasTheWorstCoverageAndTheTiersOfItsInputs) {
  using enum results::CounterState;
  results::Recording r = without_pmu();
  const auto row_of = [](const Table& t, const std::string& metric) {
    for (std::size_t row = 0; row < t.rows.size(); ++row) {
      if (text(t, row, "metric") == metric) return row;
    }
    ADD_FAILURE() << "no row " << metric;
    return std::size_t{0};
  };
  Table t = derived_counter_table(r);
  const std::size_t ipc = row_of(t, "ipc");
  EXPECT_EQ(text(t, ipc, "coverage"), "none");
  EXPECT_EQ(text(t, ipc, "tier"), "hardware");
  EXPECT_EQ(text(t, ipc, "state"), "absent: without instructions, cycles");
  EXPECT_EQ(text(t, ipc, "formula"), "instructions / cycles");
  EXPECT_EQ(text(t, row_of(t, "context_switches_per_request"), "coverage"), "exact");
  EXPECT_EQ(text(t, row_of(t, "context_switches_per_request"), "tier"), "software");
  for (const auto& row : t.rows) EXPECT_NE(row[0].text, "overlap_share") << "nothing of it was asked for";

  for (std::size_t i = 0; i < 4; ++i) r.counters[i].absent_because.clear();
  r.readings = {{0, 0, 7, 100, 50, counted},
                {0, 1, 7, 5, 5, counted},
                {0, 3, 7, 5, 5, counted},
                {0, 4, 7, 5, 5, counted}};
  t = derived_counter_table(r);
  EXPECT_EQ(text(t, row_of(t, "ipc"), "coverage"), "poor") << "cycles had half of the time";
  EXPECT_EQ(text(t, row_of(t, "counted_clock"), "tier"), "hardware, software");
  r.counters[0].absent_because = "hidden";
  r.readings.erase(r.readings.begin());
  t = derived_counter_table(r);
  EXPECT_EQ(text(t, row_of(t, "counted_clock"), "tier"), "msr, software") << "the way whose inputs count";
  EXPECT_EQ(text(t, row_of(t, "counted_clock"), "coverage"), "exact");
  EXPECT_TRUE(derived_counter_table({}).rows.empty());
}

TEST(DerivedCounterTable, SaysWhatTheEnginesLooksWere) {
  results::Recording r;
  r.counters = {{"instructions", "instructions", results::CounterScope::user_kernel,
                 results::CounterTier::hardware, ""}};
  r.stages.resize(2);
  r.readings = {{0, 0, 900'000'000, 1, 1, results::CounterState::counted},
                {1, 0, 100'000'000, 1, 1, results::CounterState::counted}};
  const auto said = [&] {
    std::string all;
    for (const std::string& note : derived_counter_table(r).notes) all += note + "\n";
    return all;
  };
  EXPECT_EQ(said().find("looks"), std::string::npos) << "an older recording does not know them";
  r.stages[0].look_instructions = 150'000, r.stages[1].look_instructions = 50'000;
  EXPECT_NE(said().find("were 200,000 of the 1,000,000,000 instructions"), std::string::npos) << said();
  EXPECT_NE(said().find("(0.02 %)"), std::string::npos) << said();
  EXPECT_NE(said().find("taken off"), std::string::npos) << said();
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
