#include "collector/counters/event_group.h"

#include <gtest/gtest.h>

#include "collector/counters/event_catalogue.h"
#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using results::CounterState;

constexpr auto cycles = PERF_COUNT_HW_CPU_CYCLES;

std::vector<EventReading> count_once(FakePerf& perf, EventGroup& group, std::size_t events) {
  std::vector<EventReading> readings(events);
  group.start();
  perf.run();
  group.stop(readings);
  return readings;
}

TEST(EventGroup, CountsBetweenStartAndStopOnly) {
  FakePerf perf;
  perf.counts[FakePerf::hardware(cycles)] = 5000;
  EventGroup group(perf, generic_events());
  count_once(perf, group, 5);
  perf.run();  // nobody counts now
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0], (EventReading{5000, 1'000'000, 1'000'000, CounterState::counted}));
  EXPECT_EQ(readings[1].total, 1000U);
}

TEST(EventGroup, ValuesAreMatchedByIdNotByPosition) {
  FakePerf perf;
  perf.reverse_order = true;
  perf.counts[FakePerf::hardware(cycles)] = 5000;
  perf.counts[FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)] = 3;
  EventGroup group(perf, generic_events());
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0].total, 5000U);
  EXPECT_EQ(readings[4].total, 3U);
}

TEST(EventGroup, AnOlderKernelIsAskedAgainInItsOwnSize) {
  FakePerf perf;
  perf.known_size = PERF_ATTR_SIZE_VER3;
  EventGroup group(perf, generic_events());
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(group.error_of(i), 0) << i;
  EXPECT_EQ(perf.opened().front().size, static_cast<std::uint32_t>(PERF_ATTR_SIZE_VER3));
  perf.errors[FakePerf::hardware(cycles)] = E2BIG;  // and says no size: asking again would not help
  perf.known_size.reset();
  const EventGroup refused(perf, generic_events());
  EXPECT_EQ(refused.error_of(0), E2BIG);
}

