#include <gtest/gtest.h>

#include <set>
#include <string>

#include "results/enum_names.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/rule.h"
#include "results/vocabulary/shedding_policy.h"

namespace crossfade::results {
namespace {

TEST(Metric, IdsAreUniqueAndEveryRowIsComplete) {
  std::set<std::string_view> ids;
  for (const auto rows : {metrics(), event_metrics()}) {
    for (const Metric& metric : rows) {
      EXPECT_TRUE(ids.insert(metric.id).second) << metric.id;
      EXPECT_FALSE(metric.name.empty() || metric.unit.empty() || metric.help.empty()) << metric.id;
      EXPECT_EQ(find_metric(metric.id), &metric);
    }
  }
  EXPECT_EQ(find_metric("no_such_metric"), nullptr);
}

TEST(Metric, TotalsAreNeitherBetterNorWorse) {
  for (const Metric& metric : event_metrics()) EXPECT_EQ(metric.direction, Direction::neutral) << metric.id;
}

TEST(DerivedMetric, RowsSpeakTheVocabularyAndStandTogether) {
  std::set<std::string_view> seen;
  std::string_view last;
  for (const DerivedMetric& row : derived_metrics()) {
    EXPECT_NE(find_metric(row.metric), nullptr) << row.metric;
    for (const std::string_view input : {row.above, row.plus, row.below}) {
      if (!input.empty()) {
        EXPECT_NE(find_metric(input), nullptr) << input;
      }
    }
    EXPECT_FALSE(row.above.empty()) << row.metric;
    EXPECT_TRUE(row.metric == last || seen.insert(row.metric).second) << row.metric << " is in two places";
    last = row.metric;
    EXPECT_EQ(ways_to_derive(row.metric).front().metric, row.metric);
  }
  EXPECT_EQ(ways_to_derive("ipc").size(), 1U);
  EXPECT_EQ(ways_to_derive("dtlb_walks_per_ki").size(), 2U);
  EXPECT_TRUE(ways_to_derive("capacity").empty());
}

TEST(DerivedMetric, IsWhatItsNameSays) {
  for (const DerivedMetric& row : derived_metrics()) {
    if (row.metric.ends_with("_per_ki")) {
      EXPECT_EQ(row.below, "instructions") << row.metric;
      EXPECT_EQ(row.factor, 1000) << row.metric;
    }
    if (row.metric.ends_with("_per_request")) {
      EXPECT_EQ(row.below, "") << row.metric << ": requests";
      EXPECT_EQ(row.factor, 1) << row.metric;
    }
  }
}

TEST(DerivedMetric, SaysItsFormula) {
  EXPECT_EQ(formula_of(ways_to_derive("ipc")[0]), "instructions / cycles");
  EXPECT_EQ(formula_of(ways_to_derive("cycles_per_request")[0]), "cycles / requests");
  EXPECT_EQ(formula_of(ways_to_derive("cycles_per_request")[1]), "aperf_cycles / requests");
  EXPECT_EQ(formula_of(ways_to_derive("counted_clock")[1]), "1e+09 × aperf_cycles / task_clock");
  EXPECT_EQ(formula_of(ways_to_derive("dtlb_walks_per_ki")[1]),
            "1000 × (dtlb_load_walks + dtlb_store_walks) / instructions");
}

TEST(Rule, IdsAreUniqueAndEveryRowIsComplete) {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_EQ(rule.id.find(' '), std::string_view::npos) << rule.id;  // ids are stored space separated
    EXPECT_FALSE(rule.message.empty() || rule.why.empty() || rule.consequence.empty()) << rule.id;
    EXPECT_EQ(find_rule(rule.id), &rule);
  }
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
}

TEST(SheddingPolicy, RowsAreCompleteAndSpareTheImportant) {
  std::set<std::string_view> names;
  for (const SheddingPolicy& policy : shedding_policies()) {
    EXPECT_TRUE(names.insert(policy.name).second) << policy.name;
    EXPECT_FALSE(policy.text.empty()) << policy.name;
    EXPECT_EQ(find_shedding_policy(policy.name), &policy);
    EXPECT_GE(policy.shed_from[0], policy.shed_from[1]) << policy.name;
    EXPECT_GE(policy.shed_from[1], policy.shed_from[2]) << policy.name;
    EXPECT_GT(policy.shed_from[2], 0) << policy.name;
    EXPECT_TRUE(policy.cheap_from == SheddingPolicy::never || policy.cheap_from < policy.shed_from[1])
        << policy.name << " would shed before it helps";
  }
  EXPECT_NE(find_shedding_policy("none"), nullptr) << "what stages without a policy are recorded with";
  EXPECT_EQ(find_shedding_policy("no such policy"), nullptr);
}

TEST(SheddingPolicy, RanksFollowThePriority) {
  EXPECT_EQ(rank_of(0), ClassRank::critical);
  EXPECT_EQ(rank_of(1), ClassRank::degraded);
  EXPECT_EQ(rank_of(2), ClassRank::best_effort);
  EXPECT_EQ(rank_of(4'000'000'000), ClassRank::best_effort);
  EXPECT_EQ(name_of(ClassRank::best_effort), "best-effort");
}

TEST(EnumNames, NumbersAndNamesCorrespond) {
  EXPECT_EQ(name_of(StageKind::slo_chunk), "slo_chunk");
  EXPECT_EQ(enum_from<Quality>("void"), Quality::voided);
  EXPECT_EQ(enum_from<Quality>("Void"), std::nullopt);
  EXPECT_EQ(name_of(CounterState::zeroed), "zeroed");
  EXPECT_EQ(name_of(RepetitionOutcome::refused), "refused");
  EXPECT_EQ(name_of(RepetitionOutcome::interrupted), "interrupted");
  EXPECT_EQ(name_of(Arrival::trace), "trace");
  EXPECT_EQ(name_of(CounterTier::inferred), "inferred");
  EXPECT_EQ(name_of(CounterScope::cpu), "cpu");
  EXPECT_EQ(name_of(DistributionKind::start_error), "start_error");
  EXPECT_EQ(name_of(StageOutcome::failed), "failed");
  EXPECT_EQ(name_of(WaitMode::sleep), "sleep");
  EXPECT_EQ(name_of(RecordingKind::simulated), "simulated");
  EXPECT_EQ(name_of(RecordingState::interrupted), "interrupted");
}

}  // namespace
}  // namespace crossfade::results
