// The schema as data: consistent in itself, and the documentation lists exactly what it says.
#include "results/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "results/summary_matrix.h"
#include "tests/results/schema_document.h"

namespace crossfade::results {
namespace {

TEST(Schema, EveryColumnHasAUniqueNameAUnitAndAText) {
  std::set<std::string> names;
  for (const Table& each : tables()) {
    EXPECT_TRUE(names.insert(std::string(each.name)).second) << each.name;
    EXPECT_FALSE(each.long_name.empty());
    EXPECT_GT(each.max_rows, 0U);
    EXPECT_LT(each.max_rows, UINT32_MAX) << "row numbers are u32";
    for (const Column& column : each.columns) {
      const std::string name = std::string(each.name) + "_" + std::string(column.name);
      EXPECT_TRUE(names.insert(name).second) << name;
      EXPECT_FALSE(column.unit.empty()) << name;
      EXPECT_FALSE(column.long_name.empty()) << name;
    }
  }
}

TEST(Schema, NamesThatCarryAUnitHaveIt) {
  for (const Table& each : tables()) {
    for (const Column& column : each.columns) {
      if (column.name.ends_with("_unix_ns")) continue;
      if (column.name.ends_with("_ns")) {
        EXPECT_EQ(column.unit, "ns") << column.name;
      }
      if (column.name.ends_with("_bytes")) {
        EXPECT_EQ(column.unit, "byte") << column.name;
      }
      if (column.name.ends_with("_hz")) {
        EXPECT_EQ(column.unit, "Hz") << column.name;
      }
      if (column.name.ends_with("_per_s")) {
        EXPECT_EQ(column.unit, "s-1") << column.name;
      }
    }
  }
}

TEST(Schema, TablesComeAfterTheTablesTheyPointTo) {
  std::set<std::string_view> before;
  for (const Table& each : tables()) {
    for (const Column& column : each.columns) {
      if (!column.points_to.empty()) {
        EXPECT_TRUE(before.contains(column.points_to)) << column.name;
      }
    }
    before.insert(each.name);
  }
}

TEST(Schema, MeaningsFitTheirNumberAndAreWords) {
  for (const Table& each : tables()) {
    for (const Column& column : each.columns) {
      EXPECT_LT(column.meanings.size(), missing_integer(CellType::u8));
      EXPECT_EQ(column.meanings.empty(), column.type != CellType::u8) << column.name;
      for (const auto meaning : column.meanings) EXPECT_EQ(meaning.find(' '), std::string_view::npos);
    }
  }
}

TEST(Schema, AccessorsReachTheirMember) {
  Stage stage;
  stage.kind = StageKind::spike;
  stage.offered_per_s = 2.5;
  stage.steal_ns = 0;
  for (const Column& column : table("stage").columns) {
    if (column.name == "kind") {
      EXPECT_EQ(column.integer(&stage), 5U);
    }
    if (column.name == "offered_per_s") {
      EXPECT_EQ(column.real(&stage), 2.5);
    }
    if (column.name == "steal_ns") {
      EXPECT_EQ(column.integer(&stage), 0U);
    }
    if (column.name == "gap_ns") {
      EXPECT_EQ(column.integer(&stage), UINT64_MAX);
    }
    if (column.name == "gap_ns") column.set_integer(&stage, 0);
    if (column.name == "steal_ns") column.set_integer(&stage, UINT64_MAX);
  }
  EXPECT_EQ(stage.gap_ns, 0U);
  EXPECT_EQ(stage.steal_ns, std::nullopt);
  EXPECT_DEATH(static_cast<void>(table("nothing")), "no such table");
}

/// To renew the section: CROSSFADE_UPDATE_DOCS=1 and run this test.
TEST(Schema, TheDocumentationListsEveryColumn) {
  const std::string path = CROSSFADE_SOURCE_DIRECTORY "/docs/recording-format.md";
  const std::string begin = "<!-- schema: begin -->\n", end = "<!-- schema: end -->\n";
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::size_t first = text.find(begin), last = text.find(end);
  ASSERT_NE(first, std::string::npos) << path;
  ASSERT_NE(last, std::string::npos) << path;
  const std::string expected = testing::schema_document() + "\n";
  const std::string written = text.substr(first + begin.size(), last - first - begin.size());
  if (std::getenv("CROSSFADE_UPDATE_DOCS") != nullptr && written != expected) {
    text.replace(first + begin.size(), written.size(), expected);
    std::ofstream(path) << text;
    return;
  }
  EXPECT_EQ(written, expected) << "renew it with CROSSFADE_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace crossfade::results
