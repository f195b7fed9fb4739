// Clock counters of the kernel's PMU "msr": what sysfs names, and what of it is believed.
#include "collector/counters/msr_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "collector/counters/msr_self_test.h"
#include "collector/counters/self_test.h"
#include "tests/counters/fake_perf.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double unknown_hz = std::numeric_limits<double>::quiet_NaN();

/// A root with the files of /sys/bus/event_source/devices/msr.
class MsrRoot {
 public:
  explicit MsrRoot(const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files)
      root_.write("/sys/bus/event_source/devices/msr/" + name, text + "\n");
  }
  std::string path() const { return root_.path().string(); }

 private:
  testing::TemporaryRoot root_;
};

const std::map<std::string, std::string> all_three{{"type", "10"},
                                                   {"events/aperf", "event=0x01"},
                                                   {"events/mperf", "event=0x02"},
                                                   {"events/tsc", "event=0x00"},
                                                   {"events/smi", "event=0x04"}};

std::vector<CounterEvent> three_events() {
  return read_msr_events(MsrRoot(all_three).path()).events;
}

/// A core of 3 GHz whose TSC ticks at 2 GHz.
FakePerf honest() {
  FakePerf perf;
  perf.runs_by_itself = true;
  perf.without_exclusions = 10;
  perf.enabled_ns = perf.running_ns = 1'000'000;
  perf.counts = {{{10, 1}, 3'000'000}, {{10, 2}, 2'000'000}, {{10, 0}, 2'000'100}};
  return perf;
}

std::vector<std::string> verdicts(FakePerf& perf, const std::vector<CounterEvent>& events, double clock_hz) {
  EventGroup group(perf, events);
  return msr_self_test(group, events, clock_hz);
}

TEST(MsrEvents, TypeAndCodesAreTheKernelsOwn) {
  const MsrRoot root(all_three);
  const MsrEvents found = read_msr_events(root.path() + "/");
  ASSERT_EQ(found.events.size(), 3U);
  EXPECT_THAT(found.absent, IsEmpty());
  const std::vector<std::pair<std::string, std::uint64_t>> expected{
      {"aperf_cycles", 1}, {"mperf_cycles", 2}, {"tsc_ticks", 0}};
  for (std::size_t i = 0; i < 3; ++i) {
    const CounterEvent& event = found.events[i];
    EXPECT_EQ(event.metric, expected[i].first);
    EXPECT_EQ(event.config, expected[i].second);
    EXPECT_EQ(event.type, 10U);
    EXPECT_EQ(event.tier, results::CounterTier::msr);
    EXPECT_FALSE(event.takes_exclusions);
    EXPECT_TRUE(event.never_zero);
  }
  EXPECT_EQ(recorded_name(found.events[0]), "msr/aperf/");
}

TEST(MsrEvents, WhereTheHypervisorHidesTwoTheThirdIsLeft) {
  const MsrRoot root({{"type", "10"}, {"events/tsc", "event=0x00"}});
  const MsrEvents found = read_msr_events(root.path());
  ASSERT_EQ(found.events.size(), 1U);
  EXPECT_EQ(found.events[0].metric, "tsc_ticks");
  ASSERT_EQ(found.absent.size(), 2U);
  EXPECT_EQ(found.absent[0].metric, "aperf_cycles");
  EXPECT_EQ(found.absent[0].tier, results::CounterTier::msr);
  EXPECT_THAT(found.absent[0].absent_because, HasSubstr("no event msr/aperf/"));
  EXPECT_THAT(found.absent[0].absent_because, HasSubstr("aperfmperf"));
}

TEST(MsrEvents, WhatCannotBeReadIsAbsentWithTheReason) {
  const MsrEvents none = read_msr_events("/nonexistent");
  EXPECT_THAT(none.events, IsEmpty());
  ASSERT_EQ(none.absent.size(), 3U);
  EXPECT_THAT(none.absent[2].absent_because, HasSubstr("shows no PMU 'msr'"));
  const MsrRoot odd({{"type", "10"}, {"events/aperf", "umask=1"}, {"events/mperf", "event=0xzz"}});
  const MsrEvents found = read_msr_events(odd.path());
  EXPECT_THAT(found.events, IsEmpty());
  EXPECT_THAT(found.absent[0].absent_because, HasSubstr("says 'umask=1'"));
  EXPECT_THAT(found.absent[1].absent_because, HasSubstr("says 'event=0xzz'"));
  EXPECT_THAT(found.absent[2].absent_because, HasSubstr("no event msr/tsc/"));
}

TEST(MsrSelfTest, BelievesAnHonestMachine) {
  FakePerf perf = honest();
  for (const double clock_hz : {unknown_hz, 3.05e9}) {
    for (const auto& verdict : verdicts(perf, three_events(), clock_hz)) EXPECT_THAT(verdict, IsEmpty());
  }
}

TEST(MsrSelfTest, DropsMperfThatStandsStillByName) {
  FakePerf perf = honest();
  perf.counts[{10, 2}] = 0;
  const auto found = verdicts(perf, three_events(), 3e9);
  EXPECT_THAT(found[0], IsEmpty());
  EXPECT_THAT(found[1], HasSubstr("msr/mperf/ exists but never counts"));
  EXPECT_THAT(found[2], IsEmpty());
}

TEST(MsrSelfTest, DropsMperfThatIsAnotherClockThanTheTsc) {
  FakePerf perf = honest();
  perf.counts[{10, 2}] = 2'030'000;
  EXPECT_THAT(verdicts(perf, three_events(), 3e9)[1], HasSubstr("msr/mperf/ counted 2030000"));
  const std::vector<CounterEvent> without_tsc{three_events()[1]};
  EXPECT_THAT(verdicts(perf, without_tsc, 3e9)[0], IsEmpty()) << "there is nothing to hold it against";
}

TEST(MsrSelfTest, DropsAperfThatDisagreesWithTheClock) {
  FakePerf perf = honest();
  const auto found = verdicts(perf, three_events(), 3.7e9);
  EXPECT_THAT(found[0], HasSubstr("a clock of 3.00 GHz where chains of instructions run at 3.70 GHz"));
  EXPECT_THAT(found[1], IsEmpty());
}

TEST(MsrSelfTest, OneDisturbedLoopIsNoVerdict) {
  class DisturbedAtFirst final : public PerfApi {
   public:
    FakePerf fake = honest();
    int open(perf_event_attr& attributes, int cpu, int group_fd) override {
      return fake.open(attributes, cpu, group_fd);
    }
    long read(int fd, void* buffer, std::size_t bytes) override {
      fake.counts[{10, 2}] = ++reads_ <= 2 ? 1'000'000 : 2'000'000;  // the CPU was taken away for half of it
      return fake.read(fd, buffer, bytes);
    }
    int control(int fd, unsigned long request, void* argument) override {
      return fake.control(fd, request, argument);
    }
    void close(int fd) override { fake.close(fd); }

   private:
    int reads_ = 0;
  } perf;
  const auto events = three_events();
  EventGroup group(perf, events);
  for (const auto& verdict : msr_self_test(group, events, 3e9)) EXPECT_THAT(verdict, IsEmpty());
}

TEST(MsrSelfTest, LeavesWhatIsNotOpenToItsErrno) {
  FakePerf perf = honest();
  perf.kernel_forbidden = true;
  const auto events = three_events();
  EventGroup group(perf, events);
  EXPECT_EQ(group.error_of(0), EACCES);
  for (const auto& verdict : msr_self_test(group, events, 3e9)) EXPECT_THAT(verdict, IsEmpty());
}

}  // namespace
}  // namespace crossfade::collector
