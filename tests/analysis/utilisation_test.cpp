#include "analysis/utilisation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/report/utilisation_table.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

SyntheticHost m5() {
  SyntheticHost host;
  host.instance_type = "m5.4xlarge";
  host.workers = 16;
  host.cores = 8;
  host.sibling_gain = 0.3125;
  host.thread_counts = {1, 2, 4, 6, 8, 12, 16};
  host.grid_base_per_s = 10'000;
  return host;
}

SyntheticHost m7a() {
  SyntheticHost host = m5();
  host.instance_type = "m7a.4xlarge";
  host.host_id = "host-b";
  host.cores = 16;
  host.thread_counts = {1, 2, 4, 8, 12, 16};
  host.seed = 2;
  return host;
}

UtilisationTable table_of(const SyntheticHost& base, const SyntheticHost& candidate,
                          std::optional<double> target, std::uint64_t net_out_bytes = 1000) {
  SyntheticWorkload workload;
  workload.net_out_bytes = net_out_bytes;
  const std::vector<Comparison> c{
      *compare(side_of({synthetic_recording(base, {workload})}, base.instance_type),
               side_of({synthetic_recording(candidate, {workload})}, candidate.instance_type), {})};
  return utilisation(c, cost(c, PriceBook::shipped(), {}), target);
}

TEST(Utilisation, CostsAtTheTargetAndAtCapacity) {
  const UtilisationTable t = table_of(m5(), m7a(), 0.45);
  ASSERT_EQ(t.rows.size(), 2U);
  const UtilisationRow& base = t.rows[0];
  ASSERT_TRUE(base.target_per_s.value && base.target_cost.value && base.capacity_cost.value &&
              base.slo_cost.value);
  EXPECT_NEAR(*base.target_cost.value, 1e6 * 0.768 / (3600 * *base.target_per_s.value), 1e-12);
  EXPECT_NEAR(*base.target_cost.value / *base.capacity_cost.value, 10.5 / 7.2, 0.01);
  ASSERT_TRUE(base.target_cost.interval);
  EXPECT_TRUE(base.target_cost.interval->contains(*base.target_cost.value));
  EXPECT_FALSE(base.same_share_target.value) << "that is of a candidate";
  EXPECT_FALSE(base.target_is_beyond_slo);
}

TEST(Utilisation, ATargetIsTranslatedByPartsOfThePeak) {
  const UtilisationTable t = table_of(m5(), m7a(), 0.45);
  ASSERT_TRUE(t.rows.at(1).same_share_target.value);
  EXPECT_NEAR(*t.rows[1].same_share_target.value, 7.2 / 10.5, 0.005);
  EXPECT_THAT(t.notes, Contains(HasSubstr("busy by thread counts")));
  EXPECT_THAT(utilisation_table(t).notes, Contains(HasSubstr("m5.4xlarge at 45 % busy = 69 %")));
}

TEST(Utilisation, BothSidesAreTakenByOneBasis) {
  SyntheticHost quick = m7a();
  quick.thread_counts = {1, 16};
  const UtilisationTable t = table_of(m5(), quick, 0.45);
  EXPECT_TRUE(t.rows.at(0).target_per_s.value && t.rows.at(1).target_per_s.value);
  EXPECT_THAT(t.notes, Contains(HasSubstr("busy by offered load")));
}

TEST(Utilisation, WhatTheRecordingsDoNotAllowIsAbsentWithTheReason) {
  SyntheticHost base = m5(), candidate = m7a();
  base.grid_points = candidate.grid_points = 5;  // up to 25,000/s, a third and less of what they could
  base.thread_counts = candidate.thread_counts = {1, 16};
  const UtilisationTable t = table_of(base, candidate, 0.7);
  EXPECT_FALSE(t.rows.at(0).target_per_s.value);
  EXPECT_FALSE(t.rows.at(0).target_per_s.absent_because.empty());
  EXPECT_FALSE(t.rows.at(0).target_cost.value);
  EXPECT_TRUE(t.rows.at(0).capacity_cost.value);
  EXPECT_FALSE(t.rows.at(1).same_share_target.value);
  EXPECT_FALSE(t.rows.at(1).same_share_target.absent_because.empty());
}

TEST(Utilisation, ATargetBeyondTheObjectiveSaysSo) {
  const UtilisationTable t = table_of(m5(), m7a(), 1);
  EXPECT_TRUE(t.rows.at(1).target_is_beyond_slo);
  EXPECT_NEAR(*t.rows[1].target_cost.value, *t.rows[1].capacity_cost.value, 1e-12);
}

TEST(Utilisation, TheNetworkCarriesNoMore) {
  const UtilisationTable t = table_of(m5(), m7a(), 0.45, 100'000);  // 5 Gbit/s: 6,250/s
  ASSERT_TRUE(t.rows.at(0).target_per_s.value);
  EXPECT_NEAR(*t.rows[0].target_per_s.value, 6'250, 1);
  EXPECT_THAT(t.rows[0].target_per_s.cautions, Contains(HasSubstr("the network binds")));
  EXPECT_EQ(*t.rows[0].target_cost.value, *t.rows[0].capacity_cost.value);
}

TEST(Utilisation, WithoutATargetThereIsNone) {
  const UtilisationTable t = table_of(m5(), m7a(), {});
  EXPECT_FALSE(t.rows.at(0).target_per_s.value);
  EXPECT_TRUE(t.rows.at(0).capacity_cost.value);
  EXPECT_TRUE(t.notes.empty());
}

TEST(Utilisation, WithoutAPriceThereIsNoCost) {
  SyntheticHost unknown = m7a();
  unknown.instance_type = "m99.huge";
  const UtilisationTable t = table_of(m5(), unknown, 0.45);
  EXPECT_EQ(t.rows.at(1).target_cost.absent_because, "price unknown");
  EXPECT_EQ(t.rows.at(1).capacity_cost.absent_because, "price unknown");
  EXPECT_TRUE(t.rows.at(1).same_share_target.value) << "needs no price";
}

}  // namespace
}  // namespace crossfade::analysis
