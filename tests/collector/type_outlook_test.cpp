#include "collector/type_outlook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace crossfade::collector {
namespace {

using results::find_instance_type;
using results::GuestCounters;
using ::testing::HasSubstr;
using ::testing::Not;

GuestCounters counters_of(const char* type) {
  const auto found = find_instance_type(type);
  EXPECT_TRUE(found) << type;
  return found ? found->counters : GuestCounters::unknown;
}

TEST(Atlas, KnowsWhichSizesShowTheirCounters) {
  EXPECT_EQ(counters_of("m5.4xlarge"), GuestCounters::none);
  EXPECT_EQ(counters_of("m5.12xlarge"), GuestCounters::full);
  EXPECT_EQ(counters_of("m5.16xlarge"), GuestCounters::none) << "larger than one that shows them";
  EXPECT_EQ(counters_of("m7a.4xlarge"), GuestCounters::basic);
  EXPECT_EQ(counters_of("m7a.24xlarge"), GuestCounters::full);
  EXPECT_EQ(counters_of("m7i-flex.xlarge"), GuestCounters::none);
  EXPECT_EQ(results::smallest_with_all_counters("m5")->type, "m5.12xlarge");
  EXPECT_FALSE(results::smallest_with_all_counters("t3"));
}

TEST(TypeOutlook, SendsWhoWantsCountersToALargerSize) {
  const std::string text = outlook_text(*find_instance_type("m5.4xlarge"));
  EXPECT_THAT(text, HasSubstr("16, two to a core"));
  EXPECT_THAT(text, HasSubstr("none expected"));
  EXPECT_THAT(text, HasSubstr("m5.12xlarge as well"));
  EXPECT_THAT(text, HasSubstr("as m5.4xlarge has (16)"));
  EXPECT_THAT(text, HasSubstr("explains and decides nothing"));
  EXPECT_THAT(outlook_text(*find_instance_type("m5.12xlarge")), Not(HasSubstr("To see why")));
  EXPECT_THAT(outlook_text(*find_instance_type("t3.xlarge")), HasSubstr("no size of t3 is known to show"));
}

TEST(TypeOutlook, IsAnObjectForScripts) {
  const auto out = nlohmann::json::parse(outlook_json(*find_instance_type("m5.4xlarge")));
  EXPECT_EQ(out["counters"], "none");
  EXPECT_EQ(out["counters_on"], "m5.12xlarge");
  EXPECT_EQ(out["vcpus"], 16);
  results::InstanceType unheard;
  unheard.type = "x99.large";
  const auto unknown = nlohmann::json::parse(outlook_json(unheard));
  EXPECT_TRUE(unknown["counters"].is_null());
  EXPECT_TRUE(unknown["vcpus"].is_null()) << "unknown is not 0";
}

}  // namespace
}  // namespace crossfade::collector
