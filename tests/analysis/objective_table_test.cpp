#include "analysis/report/objective_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// 8 blocks, of which the panel sees the first ones disturbed.
Table table_with(std::uint32_t disturbed_blocks) {
  testing::SyntheticHost host;
  host.chunk_requests = 2'000;
  host.requests = 100;
  host.grid_points = 0;
  host.microarchitecture = "Zen 5";
  host.panel_loads_per_cycle = 3.99;
  host.disturbed_blocks = disturbed_blocks;
  testing::SyntheticWorkload workload;
  workload.slo_p99_ns = 1'000'000;
  return objective_table(side_of({testing::synthetic_recording(host, {workload})}), "tls_segment");
}

const Cell& cell(const Table& table, std::size_t row, const std::string& column) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].id == column) return table.rows.at(row).at(c);
  }
  ADD_FAILURE() << "no column " << column;
  return table.rows.at(0).at(0);
}

bool is_shown_to_people(const Table& table, const std::string& column) {
  for (const Column& c : table.columns) {
    if (c.id == column) return !c.data_only;
  }
  return false;
}

TEST(ObjectiveTable, CautionsOfBothColumnsAreFootnotes) {
  const Table table = table_with(3);
  ASSERT_EQ(table.rows.size(), 7U);
  EXPECT_TRUE(is_shown_to_people(table, "undisturbed"));
  EXPECT_TRUE(cell(table, 2, "undisturbed").value);
  // 16,000 requests as experienced, 10,000 undisturbed: few seconds both, and not the same few.
  EXPECT_THAT(table.notes, Contains(HasSubstr("every row: solved from ")));
  EXPECT_THAT(table.notes, Contains(HasSubstr("every row: undisturbed: solved from ")));
}

TEST(ObjectiveTable, TooFewUndisturbedBlocksAreAReasonAndNoValue) {
  const Table table = table_with(5);
  EXPECT_FALSE(is_shown_to_people(table, "undisturbed"));
  EXPECT_FALSE(cell(table, 2, "undisturbed").value);
  EXPECT_EQ(cell(table, 2, "undisturbed").absent_because, "undisturbed in 3 of 8 blocks: it takes 4");
  EXPECT_THAT(table.notes,
              Contains("every row: no undisturbed value: undisturbed in 3 of 8 blocks: it takes 4"));
}

TEST(ObjectiveTable, WhereNobodyDisturbedTheColumnIsTheSameAndSoIsWhatIsSaid) {
  const Table table = table_with(0);
  EXPECT_EQ(cell(table, 2, "undisturbed").text, "same");
  EXPECT_THAT(table.notes, Not(Contains(HasSubstr("undisturbed: "))));
}

TEST(ObjectiveTable, SaysOfWhatQualityItsStagesWere) {
  testing::SyntheticHost host;
  host.chunk_requests = 2'000;
  host.grid_points = 0;
  testing::SyntheticWorkload workload;
  workload.slo_p99_ns = 1'000'000;
  auto recording = testing::synthetic_recording(host, {workload});
  std::size_t chunks = 0;
  for (results::Stage& stage : recording.stages) {
    if (stage.kind != results::StageKind::slo_chunk) continue;
    stage.quality = chunks++ < 2 ? results::Quality::voided : results::Quality::disturbed;
  }
  const Table table = objective_table(side_of({recording}), "tls_segment");
  EXPECT_EQ(cell(table, 2, "disturbed").text, "100 %");
  EXPECT_THAT(table.notes, Contains("every row: disturbed 100 %: too much to say"));
  EXPECT_THAT(table.notes,
              Contains("Void, so not in any row: 2 of 8 stages near that rate (disturbed beyond use)."));
}

}  // namespace
}  // namespace crossfade::analysis
