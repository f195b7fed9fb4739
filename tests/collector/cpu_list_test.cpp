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

}  // namespace
}  // namespace crossfade::collector
