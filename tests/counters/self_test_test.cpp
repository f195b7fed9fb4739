#include "collector/counters/self_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/counters/event_catalogue.h"
#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A kernel in which the known loop ran between enable and disable.
class LoopPerf final : public PerfApi {
 public:
  FakePerf fake;
  int disturbed_loops = 0;  ///< the first ones: an interrupt is handled in them, of as many instructions
  std::uint64_t interrupt = 0;
  int open(perf_event_attr& attributes, int cpu, int group_fd) override {
    return fake.open(attributes, cpu, group_fd);
  }
  long read(int fd, void* buffer, std::size_t bytes) override {
    if (reads_++ % 2 == 1) count_loop();  // the second read of a counting comes after the loop
    return fake.read(fd, buffer, bytes);
  }
  int control(int fd, unsigned long request, void* argument) override {
    return fake.control(fd, request, argument);
  }
  void close(int fd) override { fake.close(fd); }

  int loops() const { return loops_; }

 private:
  void count_loop() {
    std::uint64_t& instructions = fake.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)];
    const std::uint64_t more = loops_++ < disturbed_loops ? interrupt : 0;
    instructions += more;
    fake.run();
    instructions -= more;
  }
  int reads_ = 0, loops_ = 0;
};

LoopPerf honest() {
  LoopPerf perf;
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations + 900;
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations + 100;
  return perf;
}
std::vector<std::string> verdicts(LoopPerf& perf) {
  EventGroup group(perf, generic_events());
  return self_test(group, generic_events());
}

TEST(SelfTest, BelievesCountersThatCountTheLoop) {
  LoopPerf perf = honest();
  for (const auto& verdict : verdicts(perf)) EXPECT_THAT(verdict, IsEmpty());
}

TEST(SelfTest, DistrustsInstructionsThatAreTwoPercentOff) {
  LoopPerf perf = honest();
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = known_loop_iterations * 2 * 98 / 100;
  EXPECT_THAT(verdicts(perf)[1], HasSubstr("counted 7840000 where 8000000 happened"));
}

TEST(SelfTest, OneInterruptIsNoReasonToDistrustACounter) {
  LoopPerf perf = honest();
  perf.interrupt = 200'000;  // 2.5 % of the loop
  perf.disturbed_loops = most_test_loops - 1;
  for (const auto& verdict : verdicts(perf)) EXPECT_THAT(verdict, IsEmpty());
  EXPECT_EQ(perf.loops(), most_test_loops);
  LoopPerf quiet = honest();
  verdicts(quiet);
  EXPECT_EQ(quiet.loops(), 1) << "what is right at once is not asked again";
  LoopPerf wrong = honest();
  wrong.interrupt = 200'000;
  wrong.disturbed_loops = most_test_loops;
  EXPECT_THAT(verdicts(wrong)[1], HasSubstr("counted 8200900 where 8000000 happened"));
}

TEST(SelfTest, DistrustsACounterThatStaysZero) {
  LoopPerf perf = honest();
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_CPU_CYCLES)] = 0;
  EXPECT_THAT(verdicts(perf)[0], HasSubstr("never counts"));
}

TEST(SelfTest, AllowsALoopWithoutMisses) {
  LoopPerf perf = honest();
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_MISSES)] = 0;
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_CACHE_MISSES)] = 0;
  for (const auto& verdict : verdicts(perf)) EXPECT_THAT(verdict, IsEmpty());
}

TEST(SelfTest, KnowsTheLoopOfACpuWithEventsOfItsOwn) {
  LoopPerf perf;
  perf.fake.counts[FakePerf::raw(0xc0)] = 2 * known_loop_iterations * 98 / 100;
  perf.fake.counts[FakePerf::raw(0xc4)] = known_loop_iterations;
  perf.fake.counts[FakePerf::raw(0x3c)] = 0;
  perf.fake.counts[FakePerf::raw(0x151)] = 0;
  const auto events = hardware_events("Ice Lake-SP");
  EventGroup group(perf, events);
  const auto verdicts = self_test(group, events);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool wrong = events[i].metric == "instructions" || events[i].metric == "cycles";
    EXPECT_EQ(verdicts[i].empty(), !wrong) << events[i].metric << ": " << verdicts[i];
  }
}

TEST(SelfTest, DoesNotJudgeWhatWasMultiplexed) {
  LoopPerf perf = honest();
  perf.fake.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = known_loop_iterations;
  perf.fake.running_ns = perf.fake.enabled_ns / 2;
  EXPECT_THAT(verdicts(perf)[1], IsEmpty());
}

TEST(SelfTest, SaysThatAGroupWasNeverScheduled) {
  LoopPerf perf = honest();
  perf.fake.running_ns = 0;
  EXPECT_THAT(verdicts(perf)[0], HasSubstr("never scheduled"));
}

TEST(SelfTest, OfACpuAllowsMoreThanTheLoopAndNotLess) {
  const auto verdicts_of_cpu = [](LoopPerf& perf) {
    EventGroup group(perf, generic_events(), Scheduled::pinned, 0);
    return self_test_of_cpu(group, generic_events());
  };
  LoopPerf busy = honest();
  busy.fake.beside = 50'000'000;
  for (const auto& verdict : verdicts_of_cpu(busy)) EXPECT_THAT(verdict, IsEmpty());
  EXPECT_THAT(verdicts(busy)[1], IsEmpty()) << "what else runs is none of a thread's";
  LoopPerf less = honest();
  less.fake.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = known_loop_iterations;
  EXPECT_THAT(verdicts_of_cpu(less)[1], HasSubstr("counted 4000000 where 8000000 happened"));
}

TEST(SelfTest, LeavesWhatIsNotOpenToItsErrno) {
  LoopPerf perf;
  perf.fake.hardware_error = ENOENT;
  for (const auto& verdict : verdicts(perf)) EXPECT_THAT(verdict, IsEmpty());
}

}  // namespace
}  // namespace crossfade::collector
