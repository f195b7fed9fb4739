#include "collector/host/counters_elsewhere.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

std::string text_of(const char* type) {
  const auto known = results::find_instance_type(type);
  EXPECT_TRUE(known) << type;
  return known ? counters_elsewhere_text(*known) : "";
}

TEST(CountersElsewhere, AreOnALargerSizeOfTheFamily) {
  EXPECT_THAT(text_of("m5.4xlarge"), HasSubstr("record m5.12xlarge as well"));
  EXPECT_THAT(text_of("m5.16xlarge"), HasSubstr("record m5.24xlarge as well"))
      << "m5.12xlarge has 48 CPUs, of which no 64 can be left online";
  EXPECT_THAT(text_of("m7a.xlarge"), HasSubstr("record m7a.24xlarge as well")) << "a subset is not all";
}

TEST(CountersElsewhere, HaveAsManyCpusAsTheTypeAtLeast) {
  for (const char* const name :
       {"m5.16xlarge", "m6i.24xlarge", "m6a.32xlarge", "r5.16xlarge", "i4i.24xlarge", "x2iedn.24xlarge"}) {
    const auto type = results::find_instance_type(name);
    ASSERT_TRUE(type) << name;
    const auto larger = larger_with_counters(*type);
    ASSERT_TRUE(larger) << name;
    EXPECT_GE(*larger->vcpus, *type->vcpus) << name << " on " << larger->type;
    EXPECT_EQ(larger->counters, results::GuestCounters::full) << larger->type;
  }
}

TEST(CountersElsewhere, AreNotWhereTheyAreHereOrNowhere) {
  EXPECT_EQ(text_of("m5.12xlarge"), "");
  EXPECT_EQ(text_of("t3.xlarge"), "");
  results::InstanceType unheard;
  unheard.type = "x99.large";
  EXPECT_EQ(counters_elsewhere_text(unheard), "") << "nothing is known of it";
}

TEST(CountersElsewhere, IsANoteOfARunThatCountsNothing) {
  EXPECT_THAT(counters_elsewhere_note("m5.4xlarge", "none"), HasSubstr("m5.12xlarge shows them"));
  EXPECT_EQ(counters_elsewhere_note("m7a.xlarge", "basic"), "");
  EXPECT_EQ(counters_elsewhere_note("m5.12xlarge", "none"), "");
  EXPECT_EQ(counters_elsewhere_note("", "none"), "");
}

}  // namespace
}  // namespace crossfade::collector
