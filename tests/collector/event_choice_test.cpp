// What is said of named events before a run, by what counts of them and without them.
#include "collector/event_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using Counters = std::vector<results::Counter>;

results::Counter counter(std::string name, std::string absent_because) {
  results::Counter out;
  out.metric = name;
  out.raw_event = std::move(name);
  out.absent_because = std::move(absent_because);
  return out;
}

const std::vector<std::string> names{"itlb_walks", "zen9::X"};

TEST(EventChoice, NothingIsSaidWhereAllCount) {
  const Counters all{counter("cyc", ""), counter("ins", ""), counter("walk", "")};
  const auto warning = warning_of_named_events(names, all, Counters{counter("cyc", ""), counter("ins", "")});
  ASSERT_TRUE(warning);
  EXPECT_EQ(*warning, "");
}

TEST(EventChoice, AMachineWithoutCountersIsWarnedOf) {
  const Counters none{counter("cyc", "hidden"), counter("ins", "hidden"), counter("walk", "no such code")};
  const auto warning = warning_of_named_events(names, none, std::span(none).first(2));
  ASSERT_TRUE(warning) << results::to_line(warning.error());
  EXPECT_EQ(*warning, "cyc, ins, walk will be absent: hidden");
}

TEST(EventChoice, NamesThatDoNotFitAreRefused) {
  const Counters together{counter("cyc", "never scheduled"), counter("ins", "never scheduled"),
                          counter("walk", "never scheduled")};
  const auto warning =
      warning_of_named_events(names, together, Counters{counter("cyc", ""), counter("ins", "")});
  ASSERT_FALSE(warning);
  EXPECT_EQ(warning.error().kind, results::ErrorKind::unavailable);
  EXPECT_EQ(warning.error().where, "--event itlb_walks --event zen9::X");
  EXPECT_THAT(warning.error().why, HasSubstr("never scheduled"));
  EXPECT_THAT(warning.error().remedy, HasSubstr("name fewer"));
}

TEST(EventChoice, WithoutNamesTheCpusUsualEventsAreCounted) {
  Plan plan;
  const auto usual = events_to_count(plan, "Zen 4");
  ASSERT_TRUE(usual);
  plan.events = {"retired_ops"};
  const auto named = events_to_count(plan, "Zen 4");
  ASSERT_TRUE(named);
  ASSERT_EQ(named->size(), 3U);
  EXPECT_EQ((*named)[0], (*usual)[0]);
  EXPECT_EQ((*named)[1], (*usual)[1]);
  EXPECT_EQ((*named)[2].metric, "retired_ops");
}

}  // namespace
}  // namespace crossfade::collector
