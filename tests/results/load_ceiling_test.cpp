#include "results/vocabulary/load_ceiling.h"

#include <gtest/gtest.h>

#include <set>

namespace crossfade::results {
namespace {

TEST(LoadCeiling, EveryRowIsUniquePlausibleAndHasItsSource) {
  std::set<std::string_view> seen;
  for (const LoadCeiling& row : load_ceilings()) {
    EXPECT_TRUE(seen.insert(row.microarchitecture).second) << row.microarchitecture;
    EXPECT_GE(row.loads_per_cycle, 2);
    EXPECT_LE(row.loads_per_cycle, 4);
    EXPECT_FALSE(row.source.empty());
    EXPECT_EQ(find_load_ceiling(row.microarchitecture), &row);
  }
  EXPECT_EQ(find_load_ceiling("Zen 5")->loads_per_cycle, 4);
  EXPECT_EQ(find_load_ceiling(""), nullptr);
  EXPECT_EQ(find_load_ceiling("Sierra Forest"), nullptr) << "not known well enough";
}

TEST(LoadDeficit, IsOfTheWorseSideAndNeedsBoth) {
  Stage stage;
  EXPECT_FALSE(load_deficit(stage, 4));
  stage.panel_before.l1_loads_per_cycle = 3;
  EXPECT_FALSE(load_deficit(stage, 4));
  stage.panel_after.l1_loads_per_cycle = 4.04;
  EXPECT_DOUBLE_EQ(*load_deficit(stage, 4), 0.25);
  stage.panel_before.l1_loads_per_cycle = 4.04;
  EXPECT_LT(*load_deficit(stage, 4), 0);
}

}  // namespace
}  // namespace crossfade::results
