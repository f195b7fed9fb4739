#include "collector/host/cpu_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CpuList, TheKernelsNotation) {
  EXPECT_THAT(*parse_cpu_list("0"), ElementsAre(0));
  EXPECT_THAT(*parse_cpu_list("0-3,8"), ElementsAre(0, 1, 2, 3, 8));
  EXPECT_THAT(*parse_cpu_list("5,1-2"), ElementsAre(1, 2, 5));
  EXPECT_THAT(*parse_cpu_list(""), ElementsAre());
}

TEST(CpuList, RefusesWhatIsNone) {
  for (const char* text : {"a", "1-", "-3", "3-1", "1,,2", "1,", "0-99999999", "1 2"})
    EXPECT_FALSE(parse_cpu_list(text)) << text;
}

TEST(CpuList, SaysWhatIsLeftOut) {
  EXPECT_THAT(left_out_text({0, 4}, "0-7"), HasSubstr("2 of the 8 CPUs that are online (0,4)"));
  EXPECT_EQ(left_out_text({0, 1}, "0-1"), "");
  EXPECT_EQ(left_out_text({0, 1}, ""), "") << "not known what there is";
  EXPECT_EQ(left_out_text({0, 1}, "nonsense"), "");
}

TEST(CpuList, SaysWhyACpuIsNotUsable) {
  EXPECT_EQ(unusable_cpu(5, "0-3").why, "CPU 5 is offline (online are 0-3)");
  EXPECT_THAT(unusable_cpu(5, "0-3").remedy, HasSubstr("echo 1 > /sys/devices/system/cpu/cpu5/online"));
  EXPECT_THAT(unusable_cpu(2, "0-3").why, HasSubstr("CPU 2 is online, but kept from this process"));
  EXPECT_THAT(unusable_cpu(2, "0-3").remedy, HasSubstr("taskset -c"));
  EXPECT_THAT(unusable_cpu(2, "").why, HasSubstr("is offline, or kept")) << "not known which";
}

}  // namespace
}  // namespace crossfade::collector
