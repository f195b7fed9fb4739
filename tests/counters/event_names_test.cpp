// Names as a user gives them, against the tables of CPUs that this machine need not have.
#include "collector/counters/event_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/perf_event.h>

#include <cstdlib>
#include <sstream>

#include "collector/counters/event_mistake.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

/// Encodes events also of PMUs that this machine does not have; read when the library starts.
const int encode_inactive = ::setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);

CounterEvent found(const std::string& name, std::string_view microarchitecture) {
  EXPECT_EQ(encode_inactive, 0);
  const auto event = find_event(name, microarchitecture);
  EXPECT_TRUE(event) << results::to_line(event.error());
  return event ? *event : CounterEvent{};
}

results::Error refusal(const std::string& name, std::string_view microarchitecture) {
  const auto event = find_event(name, microarchitecture);
  EXPECT_FALSE(event) << name;
  if (event) return {};
  EXPECT_EQ(event.error().kind, results::ErrorKind::usage);
  EXPECT_EQ(event.error().where, "--event " + name);
  EXPECT_FALSE(event.error().remedy.empty());
  return event.error();
}

TEST(EventNames, AMetricOfThisCpuIsItsCode) {
  const CounterEvent event = found("dtlb_walks", "Zen 5");
  EXPECT_EQ(event.metric, "dtlb_walks");
  EXPECT_EQ(event.type, static_cast<std::uint32_t>(PERF_TYPE_RAW));
  EXPECT_EQ(event.config, 0xf045U);
  EXPECT_EQ(recorded_name(event), "ls_l1_d_tlb_miss.all_l2_miss (0xf045)");
  EXPECT_FALSE(event.never_zero) << "there may be none of it";
  EXPECT_EQ(event.tier, results::CounterTier::hardware);
}

TEST(EventNames, AnEventOfLibpfmThatHasACodeIsThatMetric) {
  const CounterEvent event = found("amd64_fam19h_zen4::RETIRED_OPS", "Zen 4");
  EXPECT_EQ(event.metric, "retired_ops");
  EXPECT_EQ(event.config, 0xc1U);
  EXPECT_EQ(recorded_name(event), "amd64_fam19h_zen4::RETIRED_OPS (0xc1)");
}

TEST(EventNames, NoneOfWhatAlwaysHappensIsNotACountOfZero) {
  for (const char* const name : {"branches", "retired_ops", "amd64_fam19h_zen4::RETIRED_OPS"})
    EXPECT_TRUE(found(name, "Zen 4").never_zero) << name;
  for (const char* const name : {"machine_clears", "branch_misses", "perf::L1-DCACHE-LOADS"})
    EXPECT_FALSE(found(name, "Zen 4").never_zero) << name;
}

TEST(EventNames, AnEventWithoutACodeKeepsItsName) {
  const CounterEvent event = found("amd64_fam19h_zen4::RETIRED_FAR_CONTROL_TRANSFERS", "Zen 4");
  EXPECT_EQ(event.metric, "amd64_fam19h_zen4::RETIRED_FAR_CONTROL_TRANSFERS");
  EXPECT_EQ(event.config, 0xc6U);
  const CounterEvent generic = found("perf::L1-DCACHE-LOADS", "Zen 4");
  EXPECT_EQ(generic.type, static_cast<std::uint32_t>(PERF_TYPE_HW_CACHE));
  EXPECT_EQ(recorded_name(generic), "perf::L1-DCACHE-LOADS");
}

TEST(EventNames, WhatTheKernelCountsInEveryRunIsThere) {
  for (const char* const name : {"task-clock", "perf::TASK-CLOCK", "task_clock"}) {
    EXPECT_EQ(found(name, "Zen 4").metric, "task_clock");
    EXPECT_EQ(found(name, "Zen 4").tier, results::CounterTier::software);
  }
  EXPECT_EQ(named_events(std::vector<std::string>{"task-clock"}, "Zen 4")->size(),
            unnamed_events("Zen 4").size())
      << "no second time among the hardware events";
  EXPECT_THAT(refusal("perf::PAGE-FAULTS", "Zen 4").why, HasSubstr("task_clock"));
  EXPECT_THAT(refusal("tsk_clock", "Zen 4").remedy, HasSubstr("task_clock"));
}

