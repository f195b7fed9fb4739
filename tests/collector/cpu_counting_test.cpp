#include "collector/cpu_counting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/counters/event_catalogue.h"
#include "collector/run_counters.h"
#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::uint32_t> two_cpus{2, 5};

/// Whose `refused` says no to being pinned.
CpusOfMachine machine_with(std::string online, int error = 0, std::uint32_t refused = 5) {
  return {std::move(online), [=](std::uint32_t cpu) { return cpu == refused ? error : 0; }};
}

const CpusOfMachine willing = machine_with("0-7");

TEST(CpuCounting, IsTriedOnEveryCpu) {
  FakePerf perf;
  EXPECT_TRUE(check_cpu_counting(perf, "/nonexistent", willing, two_cpus));
  EXPECT_THAT(perf.opened_for(), ElementsAre(2, 5));
  EXPECT_EQ(perf.open_descriptors(), 0U);
}

TEST(CpuCounting, NeedsNoPmuToBeTried) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  EXPECT_TRUE(check_cpu_counting(perf, "/nonexistent", willing, two_cpus));
}

TEST(CpuCounting, ThatIsNotPermittedIsAnErrorWithItsRemedy) {
  FakePerf perf;
  perf.cpus_forbidden = true;
  const auto refused = check_cpu_counting(perf, "/nonexistent", willing, two_cpus);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::unavailable);
  EXPECT_EQ(refused.error().where, "--count cpu, CPU 2");
  EXPECT_THAT(refused.error().why, HasSubstr("sysctl kernel.perf_event_paranoid=0"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("leave --count cpu out"));
}

TEST(CpuCounting, ACpuThatGoesOfflineMeanwhileIsNamed) {
  FakePerf perf;
  perf.cpu_errors[5] = ENODEV;
  const auto refused = check_cpu_counting(perf, "/nonexistent", willing, two_cpus);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().why, HasSubstr("CPU 5 is offline"));
}

TEST(CpuCounting, ACpuThatIsOfflineIsToldBeforeAnythingIsOpened) {
  FakePerf perf;
  const auto refused = check_cpu_counting(perf, "/nonexistent", machine_with("0-3,6", EINVAL), two_cpus);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::unavailable);
  EXPECT_EQ(refused.error().where, "--count cpu, CPU 5");
  EXPECT_EQ(refused.error().why, "CPU 5 is offline (online are 0-3,6)");
  EXPECT_THAT(refused.error().remedy, HasSubstr("/sys/devices/system/cpu/cpu5/online"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("start a new recording"));
}

TEST(CpuCounting, ACpuThatIsKeptFromThisProcessIsNotCalledOffline) {
  FakePerf perf;
  const auto refused = check_cpu_counting(perf, "/nonexistent", machine_with("0-7", EINVAL), two_cpus);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why,
            "CPU 5 is online, but kept from this process by an affinity (taskset) or a cpuset (a container)");
  EXPECT_THAT(refused.error().remedy, HasSubstr("where CPU 5 is allowed"));
}

TEST(CpuCounting, NeedsWorkersThatCanBePinned) {
  FakePerf perf;
  const auto refused = check_cpu_counting(perf, "/nonexistent", machine_with("0-7", EPERM, 2), two_cpus);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "--count cpu, CPU 2");
  EXPECT_THAT(refused.error().why, HasSubstr("cannot be pinned to it (Operation not permitted)"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("leave --count cpu out"));
  EXPECT_TRUE(perf.opened_for().empty());
}

TEST(CpuCounting, IsTheScopeOfAllCountersOfThePlan) {
  CounterPlan plan;
  plan.counters.resize(2);
  count_cpus(plan);
  for (const results::Counter& counter : plan.counters) EXPECT_EQ(counter.scope, results::CounterScope::cpu);
}

TEST(CpuCounting, WithoutHardwareCountersItSaysWhatIsLeftOfItAndWhy) {
  CounterPlan plan;
  plan.room.none_because = "no PMU here";
  plan.passes = {generic_events()};
  EXPECT_EQ(little_of_cpus(plan),
            "--count cpu has no effect here, no hardware event is counted: no PMU here");
  plan.passes.front().push_back({.metric = "tsc_ticks", .raw_event = "t", .tier = results::CounterTier::msr});
  EXPECT_EQ(little_of_cpus(plan),
            "--count cpu is the scope of tsc_ticks alone here, no hardware event is counted: no PMU here");
  plan.passes.front().pop_back();
  plan.room.general = 4;
  EXPECT_EQ(little_of_cpus(plan), "");
}

TEST(CpuCounting, WhereNothingTakesTurnsItSaysWhy) {
  Plan plan;
  CounterRoom none;
  none.none_because = "no PMU here";
  CounterPlan counters;
  counters.passes = {generic_events()};
  EXPECT_EQ(why_no_turns(plan, none, counters), "") << "nobody asked for it";
  plan.multiplex = true;
  EXPECT_EQ(why_no_turns(plan, none, counters), "no PMU here");
  CounterRoom six;
  six.general = 6;
  EXPECT_THAT(why_no_turns(plan, six, counters), HasSubstr("at once"));
  counters.passes.push_back(generic_events());
  EXPECT_EQ(why_no_turns(plan, six, counters), "");
}

}  // namespace
}  // namespace crossfade::collector
