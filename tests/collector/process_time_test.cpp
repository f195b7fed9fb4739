#include "collector/process_time.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using results::Recording;
using Times = std::vector<std::uint64_t>;

Recording one_process() {
  Recording recorded;
  recorded.repetitions.resize(1);
  recorded.repetitions[0].prepare_ns = 100;
  recorded.repetitions[0].warm_up_ns = 50;
  recorded.stages.resize(2);
  recorded.stages[0].start_unix_ns = 1'000;
  recorded.stages[1].start_unix_ns = 1'500;
  recorded.stages[0].duration_ns = recorded.stages[1].duration_ns = 200;
  return recorded;
}

/// Stages of 300 that begin at these times, each a process with 50 to prepare and 50 to warm up.
Recording processes(const std::vector<std::int64_t>& starts_ns) {
  Recording recorded;
  for (std::uint32_t i = 0; i < starts_ns.size(); ++i) {
    recorded.repetitions.emplace_back();
    recorded.repetitions.back().prepare_ns = recorded.repetitions.back().warm_up_ns = 50;
    recorded.stages.emplace_back();
    recorded.stages.back().repetition = i;
    recorded.stages.back().start_unix_ns = starts_ns[i];
    recorded.stages.back().duration_ns = 300;
  }
  return recorded;
}

TEST(ProcessTime, OfOneIsByTheClockUnlessThatWasSet) {
  Recording recorded = one_process();
  EXPECT_EQ(process_times_ns(recorded), Times{850});
  recorded.stages[1].start_unix_ns = 10;
  EXPECT_EQ(process_times_ns(recorded), Times{550});
  recorded.stages[1].start_unix_ns = 3'600'000'000'000;
  EXPECT_EQ(process_times_ns(recorded), Times{550}) << "an hour ahead";
  recorded.stages[0].start_unix_ns = recorded.stages[1].start_unix_ns = 0;  // a simulated clock
  EXPECT_EQ(process_times_ns(recorded), Times{550});
  recorded.stages.clear();
  EXPECT_EQ(process_times_ns(recorded), Times{150});
  EXPECT_EQ(process_times_ns({}), Times{});
}

TEST(ProcessTime, HasWhatPassesBetweenNeighboursInIt) {
  // 300 of stages, 100 named, 600 for what no row names: golden answers, starting, writing.
  EXPECT_EQ(process_times_ns(processes({1'000, 2'000, 3'000})), (Times{1'000, 1'000, 1'000}));
}

TEST(ProcessTime, OneThatHungTookUntilTheNextWasAtWork) {
  constexpr std::int64_t second_ns = 1'000'000'000;
  Recording recorded =
      processes({1 * second_ns, 2 * second_ns, 3 * second_ns, 50 * second_ns, 51 * second_ns});
  const auto usual_ns = process_times_ns(recorded)[2];
  recorded.repetitions[2].outcome = results::RepetitionOutcome::hung;
  EXPECT_NEAR(static_cast<double>(process_times_ns(recorded)[2]), 47e9, 1'000);
  recorded.stages[3].start_unix_ns = recorded.stages[4].start_unix_ns = 4'000 * second_ns;
  EXPECT_EQ(process_times_ns(recorded)[2], usual_ns) << "it went on an hour later";
  recorded.stages.resize(3);
  recorded.repetitions.resize(3);
  EXPECT_EQ(process_times_ns(recorded)[2], usual_ns) << "nothing came after it";
}

TEST(ProcessTime, OneThatHungTookUntilItsEndWhereThatIsRecorded) {
  constexpr std::int64_t second_ns = 1'000'000'000;
  const auto end_ns = [](std::int64_t ns) { return std::optional(static_cast<std::uint64_t>(ns)); };
  Recording recorded =
      processes({1 * second_ns, 2 * second_ns, 3 * second_ns, 90'000 * second_ns, 90'001 * second_ns});
  const auto usual_ns = process_times_ns(recorded)[2];
  recorded.repetitions[2].outcome = results::RepetitionOutcome::hung;
  EXPECT_EQ(process_times_ns(recorded)[2], usual_ns)
      << "it went on a day later, and nothing says when it ended";
  recorded.repetitions[2].ended_unix_ns = end_ns(33 * second_ns);
  EXPECT_NEAR(static_cast<double>(process_times_ns(recorded)[2]), 30e9, 1'000);
  recorded.stages.resize(3);
  recorded.repetitions.resize(3);
  EXPECT_NEAR(static_cast<double>(process_times_ns(recorded)[2]), 30e9, 1'000)
      << "and if nothing came after it";
  recorded.stages.resize(2);  // it hung before its first stage
  recorded.repetitions[1].ended_unix_ns = end_ns(3 * second_ns);
  recorded.repetitions[2].prepare_ns = 4 * second_ns;
  EXPECT_NEAR(static_cast<double>(process_times_ns(recorded)[2]), 30e9, 1'000)
      << "since the end of the one before, what it is known to have prepared being a part of that";
  recorded.repetitions[2].ended_unix_ns = UINT64_MAX - 1;
  EXPECT_LT(process_times_ns(recorded)[2], 10U * second_ns) << "a clock that was set";
}

TEST(ProcessTime, APauseUsesNothingUp) {
  EXPECT_EQ(process_times_ns(processes({1'000, 2'000, 3'000, 900'000, 901'000})), Times(5, 1'000));
}

TEST(ProcessTime, AClockThatIsSetBackTakesNothingAway) {
  EXPECT_EQ(process_times_ns(processes({9'000, 1'000})), Times(2, 400));
}

}  // namespace
}  // namespace crossfade::collector
