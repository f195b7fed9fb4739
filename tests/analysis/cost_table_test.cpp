// What the tables of cost say of a figure, beside the figure. The figures themselves: cost_test.cpp.
#include "analysis/report/cost_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace crossfade::analysis {
namespace {

using ::testing::Contains;

const Cell& per_million(const Table& table, std::size_t row) {
  std::size_t column = 0;
  while (table.columns.at(column).id != "per_million") ++column;
  return table.rows.at(row).at(column);
}

CostRow row_of(std::optional<statistics::Interval> interval, const char* why_not) {
  CostRow row;
  row.workload = "tls_segment";
  row.price.emplace();
  row.price->per_hour = 0.2;
  row.usd_per_million.value = 0.0044;
  row.usd_per_million.interval = interval;
  row.slo_rate_per_s.value = 12'000;
  row.slo_rate_per_s.no_interval_because = why_not;
  return row;
}

TEST(CostTable, ACostWithoutAnIntervalDoesNotLookLikeOneThatIsSupported) {
  CostTable cost;
  cost.rows = {row_of(statistics::Interval{0.004, 0.005}, ""), row_of({}, "tail unsupported: 9.4 of 10")};
  const Table table = cost_tables(cost).at(0);
  EXPECT_EQ(per_million(table, 0).text, "0.00440 [0.00400, 0.00500]");
  EXPECT_EQ(per_million(table, 1).text, "0.00440, no interval");
  EXPECT_THAT(table.notes, Contains("a: tail unsupported: 9.4 of 10"));
}

TEST(CostTable, TheBindingLimitIsNamed) {
  CostTable cost;
  cost.rows = {row_of({}, ""), row_of({}, ""), row_of({}, ""), row_of({}, "")};
  for (std::size_t i = 0; i < 3; ++i) cost.rows[i].rate_per_s.value = 1'000;
  cost.rows[1].limit = BindingLimit::network;
  cost.rows[2].rate_per_s.value.reset();
  cost.rows[2].limit = BindingLimit::memory;
  const Table table = cost_tables(cost).at(0);
  std::size_t column = 0;
  while (table.columns.at(column).id != "limit") ++column;
  std::vector<std::string> limits;
  for (const auto& row : table.rows) limits.push_back(row.at(column).text);
  EXPECT_EQ(limits, (std::vector<std::string>{"CPU", "network", "memory", "-"}));
}

TEST(CostTable, TheRateBehindACostIsShownWhereItIsNotTheSloThroughput) {
  CostTable cost;
  cost.rows = {row_of({}, "")};
  cost.rows[0].rate_per_s.value = 1'000;
  cost.rows[0].rate_per_s.interval = statistics::Interval{900, 1'000};
  const auto rate_column = [&] {
    const Table table = cost_tables(cost).at(0);
    std::size_t column = 0;
    while (table.columns.at(column).id != "rate") ++column;
    return std::pair(table.columns.at(column).data_only, table.rows.at(0).at(column));
  };
  EXPECT_TRUE(rate_column().first) << "the SLO throughput says it";
  cost.rows[0].limit = BindingLimit::network;
  EXPECT_FALSE(rate_column().first);
  EXPECT_EQ(rate_column().second.value, 1'000);
  ASSERT_TRUE(rate_column().second.interval);
  EXPECT_EQ(rate_column().second.interval->low, 900);
}

}  // namespace
}  // namespace crossfade::analysis
