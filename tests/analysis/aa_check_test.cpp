#include "analysis/aa_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::SyntheticHost;

RecordingPointer recorded(const char* host_id, std::uint64_t seed, double speed = 1) {
  SyntheticHost host;
  host.host_id = host_id;
  host.seed = seed;
  host.speed = speed;
  host.requests = 500;
  host.grid_points = 4;
  // No two hosts begin at the same nanosecond: that would be a copy.
  host.start_unix_ns += static_cast<std::int64_t>(seed) * 1'000'000'000'000 + host_id[0];
  return opened(host);
}

TEST(AaCheck, PairsNeighboursInTimeOfOneHost) {
  const auto check = aa_check({recorded("a", 3), recorded("b", 1), recorded("a", 1), recorded("a", 2),
                               recorded("b", 2), recorded("a", 4), recorded("c", 1)},
                              {});
  ASSERT_TRUE(check) << results::to_line(check.error());
  EXPECT_EQ(check->pairs, 3U);
  EXPECT_EQ(check->hosts, 2U);
  EXPECT_EQ(check->left_out.size(), 1U);
  ASSERT_TRUE(check->share);
  EXPECT_FALSE(check->failed()) << check->different << " of " << check->comparisons;
}

TEST(AaCheck, AHostThatChangedFails) {
  std::vector<RecordingPointer> all;
  for (std::uint64_t i = 1; i <= 16; ++i) all.push_back(recorded("a", i, i % 2 == 0 ? 2.0 : 1.0));
  const auto check = aa_check(all, {});
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->failed()) << check->different << " of " << check->comparisons;
}

TEST(AaCheck, OneBadPairIsNoFailureHoweverManyRowsItHas) {
  std::vector<RecordingPointer> all;
  for (std::uint64_t i = 1; i <= 20; ++i) all.push_back(recorded("a", i, i == 2 ? 2.0 : 1.0));
  const auto check = aa_check(all, {});
  ASSERT_TRUE(check && check->share);
  EXPECT_EQ(check->units, 10U);
  EXPECT_FALSE(check->units_are_hosts);
  EXPECT_GT(check->share->share, 0.05) << "rows of the bad pair are called different";
  EXPECT_FALSE(check->failed()) << check->different << " of " << check->comparisons;
}

TEST(AaCheck, WhereThereAreEnoughHostsTheyAreWhatIsCounted) {
  std::vector<RecordingPointer> all;
  const std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "g", "h"};
  for (const std::string& host : names) {
    for (std::uint64_t i = 1; i <= 4; ++i)  // one host is bad, in both of its pairs
      all.push_back(recorded(host.c_str(), 10 * (host[0] - 'a') + i, host == "c" && i % 2 == 0 ? 2.0 : 1.0));
  }
  const auto check = aa_check(all, {});
  ASSERT_TRUE(check && check->share);
  EXPECT_TRUE(check->units_are_hosts);
  EXPECT_EQ(check->units, 8U);
  EXPECT_EQ(check->pairs, 16U);
  EXPECT_FALSE(check->failed()) << check->different << " of " << check->comparisons;
}

TEST(AaCheck, AShiftThatNoSinglePairShowsIsSeenInAllOfThem) {
  const auto check_with = [](double second) {
    std::vector<RecordingPointer> all;
    for (std::uint64_t i = 1; i <= 20; ++i) all.push_back(recorded("a", i, i % 2 == 0 ? second : 1.0));
    return aa_check(all, {});
  };
  const auto same = check_with(1), shifted = check_with(1.06);
  ASSERT_TRUE(same && shifted);
  EXPECT_EQ(same->shifted, 0U);
  EXPECT_FALSE(same->failed());
  const auto capacity = [](const AaCheck& check) {
    return *std::find_if(check.rows.begin(), check.rows.end(),
                         [](const AaRow& row) { return row.metric == "capacity"; });
  };
  const AaRow row = capacity(*shifted);
  EXPECT_EQ(row.different, 0U) << "pair by pair it is within what is assumed";
  ASSERT_TRUE(row.called_from && row.seen_from && row.spread && row.shift_interval);
  EXPECT_GT(*row.called_from, 1.06);
  EXPECT_LT(*row.seen_from, 1.06);
  EXPECT_TRUE(row.is_shifted());
  EXPECT_TRUE(row.shift_interval->contains(1.06)) << row.shift;
  EXPECT_TRUE(shifted->failed());
  // The spread is between recordings: a shift that all pairs have is none.
  EXPECT_LT(row.spread->deviation, 2 * capacity(*same).spread->deviation);
}

TEST(AaCheck, WithoutAPairIsAnError) {
  const auto check = aa_check({recorded("a", 1), recorded("b", 1)}, {});
  ASSERT_FALSE(check);
  EXPECT_THAT(results::to_line(check.error()), HasSubstr("no two recordings are of one host"));
}

}  // namespace
}  // namespace crossfade::analysis
