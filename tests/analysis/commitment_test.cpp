#include "analysis/commitment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

Day day(const char* text) {
  return *parse_day(text);
}

TEST(PayBack, WithoutACommitmentTheRatioAloneDecides) {
  const Day move = day("2026-12-01");
  EXPECT_EQ(pay_back(0.8, move, {}, {}).kind, PayBack::Kind::at_once);
  EXPECT_EQ(pay_back(1, move, {}, {}).kind, PayBack::Kind::never);
  EXPECT_EQ(pay_back(1.2, move, {}, {}).kind, PayBack::Kind::never);
  EXPECT_EQ(pay_back(0.8, move, day("2026-11-30"), {}).kind, PayBack::Kind::at_once) << "it is over";
}

TEST(PayBack, WhatIsPaidTwiceIsSavedAfterTheCommitment) {
  // 100 days at 0.8 on top; then 0.2 a day comes back: 400 days more.
  const Day move = day("2026-12-01"), end = move + std::chrono::days(100);
  const PayBack p = pay_back(0.8, move, end, {});
  EXPECT_EQ(p.kind, PayBack::Kind::on_day);
  EXPECT_EQ((p.day - move).count(), 500);
  EXPECT_EQ(pay_back_text(p), "2028-04-14");
  EXPECT_EQ(pay_back(1.01, move, end, {}).kind, PayBack::Kind::never);
  EXPECT_EQ(pay_back(0.9999, move, end, {}).kind, PayBack::Kind::never) << "not in a hundred years";
}

TEST(PayBack, AgreesWithAddingUpDays) {
  const Day move = day("2026-12-01");
  for (const double ratio : {0.5, 0.75, 0.9, 1.25, 2.0}) {
    for (const int base : {0, 30, 200}) {
      for (const int own : {0, 50, 400}) {
        // By day: what staying and moving have cost so far.
        double saved = 0;
        int last_negative = -1, last_positive = -1;
        for (int x = 0; x < 20'000; ++x) {
          if (saved < -1e-9) last_negative = x;
          if (saved > 1e-9) last_positive = x;
          saved += (x >= base ? 1 : 0) - (x >= own ? ratio : 0);
        }
        const PayBack p =
            pay_back(ratio, move, move + std::chrono::days(base), move + std::chrono::days(own));
        const auto days = (p.day - move).count();
        const auto where = ::testing::Message() << ratio << " " << base << " " << own;
        if (ratio < 1 && last_negative < 0) {
          EXPECT_EQ(p.kind, PayBack::Kind::at_once) << where;
        } else if (ratio < 1) {
          ASSERT_EQ(p.kind, PayBack::Kind::on_day) << where;
          EXPECT_EQ(days, last_negative + 1) << where;
        } else if (last_positive < 0) {
          EXPECT_EQ(p.kind, PayBack::Kind::never) << where;
        } else {
          ASSERT_EQ(p.kind, PayBack::Kind::until) << where;
          EXPECT_NEAR(static_cast<double>(days), last_positive + 1, 1) << where;
        }
      }
    }
  }
}

TEST(ParseCommitment, IsAFamilyAndADay) {
  const auto c = parse_commitment("m5:until=2027-10-01");
  ASSERT_TRUE(c);
  EXPECT_EQ(c->family, "m5");
  EXPECT_EQ(day_text(c->until), "2027-10-01");
  for (const char* bad : {"", "m5", "m5:until=", "m5:until=2027-02-30", "m5:until=October",
                          ":until=2027-10-01", "m5.xlarge:until=2027-10-01", "m5:2027-10-01"}) {
    const auto refused = parse_commitment(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().kind, results::ErrorKind::usage);
    EXPECT_THAT(refused.error().remedy, HasSubstr("m5:until=2027-10-01"));
  }
}

/// Of m5.xlarge against a faster type.
std::vector<Comparison> compared(const std::string& candidate_type) {
  SyntheticWorkload workload;
  workload.net_out_bytes = 1000;
  SyntheticHost a, b;
  a.instance_type = "m5.xlarge";
  b.instance_type = candidate_type;
  b.host_id = "host-b";
  b.speed = 2;
  b.seed = 2;
  a.grid_points = b.grid_points = 14;
  return {*compare(side_of({synthetic_recording(a, {workload})}, "m5.xlarge"),
                   side_of({synthetic_recording(b, {workload})}, candidate_type), {})};
}

CommitmentTable table_of(const std::vector<Comparison>& c, const std::vector<Commitment>& committed) {
  auto table = commitments(c, moves_of(cost(c, PriceBook::shipped(), {})), committed, day("2026-12-01"));
  EXPECT_TRUE(table);
  return *std::move(table);
}

TEST(Commitments, ShiftTheBreakEvenDate) {
  const auto c = compared("m7a.xlarge");
  const CommitmentTable t = table_of(c, {{"m5", day("2027-10-01")}});
  ASSERT_EQ(t.rows.size(), 1U);
  const CommitmentRow& row = t.rows[0];
  ASSERT_TRUE(row.cost_ratio.value && row.pay_back && row.best && row.worst);
  ASSERT_LT(*row.cost_ratio.value, 1);
  EXPECT_EQ(row.pay_back->kind, PayBack::Kind::on_day);
  EXPECT_EQ(row.pay_back->day, pay_back(*row.cost_ratio.value, t.move, day("2027-10-01"), {}).day);
  EXPECT_GT(row.pay_back->day, day("2027-10-01"));
  EXPECT_LT(row.best->day, row.pay_back->day);
  EXPECT_THAT(t.notes, Contains(HasSubstr("Moving on 2027-10-01")));
}

TEST(Commitments, WithinTheCommittedFamilyNothingIsPaidTwice) {
  const CommitmentTable t = table_of(compared("m5.2xlarge"), {{"m5", day("2027-10-01")}});
  ASSERT_EQ(t.rows.size(), 1U);
  ASSERT_TRUE(t.rows[0].pay_back);
  EXPECT_NE(t.rows[0].pay_back->kind, PayBack::Kind::on_day);
  EXPECT_THAT(t.notes, Contains(HasSubstr("of the committed family itself")));
}

TEST(Commitments, WhatIsOverShiftsNothing) {
  const CommitmentTable t = table_of(compared("m7a.xlarge"), {{"m5", day("2026-10-01")}});
  ASSERT_TRUE(t.rows.at(0).pay_back);
  EXPECT_EQ(t.rows[0].pay_back->kind, PayBack::Kind::at_once);
  EXPECT_THAT(t.notes, Contains(HasSubstr("it shifts nothing")));
}

TEST(Commitments, AFamilyThatIsNotComparedIsAMistake) {
  const auto c = compared("m7a.xlarge");
  const auto refused = commitments(c, moves_of(cost(c, PriceBook::shipped(), {})),
                                   {{"m7i", day("2027-10-01")}}, day("2026-12-01"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::usage);
  EXPECT_THAT(refused.error().why, HasSubstr("m5, m7a"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("m7a"));
}

TEST(Commitments, WithoutACostRatioThereIsAReason) {
  const auto c = compared("m99.huge");
  const CommitmentTable t = table_of(c, {{"m5", day("2027-10-01")}});
  ASSERT_EQ(t.rows.size(), 1U);
  EXPECT_FALSE(t.rows[0].pay_back);
  EXPECT_EQ(t.rows[0].absent_because, "price unknown");
}

}  // namespace
}  // namespace crossfade::analysis
