// What the tables of cost say of a figure, beside the figure. The figures themselves: cost_test.cpp.
#include "analysis/report/cost_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace crossfade::analysis