TEST(EventGroup, MultiplexedCountsStayRawWithTheirTimes) {
  FakePerf perf;
  perf.running_ns = 250'000;
  EventGroup group(perf, generic_events());
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0], (EventReading{1000, 1'000'000, 250'000, CounterState::counted}));
}

TEST(EventGroup, AGroupThatNeverRanIsLost) {
  FakePerf perf;
  perf.running_ns = 0;
  perf.default_count = 0;
  EventGroup group(perf, generic_events());
  for (const auto& reading : count_once(perf, group, 5)) {
    EXPECT_EQ(reading.total, std::nullopt);
    EXPECT_EQ(reading.state, CounterState::lost);
    EXPECT_EQ(reading.enabled_ns, 1'000'000U);
  }
}

TEST(EventGroup, AnEndOfFileOrAReadErrorIsLost) {
  for (const long answer : {0L, -static_cast<long>(EIO)}) {
    FakePerf perf;
    EventGroup group(perf, generic_events());
    std::vector<EventReading> readings(5);
    group.start();
    perf.run();
    perf.read_result = answer;
    group.stop(readings);
    EXPECT_EQ(readings[0].state, CounterState::lost) << answer;
    EXPECT_EQ(readings[0].total, std::nullopt);
    EXPECT_EQ(readings[0].loss, answer == 0 ? Loss{LostBy::another} : (Loss{LostBy::an_error, EIO}));
  }
}

TEST(EventGroup, APinnedGroupThatAnotherPushesOffIsLostAndTriedAgain) {
  FakePerf perf;
  perf.general = 5;
  EventGroup group(perf, generic_events(), Scheduled::pinned);
  EXPECT_TRUE(perf.opened()[0].pinned);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_FALSE(perf.opened()[i].pinned) << "the kernel refuses that";
  EXPECT_EQ(count_once(perf, group, 5)[0].total, 1000U);
  perf.taken = 1;
  const auto lost = count_once(perf, group, 5);
  EXPECT_EQ(lost[0].state, CounterState::lost);
  EXPECT_EQ(lost[0].total, std::nullopt) << "not the part that was counted";
  EXPECT_EQ(lost[0].loss, Loss{LostBy::another});
  perf.taken = 0;
  EXPECT_EQ(count_once(perf, group, 5)[0].total, 1000U) << "the next interval counts again";
}

TEST(EventGroup, ZeroIsZeroedOnlyWhereZeroCannotBe) {
  FakePerf perf;
  perf.default_count = 0;
  EventGroup hardware(perf, generic_events());
  EXPECT_EQ(count_once(perf, hardware, 5)[0].state, CounterState::zeroed);
  EXPECT_EQ(count_once(perf, hardware, 5)[0].total, std::nullopt);
  EventGroup software(perf, software_events());
  const auto readings = count_once(perf, software, 5);
  EXPECT_EQ(readings[1].state, CounterState::counted) << "a thread may well have no context switch";
  EXPECT_EQ(readings[1].total, 0U);
}

TEST(EventGroup, AWorkerWhoseWorkFitsIntoTheCachesHasNoMisses) {
  for (const char* const cpu : {"Zen 1", "Zen 4", "Ice Lake-SP"}) {
    FakePerf perf;
    const std::vector<CounterEvent> usual = hardware_events(cpu);  // as tried before: all of them counted
    for (const CounterEvent& event : usual) {
      if (event.metric.ends_with("_misses") || event.metric == "dram_fills")
        perf.counts[FakePerf::raw(event.config)] = 0;
    }
    EventGroup group(perf, usual);
    const auto readings = count_once(perf, group, usual.size());
    std::vector<std::uint64_t> sampled(usual.size());
    group.start();
    perf.run();
    group.sample(sampled);
    for (std::size_t i = 0; i < usual.size(); ++i) {
      const std::uint64_t expected = perf.counts.contains(FakePerf::raw(usual[i].config)) ? 0 : 1000;
      EXPECT_EQ(readings[i].total, expected) << cpu << ": " << usual[i].metric;
      EXPECT_EQ(readings[i].state, CounterState::counted) << cpu << ": " << usual[i].metric;
      EXPECT_EQ(sampled[i], expected) << cpu << ": " << usual[i].metric;
    }
  }
}

TEST(EventGroup, AZeroInDoubtIsNoCountUntilSomethingWasCounted) {
  FakePerf perf;
  CounterEvent event{.metric = "machine_clears", .raw_event = "c", .type = PERF_TYPE_RAW, .config = 0x96};
  event.zero_is_doubtful = true;
  EventGroup group(perf, {event});
  perf.default_count = 0;
  EXPECT_EQ(count_once(perf, group, 1)[0].state, CounterState::zeroed);
  EXPECT_EQ(count_once(perf, group, 1)[0].total, std::nullopt);
  EXPECT_TRUE(count_once(perf, group, 1)[0].may_be_zero);
  perf.default_count = 3;
  EXPECT_EQ(count_once(perf, group, 1)[0].total, 3U);
  perf.default_count = 0;
  EXPECT_EQ(count_once(perf, group, 1)[0].total, 0U) << "it counts here, so there was none";
  EXPECT_EQ(count_once(perf, group, 1)[0].state, CounterState::counted);
}

TEST(EventGroup, WithoutPermissionForTheKernelItCountsUserSpace) {
  FakePerf perf;
  perf.kernel_forbidden = true;
  EventGroup group(perf, generic_events());
  EXPECT_EQ(group.scope(), results::CounterScope::user);
  for (const auto& attributes : perf.opened()) EXPECT_EQ(attributes.exclude_kernel, 1U);
  EXPECT_EQ(count_once(perf, group, 5)[0].state, CounterState::counted);
}

TEST(EventGroup, CountsThisGuestAndNeverItsHypervisor) {
  FakePerf perf;
  const EventGroup hardware(perf, generic_events()), software(perf, software_events());
  ASSERT_EQ(perf.opened().size(), generic_events().size() + software_events().size());
  for (const auto& attributes : perf.opened()) {
    EXPECT_EQ(attributes.exclude_hv, 1U);
    EXPECT_EQ(attributes.exclude_kernel, 0U) << "the kernel works for the request too";
  }
}

TEST(EventGroup, CountsACpuWhateverRunsThere) {
  FakePerf perf;
  perf.beside = 70;
  EventGroup group(perf, generic_events(), Scheduled::pinned, 3);
  EXPECT_EQ(perf.opened_for(), std::vector<int>(5, 3));
  EXPECT_EQ(group.scope(), results::CounterScope::cpu);
  EXPECT_EQ(count_once(perf, group, 5)[0].total, 1070U);
  const EventGroup of_thread(perf, generic_events());
  EXPECT_EQ(perf.opened_for().back(), calling_thread);
}

TEST(EventGroup, OfACpuItIsUserAndKernelOrNothing) {
  FakePerf perf;
  perf.cpus_forbidden = true;
  const EventGroup group(perf, generic_events(), Scheduled::pinned, 3);
  EXPECT_EQ(group.error_of(0), EACCES);
  EXPECT_EQ(group.scope(), results::CounterScope::cpu) << "user space alone was not tried";
}

TEST(EventGroup, WhatIsTakenOutOfTheGroupIsLostAndNotZero) {
  FakePerf perf;
  EventGroup group(perf, generic_events(), Scheduled::pinned, 3);
  std::vector<EventReading> readings(5);
  group.start();
  perf.run();
  perf.detached = {FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)};
  group.stop(readings);
  for (const auto& reading : readings) {
    EXPECT_EQ(reading.state, CounterState::lost);
    EXPECT_EQ(reading.total, std::nullopt);
    EXPECT_EQ(reading.loss, Loss{LostBy::a_group_too_small}) << "nobody took it";
  }
}

