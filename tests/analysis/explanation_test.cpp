#include "analysis/report/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "results/vocabulary/metric.h"
#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Explanation, EveryTopicHasItsSection) {
  EXPECT_THAT(missing_sections(), IsEmpty());
}

TEST(Explanation, OfAMetricHasFormulaUnitAndTheSection) {
  const auto capacity = explanation("SLO_rate");
  ASSERT_TRUE(capacity);
  EXPECT_THAT(*capacity, HasSubstr("higher is better"));
  EXPECT_THAT(*capacity, HasSubstr("## 6. SLO throughput"));
  EXPECT_THAT(*capacity, Not(HasSubstr("## 7."))) << "one section, not the rest of the page";
  EXPECT_THAT(*explanation("ipc"), HasSubstr("formula: instructions / cycles"));
}

TEST(Explanation, OfEveryMetricHasTheSectionOfThePage) {
  for (const results::Metric& m : results::metrics()) {
    const auto text = explanation(std::string(m.id));
    ASSERT_TRUE(text) << m.id;
    EXPECT_THAT(*text, HasSubstr(std::string(m.help))) << m.id;
    EXPECT_THAT(*text, HasSubstr("\nFrom docs/methodology.md:\n\n## ")) << m.id;
  }
  EXPECT_THAT(*explanation("cpi_memory"), HasSubstr("## 17. Why"));
  EXPECT_THAT(*explanation("cost_per_million"), HasSubstr("## 7. Cost"));
}

TEST(Explanation, OfARuleHasThresholdReasonAndConsequence) {
  const auto rule = explanation("run-queue-wait");
  ASSERT_TRUE(rule);
  EXPECT_THAT(*rule, HasSubstr("threshold: 0.02"));
  EXPECT_THAT(*rule, HasSubstr("consequence: "));
}

TEST(Explanation, WordsOfTheTablesAreExplained) {
  for (const char* term : {"h0", "r1", "r0", "tipping", "break-even", "residual", "mix"}) {
    const auto text = explanation(term);
    ASSERT_TRUE(text) << term;
    EXPECT_THAT(*text, ::testing::StartsWith(std::string(term) + ": "));
    EXPECT_THAT(*text, HasSubstr("From docs/methodology.md:")) << term;
    EXPECT_THAT(explained_names(), HasSubstr(std::string("\n  ") + term + " "));
  }
  for (const char* section : {"ratio", "slo", "verdict", "why"})
    EXPECT_THAT(*explanation(section), ::testing::AnyOf(HasSubstr("Worked example"), HasSubstr("Example:")))
        << section;
}

TEST(Explanation, WordsOfTheCounterTablesAreExplained) {
  EXPECT_THAT(*explanation("coverage"), HasSubstr("exact (99.9 % and more)"));
  EXPECT_THAT(*explanation("tier"), HasSubstr("msr (APERF and MPERF)"));
  for (const char* const name : {"top-down", "topdown", "Top-Down", "top down"}) {
    const auto text = explanation(name);
    ASSERT_TRUE(text) << name;
    EXPECT_THAT(*text, HasSubstr("retiring, bad speculation, front end, back end")) << name;
  }
}

TEST(Explanation, AUnitIsWhatTheTablesCallIt) {
  EXPECT_THAT(*explanation("ipc"), HasSubstr("\n  unit: 1\n"));
  EXPECT_THAT(*explanation("latency_p99"), HasSubstr("\n  unit: ns\n"));
}

TEST(Explanation, NearestNameIsOffered) {
  const auto wrong = explanation("capacty");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, results::ErrorKind::usage);
  EXPECT_THAT(results::to_line(wrong.error()), HasSubstr("capacity"));
}

TEST(Explanation, WithoutANameEverythingIsListed) {
  const std::string names = explained_names();
  for (const char* name : {"verdict", "slo_rate", "cycles", "silent-neighbour"})
    EXPECT_THAT(names, HasSubstr(name));
}

using ExplainCommand = testing::ReportCase;

TEST_F(ExplainCommand, PrintsIt) {
  EXPECT_THAT(*report({"explain", "verdict"}), HasSubstr("Verdict"));
  EXPECT_THAT(*report({"explain"}), HasSubstr("Topics"));
  EXPECT_THAT(results::to_line(error({"explain", "a", "b"})), HasSubstr("b"));
}

}  // namespace
}  // namespace crossfade::analysis
