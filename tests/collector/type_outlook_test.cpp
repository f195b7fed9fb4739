#include "collector/type_outlook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

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
  EXPECT_EQ(results::smallest_with_all_counters("m5", 64)->vcpus, 96);
  EXPECT_FALSE(results::smallest_with_all_counters("m5", 1000));
  EXPECT_FALSE(results::smallest_with_all_counters("t3"));
}

TEST(TypeOutlook, OfAnUnknownTypeNearOnesAreNamedOrWhatItsCloudShows) {
  EXPECT_THAT(unknown_type("m5.4xlrge").remedy, HasSubstr("did you mean m5.4xlarge"));
  for (const char* const type : {"Standard_D4s_v5", "c4-standard-8", "qqqqqqqqqqqqqqqqqqqqqqqqqqqq"}) {
    EXPECT_THAT(unknown_type(type).remedy, Not(HasSubstr("did you mean"))) << type;
    EXPECT_THAT(unknown_type(type).remedy, HasSubstr("doctor without --for")) << type;
  }
  EXPECT_THAT(unknown_type("Standard_D4s_v5").remedy, HasSubstr("on Azure no size"));
  EXPECT_THAT(unknown_type("Standard_D4s_v5").why, HasSubstr("the types of AWS alone"));
  EXPECT_THAT(unknown_type("c4-standard-8").remedy, HasSubstr("--performance-monitoring-unit=standard"));
}

TEST(TypeOutlook, OfAnArmTypeItSaysSoAndWhichX86TypesThereAre) {
  const results::Error sized = unknown_type("m8g.xlarge");
  EXPECT_THAT(sized.why, HasSubstr("Arm CPU"));
  EXPECT_THAT(sized.why, HasSubstr("x86 alone"));
  for (const char* const sibling : {"m8i.xlarge", "m8a.xlarge"})
    EXPECT_THAT(sized.remedy, HasSubstr(sibling));
  EXPECT_THAT(sized.remedy, Not(HasSubstr("m7i")));
  EXPECT_THAT(unknown_type("m7gd.4xlarge").remedy, HasSubstr("m7a.4xlarge"));
  EXPECT_THAT(unknown_type("C7G.large").remedy, HasSubstr("c7i.large"));
  EXPECT_THAT(unknown_type("m8g").remedy, HasSubstr("doctor --for m8"));
  EXPECT_THAT(unknown_type("t4g.micro").remedy, HasSubstr("t3.micro")) << "the nearest generation";
  EXPECT_THAT(unknown_type("m8g.nosize").remedy, HasSubstr("doctor --for m8")) << "then families";
  EXPECT_THAT(unknown_type("a1.large").why, HasSubstr("Arm CPU"));
  EXPECT_THAT(unknown_type("hpc7g.4xlarge").remedy, HasSubstr("another family"));
  EXPECT_THAT(unknown_type("c4a-standard-8").remedy, HasSubstr("c4-standard-8"));
  EXPECT_THAT(unknown_type("Standard_D4ps_v5").remedy, HasSubstr("Standard_D4s_v5"));
  for (const char* const x86 : {"g5.xlarge", "g4dn.xlarge", "Standard_D4s_v5", "Standard_NP10s",
                                "c4-standard-8", "n2d-highmem-16", "p5.48xlarge"})
    EXPECT_THAT(unknown_type(x86).why, Not(HasSubstr("Arm"))) << x86;
}

TEST(TypeOutlook, OfAFamilyAloneEverySizeIsSaid) {
  const auto sizes = results::instance_types_of("m5");
  const std::string text = family_outlook_text(sizes, 2000);
  EXPECT_THAT(text, HasSubstr("all expected\n"));
  EXPECT_THAT(text, HasSubstr("m5.12xlarge (48 vCPUs), m5.24xlarge (96 vCPUs)"));
  for (const auto& size : sizes) EXPECT_THAT(text, HasSubstr(size.type));
  EXPECT_THAT(text, HasSubstr("crossfade-collect doctor --for m5."));
  const auto json = nlohmann::json::parse(family_outlook_json(sizes));
  EXPECT_EQ(json["family"], "m5");
  EXPECT_EQ(json["sizes"].size(), sizes.size());
  EXPECT_EQ(json["sizes"][0]["type"], "m5.large");
  EXPECT_EQ(json["sizes"][0]["counters"], "none");
  EXPECT_THAT(unknown_type("m9").remedy, HasSubstr("did you mean"));
  EXPECT_THAT(unknown_type("zzzz").remedy, HasSubstr("m7a"));
}

TEST(TypeOutlook, SendsWhoWantsCountersToALargerSize) {
  const std::string text = outlook_text(*find_instance_type("m5.4xlarge"));
  EXPECT_THAT(text, HasSubstr("16, two to a core"));
  EXPECT_THAT(text, HasSubstr("none expected"));
  // Wide enough for any text: where a line ends is another test's.
  const std::string unbroken = outlook_text(*find_instance_type("m5.4xlarge"), 2000);
  EXPECT_THAT(unbroken, HasSubstr("record m5.12xlarge as well"));
  EXPECT_THAT(unbroken, HasSubstr("as m5.4xlarge has (16)"));
  EXPECT_THAT(unbroken,
              HasSubstr("crossfade-report why BASE.h5 --to CANDIDATE.h5 --counters-from counted.h5"));
  EXPECT_THAT(unbroken, HasSubstr("the CPU model is the same"));
  EXPECT_THAT(unbroken, HasSubstr("decides nothing"));
  EXPECT_THAT(outlook_text(*find_instance_type("m7a.4xlarge"), 2000),
              HasSubstr("record m7a.24xlarge as well"));
  EXPECT_THAT(outlook_text(*find_instance_type("m5.12xlarge")), Not(HasSubstr("To see why")));
  EXPECT_THAT(outlook_text(*find_instance_type("t3.xlarge")), HasSubstr("no size of t3 is known to show"));
}

TEST(TypeOutlook, LinesAreWrapped) {
  for (const std::size_t width : {60U, 100U}) {
    std::istringstream lines(outlook_text(*find_instance_type("m5.4xlarge"), width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
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
