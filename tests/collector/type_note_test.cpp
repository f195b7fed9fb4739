// Type notes: what is said of a stated instance type that is misspelt, new, or not this machine.
#include "collector/host/type_note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TypeNote, AMisspeltTypeIsAskedAboutByTheNearestName) {
  EXPECT_THAT(type_note("m7a.xlarg", 4, false),
              AllOf(HasSubstr("no instance type 'm7a.xlarg' is known: did you mean m7a.xlarge (or "),
                    HasSubstr("it is recorded as 'm7a.xlarg'"),
                    HasSubstr("state --instance-type m7a.xlarge (a type")));
  EXPECT_THAT(type_note("m7a.xlarg", 4, true), HasSubstr("did you mean"))
      << "a synthetic type is misspelt as easily";
}

TEST(TypeNote, WhatIsNearNothingMayBeNew) {
  EXPECT_THAT(type_note("zz99#quantum!", 4, false),
              AllOf(HasSubstr("no instance type 'zz99#quantum!' is known: it is recorded"),
                    HasSubstr("newer"), Not(HasSubstr("did you mean"))));
}

TEST(TypeNote, TypesOfOtherCloudsAreNoMistake) {
  EXPECT_THAT(type_note("n2-standard-4", 4, false),
              AllOf(HasSubstr("types of AWS alone"), Not(HasSubstr("did you mean"))));
}

TEST(TypeNote, AKnownTypeOfThisSizeNeedsNone) {
  EXPECT_EQ(type_note("", 2, false), "");
  EXPECT_EQ(type_note("m5.xlarge", 4, false), "");
  EXPECT_THAT(type_note("m5.xlarge", 1, false), HasSubstr("this machine has 1 vCPU and a m5.xlarge has 4"));
  EXPECT_EQ(type_note("m5.xlarge", 2, true), "");
}

}  // namespace
}  // namespace crossfade::collector