TEST(EventNames, OfACpuWithoutCodesThoseByHandAreCountedAndNoOthers) {
  EXPECT_TRUE(unnamed_events("").empty());
  const std::vector<std::string> names{"perf_raw::r4321", "perf::cycles", "perf::instructions"};
  const auto events = named_events(names, "");
  ASSERT_TRUE(events) << events.error().why;
  ASSERT_EQ(events->size(), names.size());
  EXPECT_EQ((*events)[0].type, static_cast<std::uint32_t>(PERF_TYPE_RAW));
  EXPECT_EQ((*events)[0].config, 0x4321U);
  EXPECT_EQ((*events)[1].type, static_cast<std::uint32_t>(PERF_TYPE_HARDWARE));
  EXPECT_EQ((*events)[1].metric, "cycles") << "what the kernel calls so is the metric, and gives ratios";
  EXPECT_EQ((*events)[2].metric, "instructions");
}

TEST(EventNames, OfAnUnknownNameTheNearestAreOffered) {
  const results::Error event = refusal("amd64_fam19h_zen4::RETIRED_OPSS", "Zen 4");
  EXPECT_THAT(event.remedy, HasSubstr("near it are: amd64_fam19h_zen4::RETIRED_OPS"));
  EXPECT_THAT(refusal("dtlb_walk", "Zen 4").remedy, HasSubstr("dtlb_walks"));
  EXPECT_THAT(refusal("spr::TOPDOWN:SLOTS_Q", "Sapphire Rapids").remedy, HasSubstr("spr::TOPDOWN:SLOTS_P"));
  EXPECT_THAT(refusal("qqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "Zen 4").remedy, HasSubstr("show --counters"));
  EXPECT_THAT(refusal("perf::cache-misse", "Zen 4").remedy, HasSubstr("perf::CACHE-MISSES"));
  EXPECT_THAT(refusal("cache-misse", "Zen 4").remedy, HasSubstr("CACHE-MISSES"));
  EXPECT_THAT(refusal("dtlb_walks", "").why, HasSubstr("this CPU"));
  EXPECT_THAT(refusal("", "Zen 4").why, ::testing::Not(::testing::IsEmpty()));
}

TEST(EventNames, OfTheVendorsNameOfACodeTheMetricIsOffered) {
  const results::Error event = refusal("ex_ret_instr", "Zen 5");
  EXPECT_THAT(event.why, HasSubstr("the vendor's name of what is called instructions here"));
  EXPECT_EQ(event.remedy, "--event instructions");
}

TEST(EventNames, WhatLibpfmEncodesWronglyIsNotCounted) {
  // libpfm4 may have mended it: then it is what our table says.
  const auto event = find_event("spr::TOPDOWN:BACKEND_BOUND_SLOTS", "Sapphire Rapids");
  if (event) {
    EXPECT_EQ(event->config, 0x2a4U);
    return;
  }
  EXPECT_THAT(event.error().why, HasSubstr("encodes it wrongly, as 0x200"));
  EXPECT_THAT(event.error().remedy, HasSubstr("--event backend_slots"));
  EXPECT_EQ(found("backend_slots", "Sapphire Rapids").config, 0x2a4U);
}

TEST(EventNames, AModifierDoesNotMendWhatLibpfmEncodesWrongly) {
  for (const char* const modifier : {":c=1", ":i=1:c=2", ":e=1:c=1"}) {
    for (const auto& [pmu, cpu] : {std::pair{"icx", "Ice Lake-SP"}, std::pair{"spr", "Sapphire Rapids"}}) {
      const std::string name = std::string(pmu) + "::TOPDOWN:BACKEND_BOUND_SLOTS" + modifier;
      const auto event = find_event(name, cpu);
      if (event) {
        EXPECT_EQ(event->config & 0xffff, 0x2a4U) << name;
      } else {
        EXPECT_THAT(event.error().why, HasSubstr("encodes it wrongly")) << name;
      }
    }
  }
}

TEST(EventNames, ClockCountersAreCountedAutomatically) {
  for (const char* const name : {"aperf_cycles", "mperf_cycles", "tsc_ticks"}) {
    EXPECT_THAT(refusal(name, "Zen 4").why, HasSubstr("counted automatically")) << name;
    EXPECT_THAT(refusal(name, "").remedy, HasSubstr("leave it out")) << name;
  }
}

TEST(EventNames, ARawCodeIsNamedByHandWhateverTheCpu) {
  for (const char* const cpu : {"", "Zen 4"}) {
    const CounterEvent event = found("perf_raw::r4321", cpu);
    EXPECT_EQ(event.type, static_cast<std::uint32_t>(PERF_TYPE_RAW)) << cpu;
    EXPECT_EQ(event.config, 0x4321U) << cpu;
  }
}

TEST(EventNames, WhatNoThreadCountsForItselfIsRefused) {
  EXPECT_THAT(refusal("amd64_fam19h_zen4::RETIRED_OPS:u", "Zen 4").why, HasSubstr("always counted together"));
  EXPECT_THAT(refusal("fixed_retiring_slots", "Sapphire Rapids").why, HasSubstr("PERF_METRICS"));
  EXPECT_THAT(refusal("fixed_retiring_slots", "Sapphire Rapids").remedy, HasSubstr("leave --event out"));
}

TEST(EventNames, OfAMetricThatFollowsFromEventsTheEventsAreOffered) {
  for (const char* const name : {"ipc", "IPC", "instructions per cycle"}) {
    EXPECT_THAT(refusal(name, "Zen 4").why, HasSubstr("instructions / cycles")) << name;
    EXPECT_THAT(refusal(name, "Zen 4").remedy, HasSubstr("leave it out")) << name;
    EXPECT_THAT(refusal(name, "").remedy, HasSubstr("--event perf::instructions --event perf::cycles"));
  }
  EXPECT_THAT(refusal("branch_misses_per_ki", "Zen 4").remedy, HasSubstr("type --event branch_misses"));
  EXPECT_THAT(refusal("dtlb_walks_per_ki", "Skylake-SP").remedy,
              HasSubstr("--event dtlb_load_walks --event dtlb_store_walks"));
  EXPECT_THAT(refusal("machine_clears_per_ki", "Zen 2").why, HasSubstr("has no event for that"));
  EXPECT_THAT(refusal("cpi_memory", "Zen 4").remedy, HasSubstr("leave --event out"));
  EXPECT_THAT(refusal("latency_p99", "Zen 4").why, HasSubstr("without the CPU's counters"));
  EXPECT_THAT(refusal("overlap_share", "Zen 4").why, HasSubstr("without the CPU's counters"));
  EXPECT_THAT(refusal("Branch_Misses", "Zen 4").remedy, HasSubstr("type --event branch_misses"));
}

TEST(EventNames, OfAnotherCpusEventTheSameOneOfThisCpuIsOffered) {
  EXPECT_THAT(mistake_of_another_cpu("skx::BR_MISP_RETIRED:ALL_BRANCHES", "Zen 4", "").remedy,
              HasSubstr("type --event branch_misses, which is it on Zen 4 (as ex_ret_brn_misp)"));
  for (const EventMistake& mistake :
       {mistake_of_another_cpu("skx::BACLEARS:ANY", "Zen 4", "it is known as zen"),
        *mistake_in("fixed_slots", "Zen 4")}) {
    EXPECT_THAT(mistake.remedy, HasSubstr("--event branch_misses"));
    EXPECT_THAT(mistake.remedy, HasSubstr("the table of Zen 4"));
  }
  EXPECT_THAT(mistake_in("fixed_slots", "Zen 4")->why, HasSubstr("Sapphire Rapids"));
}

TEST(EventNames, AListIsTakenApart) {
  EXPECT_EQ(refusal("branch_misses,dtlb_walks", "Zen 4").remedy,
            "type --event branch_misses --event dtlb_walks");
  const results::Error half = refusal("branch_misses,ipc", "Zen 4");
  EXPECT_THAT(half.remedy, HasSubstr("type --event branch_misses; for \"ipc\" leave it out"));
  EXPECT_THAT(half.why, HasSubstr("instructions / cycles"));
  EXPECT_THAT(refusal("a,b", "Zen 4").remedy, HasSubstr("give each event an option of its own"));
}

TEST(EventNames, OfACodeThatCannotBeReadItSaysHowCodesAreWritten) {
  for (const char* const name : {"rZZ", "rzz", "r1g", "perf_raw::rZZ", "perf_raw::"}) {
    EXPECT_THAT(refusal(name, "Zen 4").why, HasSubstr("no raw code")) << name;
    EXPECT_THAT(refusal(name, "Zen 4").remedy, HasSubstr("--event perf_raw::r13c is event 0x3c")) << name;
  }
  EXPECT_EQ(refusal("0x13c", "Zen 4").remedy, "type --event perf_raw::r13c");
  EXPECT_EQ(refusal("cpu/event=0x3c,umask=0x1/", "Zen 4").remedy, "type --event perf_raw::r13c");
  EXPECT_EQ(refusal("cpu/event=0xa3,umask=0x14,cmask=20/u", "Zen 4").remedy,
            "type --event perf_raw::r140014a3");
  EXPECT_THAT(refusal("cpu/slots/", "Zen 4").remedy, HasSubstr("perf_raw::r13c"));
}

/// Whatever is offered as "--event NAME" has to be taken where it was offered.
TEST(EventNames, WhatIsOfferedIsTaken) {
  for (const char* const cpu : {"", "Zen 4", "Zen 2", "Skylake-SP", "Sapphire Rapids"}) {
    for (const char* const name :
         {"ipc", "branch_misses_per_ki", "dtlb_walks_per_ki", "cycles_per_request", "cpi_memory", "a,b",
          "cycles,dtlb_walks", "rZZ", "0x13c", "cpu/event=0x3c,umask=0x1/", "Cycles", "fixed_slots",
          "aperf_cycles", "qqqqqqqqqqqqqqqqqqqqqqqqqqqqq"}) {
      const auto event = find_event(name, cpu);
      if (event) continue;
      std::istringstream words(event.error().remedy);
      for (std::string word; words >> word;) {
        if (word != "--event" && word != "(--event") continue;
        words >> word;
        while (!word.empty() &&
               (word.back() == ',' || word.back() == ';' || word.back() == ':' || word.back() == ')'))
          word.pop_back();
        if (word == "out") continue;
        EXPECT_TRUE(find_event(word, cpu)) << name << " on " << cpu << ": " << event.error().remedy;
      }
    }
  }
}

TEST(EventNames, StandBehindCyclesAndInstructionsAndAreThereOnce) {
  const std::vector<std::string> names{"retired_ops", "cycles", "amd64_fam19h_zen4::RETIRED_OPS",
                                       "dtlb_walks"};
  const auto events = named_events(names, "Zen 4");
  ASSERT_TRUE(events);
  std::vector<std::string> metrics;
  for (const CounterEvent& event : *events) metrics.push_back(event.metric);
  EXPECT_EQ(metrics, (std::vector<std::string>{"cycles", "instructions", "retired_ops", "dtlb_walks"}));
  const std::vector<std::string> wrong{"retired_ops", "no_such_event"};
  EXPECT_FALSE(named_events(wrong, "Zen 4"));
  EXPECT_EQ(named_events({}, "Zen 4")->size(), 2U);
}

}  // namespace
}  // namespace crossfade::collector