TEST(EventGroup, WhatWasFirstIsHowItWasLost) {
  FakePerf perf;
  EventGroup group(perf, generic_events());
  std::vector<EventReading> readings(5);
  std::vector<std::uint64_t> counts(5);
  group.start();
  perf.run();
  perf.read_result = -EIO;
  group.sample(counts);
  perf.read_result = 1;
  group.stop(readings);
  EXPECT_EQ(readings[0].loss, (Loss{LostBy::an_error, EIO}));
  EXPECT_EQ(count_once(perf, group, 5)[0].loss, Loss{}) << "it is tried again";
}

TEST(EventGroup, EveryLossSaysWhatHappenedAndWhatToDo) {
  EXPECT_EQ(to_text(Loss{}), "");
  EXPECT_NE(to_text({LostBy::another}).find("nmi_watchdog"), std::string::npos);
  EXPECT_NE(to_text({LostBy::never_scheduled}).find("never on the CPU"), std::string::npos);
  EXPECT_NE(to_text({LostBy::a_group_too_small}).find("goes offline"), std::string::npos);
  EXPECT_NE(to_text({LostBy::an_error, EIO}).find("dmesg"), std::string::npos);
  for (const LostBy by : {LostBy::a_group_too_small, LostBy::an_error})
    EXPECT_EQ(to_text({by, EIO}).find("profiler"), std::string::npos) << "nobody is to blame";
}

TEST(EventGroup, WhatTakesNoExclusionsIsAskedForNone) {
  FakePerf perf;
  perf.without_exclusions = 10;
  const CounterEvent tsc{.metric = "tsc_ticks",
                         .raw_event = "msr/tsc/",
                         .type = 10,
                         .tier = results::CounterTier::msr,
                         .takes_exclusions = false};
  const EventGroup group(perf, {tsc});
  EXPECT_EQ(group.error_of(0), 0);
  EXPECT_EQ(group.scope(), results::CounterScope::user_kernel);
  FakePerf strict;
  strict.without_exclusions = 10;
  strict.kernel_forbidden = true;
  const EventGroup refused(strict, {tsc});
  EXPECT_EQ(refused.error_of(0), EACCES) << "and not the EINVAL of a second try without the kernel";
  EXPECT_EQ(refused.scope(), results::CounterScope::user_kernel);
}

TEST(EventGroup, ARefusedLeaderIsReplacedByTheNext) {
  FakePerf perf;
  perf.errors[FakePerf::hardware(cycles)] = ENOENT;
  EventGroup group(perf, generic_events());
  EXPECT_EQ(group.error_of(0), ENOENT);
  EXPECT_EQ(group.error_of(1), 0);
  EXPECT_EQ(perf.opened().front().disabled, 1U);
  EXPECT_EQ(perf.opened().back().disabled, 0U);
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0].state, CounterState::denied);
  EXPECT_EQ(readings[0].total, std::nullopt);
  EXPECT_EQ(readings[1].total, 1000U);
}

TEST(EventGroup, WhatDoesNotFitIsLeftOutAndTheRestCounts) {
  FakePerf perf;
  perf.errors[FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)] = EINVAL;
  EventGroup group(perf, generic_events());
  EXPECT_EQ(group.error_of(4), EINVAL);
  EXPECT_EQ(count_once(perf, group, 5)[3].state, CounterState::counted);
}

TEST(EventGroup, AGroupWithNothingInItCountsNothing) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  EventGroup group(perf, generic_events());
  for (const auto& reading : count_once(perf, group, 5)) EXPECT_EQ(reading, EventReading{});
}

TEST(EventGroup, ADroppedEventIsDeniedAndItsGroupGoesOn) {
  FakePerf perf;
  EventGroup group(perf, generic_events());
  group.drop(0);
  const auto readings = count_once(perf, group, 5);
  EXPECT_EQ(readings[0].state, CounterState::denied);
  EXPECT_EQ(readings[1].total, 1000U);
}

TEST(EventGroup, ClosesEveryDescriptor) {
  FakePerf perf;
  {
    const EventGroup group(perf, generic_events());
    EXPECT_EQ(perf.open_descriptors(), 5U);
  }
  EXPECT_EQ(perf.open_descriptors(), 0U);
}

}  // namespace
}  // namespace crossfade::collector
