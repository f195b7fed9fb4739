// What libpfm4's tables say of this CPU.
#include "collector/counters/pmu_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

TEST(PmuNames, AreTheCpusOwnOrAbsentWithAReason) {
  const PmuNames pmus = read_pmu_names();
  EXPECT_EQ(pmus.problem, "");
  EXPECT_THAT(pmus.names, ::testing::Not(::testing::Contains("perf")))
      << "the kernel's generic one says nothing";
  const auto fact = pmu_fact(pmus);
  EXPECT_EQ(fact.key, "pmu.libpfm4");
  EXPECT_NE(fact.value.empty(), fact.absent_because.empty());
}

TEST(PmuNames, MakeOneFact) {
  EXPECT_EQ(pmu_fact({{"amd64_fam19h_zen4", "amd64_fam19h_zen4_l3"}, ""}).value,
            "amd64_fam19h_zen4 amd64_fam19h_zen4_l3");
  EXPECT_THAT(pmu_fact({}).absent_because, HasSubstr("no event table"));
  EXPECT_EQ(pmu_fact({{}, "libpfm4 does not start: why"}).absent_because, "libpfm4 does not start: why");
}

}  // namespace
}  // namespace crossfade::collector
