// Studies: which plan and look recordings are of, what a comparison says of it, and what may decide at it.
#include "analysis/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analysis/comparability.h"
#include "analysis/verdict/planned_look.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A recording of a plan and a look; empty: it does not say.
using Place = std::pair<std::string, std::string>;

Side side(const std::string& name, const std::vector<Place>& places) {
  std::vector<results::Recording> recordings;
  for (std::size_t i = 0; i < places.size(); ++i) {
    testing::SyntheticHost host;
    host.title = host.host_id = name + std::to_string(i);
    host.blocks = 2;
    host.grid_points = 0;
    host.requests = 10;
    host.seed = 10 * name.front() + i;
    results::Recording r = testing::synthetic_recording(host);
    if (!places[i].first.empty()) r.environment.push_back({"lab.plan_digest", places[i].first, ""});
    if (!places[i].second.empty()) r.environment.push_back({"lab.look", places[i].second, ""});
    recordings.push_back(std::move(r));
  }
  return side_of(std::move(recordings), name);
}

/// "lab-look suspicious: 1 against 1 and 2"; empty: nothing is said of plans.
std::string row(const std::vector<Place>& base, const std::vector<Place>& candidate) {
  std::string text;
  for (const Difference& d : differences(side("a", base), side("b", candidate))) {
    EXPECT_NE(d.subject.substr(0, 4), "lab.") << "said by its own rule alone";
    if (d.rule.substr(0, 4) != "lab-") continue;
    text += d.rule + (d.severity == Severity::expected     ? " expected: "
                      : d.severity == Severity::suspicious ? " suspicious: "
                                                           : " blocking: ");
    text += d.base + " against " + d.candidate;
  }
  return text;
}

const Place first{"3fa9c1d20b77e4d1", "1"}, second{"3fa9c1d20b77e4d1", "2"}, third{"3fa9c1d20b77e4d1", "3"},
    other{"777700001111aaaa", "1"}, none{"", ""}, unsaid{"3fa9c1d20b77e4d1", ""};

TEST(Study, RowsSayWhereRecordingsOfPlansAndLooksAreMixed) {
  EXPECT_EQ(row({none}, {none}), "");
  EXPECT_EQ(row({first}, {first, first}), "") << "one look at one plan";
  EXPECT_EQ(row({first}, {other}), "lab-plan suspicious: 3fa9c1d2 against 77770000");
  EXPECT_EQ(row({first, other}, {first}), "lab-plan suspicious: 3fa9c1d2 | 77770000 against 3fa9c1d2");
  EXPECT_EQ(row({first}, {none}), "lab-plan suspicious: 3fa9c1d2 against of no plan");
  EXPECT_EQ(row({first, second}, {first, second}), "lab-look expected: 1 and 2 against 1 and 2");
  EXPECT_EQ(row({first}, {first, second}), "lab-look suspicious: 1 against 1 and 2");
  EXPECT_EQ(row({second}, {second}), "lab-look suspicious: 2 against 2") << "where is the first?";
  EXPECT_EQ(row({unsaid}, {first}), "lab-look suspicious: none against 1");
}

TEST(Study, KnowsItsLatestLookAndWhichAreMissing) {
  const Study study = study_of(side("a", {third, first}), side("b", {first}));
  EXPECT_EQ(study.look(), 3U);
  EXPECT_THAT(study.base_looks, ElementsAre(1, 3));
  EXPECT_THAT(study.missing_looks(), ElementsAre(2));
  EXPECT_TRUE(study.is_one_plan());
  for (const char* wrong : {"0", "-1", "two", "2 ", "99999999999"})
    EXPECT_EQ(study_of(side("a", {{first.first, wrong}}), {}).without_look, 1U) << wrong;
  EXPECT_THAT(study_of(side("a", {{first.first, "4000000000"}}), {}).missing_looks(), ::testing::SizeIs(9));
}

std::vector<std::string> against(const std::vector<Place>& base, const std::vector<Place>& candidate,
                                 std::uint32_t planned = 3) {
  Policy policy;
  policy.planned_looks = planned;
  return against_look(study_of(side("a", base), side("b", candidate)), policy);
}

TEST(Study, OnlyAPlannedLookAtOnePlanMayDecide) {
  EXPECT_THAT(against({none}, {none}), IsEmpty());
  EXPECT_THAT(against({first}, {first}), IsEmpty());
  EXPECT_THAT(against({first, second}, {first}), IsEmpty()) << "only one side was extended";
  EXPECT_THAT(against({first}, {other}), ElementsAre(HasSubstr("several plans are mixed: 3fa9c1d2, 7777")));
  EXPECT_THAT(against({first}, {none}), ElementsAre(HasSubstr("no plan (1 of the recordings)")));
  EXPECT_THAT(against({unsaid}, {first}), ElementsAre("1 recording of the plan says no look"));
  EXPECT_THAT(against({second}, {second}), ElementsAre(HasSubstr("recordings of look 2 and none of look 1")));
  EXPECT_THAT(against({first, second}, {first, second}, 1),
              ElementsAre("it is look 2, and the policy plans 1 (planned_looks)"));
}

TEST(Study, LooksDecideAtTheirLevel) {
  const Study plain = study_of(side("a", {none}), side("b", {none})),
              planned = study_of(side("a", {first}), side("b", {first}));
  Policy policy;
  EXPECT_EQ(decision_level(plain, policy), 0.05);
  EXPECT_EQ(decision_level(planned, policy), 0.0221);
  policy.planned_looks = 1;
  EXPECT_EQ(decision_level(planned, policy), 0.05);
  EXPECT_EQ(look_name(plain, policy), "");
  EXPECT_EQ(look_name(planned, policy), "look 1 of 1 planned at plan 3fa9c1d2");
}

}  // namespace
}  // namespace crossfade::analysis
