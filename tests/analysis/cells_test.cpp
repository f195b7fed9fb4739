#include "analysis/report/cells.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

Ratio resolved(bool better) {
  Ratio r;
  r.value = 1.2;
  r.interval = statistics::Interval{1.1, 1.3};
  r.resolved = true;
  r.better = better;
  return r;
}

TEST(Cells, AConclusionFromDisturbedStagesIsAQuestion) {
  EXPECT_EQ(conclusion_text(resolved(false), false, 0), "worse");
  EXPECT_EQ(conclusion_text(resolved(true), false, 0.25), "better") << "the rule allows a quarter";
  EXPECT_EQ(conclusion_text(resolved(false), false, 0.93), "disturbed 93 %: worse?");
  EXPECT_EQ(conclusion_text(resolved(true), true, 0.5), "disturbed 50 %: differs?");
}

TEST(Cells, WhatIsNotResolvedStaysSo) {
  Ratio r = resolved(true);
  r.resolved = false;
  EXPECT_EQ(conclusion_text(r, false, 0.93), verdict_text(r, false));
  EXPECT_EQ(conclusion_text(Ratio{}, false, 0.93), "no ratio");
}

}  // namespace
}  // namespace crossfade::analysis
