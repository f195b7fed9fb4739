// How crossfade-collect instructions ends: exit codes, and what to do where no count holds.
#include "collector/instructions_end.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using enum Countedness;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

InstructionsEnd end_of(const std::vector<CountedWorkload>& workloads, std::uint32_t isa_level = 0) {
  return instructions_end(workloads, isa_level, "sim.h5");
}

TEST(InstructionsEnd, AllCountedIsAllSaid) {
  EXPECT_EQ(end_of({{"a", transferable}, {"b", transferable}}).exit_code, 0);
  EXPECT_EQ(end_of({{"a", transferable}}).text, "");
}

TEST(InstructionsEnd, OtherCodeNamesTheCapAndTheMachine) {
  const InstructionsEnd none = end_of({{"tls_segment", other_code}, {"b@c:d=1", other_code}});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(
      none.text,
      AllOf(HasSubstr("no count holds on this CPU"), HasSubstr("where: tls_segment, b@c:d=1"),
            HasSubstr(
                "crossfade-collect instructions -o sim.h5 --force --isa-cap x86-64-v3 tls_segment b@c:d=1"),
            HasSubstr("doctor --for TYPE")));
  const InstructionsEnd some = end_of({{"a", transferable}, {"b", other_code}}, 4);
  EXPECT_EQ(some.exit_code, 1);
  EXPECT_THAT(some.text, AllOf(HasSubstr("some counts do not hold"), HasSubstr("where: b\n"),
                               HasSubstr("--isa-cap x86-64-v3")));
}

TEST(InstructionsEnd, ACapThatDidNotHelpIsNotAdvisedAgain) {
  for (const std::uint32_t level : {2U, 3U})
    EXPECT_THAT(end_of({{"a", other_code}}, level).text,
                AllOf(HasSubstr("did not make them alike"), Not(HasSubstr("--isa-cap")),
                      HasSubstr("doctor --for TYPE")));
}

TEST(InstructionsEnd, WhatWorksInOtherThreadsNeedsCounters) {
  const InstructionsEnd end = end_of({{"encode_svtav1", not_its_own}});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.text, AllOf(HasSubstr("where: encode_svtav1"), HasSubstr("doctor --for TYPE"),
                              Not(HasSubstr("--isa-cap"))));
}

TEST(InstructionsEnd, AFailureIsOneWhateverTheOthers) {
  const InstructionsEnd end = end_of({{"a", transferable}, {"b", other_code}, {"c", failed}});
  EXPECT_EQ(end.exit_code, 69);
  EXPECT_THAT(end.text,
              AllOf(HasSubstr("some workloads were not counted\n  where: c"), HasSubstr("--time-limit")));
  const InstructionsEnd unknown = end_of({{"d", unknown_code}});
  EXPECT_EQ(unknown.exit_code, 69);
  EXPECT_THAT(unknown.text, AllOf(HasSubstr("valgrind cannot run"), HasSubstr("--isa-cap x86-64-v3 d;")));
}

}  // namespace
}  // namespace crossfade::collector
