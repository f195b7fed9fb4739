// The tables of what can be counted, and docs/counters.md, which has them too.
#include "analysis/report/counter_catalogue.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace crossfade::analysis {
namespace {

/// As plain as it can be read without a program.
std::string as_markdown(const Document& d) {
  std::string text;
  for (const Table& t : d.tables) {
    std::string heading = "|", rule = "|";
    for (const Column& c : t.columns) {
      if (c.data_only) continue;
      heading += fmt::format(" {} |", c.name);
      rule += "---|";
    }
    text += fmt::format("\n### {}\n\n{}\n{}\n", t.title, heading, rule);
    for (const auto& row : t.rows) {
      text += "|";
      for (std::size_t c = 0; c < row.size(); ++c) {
        if (!t.columns[c].data_only) text += fmt::format(" {} |", row[c].text);
      }
      text += "\n";
    }
    for (const std::string& note : t.notes) text += "\n" + note + "\n";
  }
  return text;
}

const Table& table(const Document& d, const std::string& title) {
  for (const Table& t : d.tables) {
    if (t.title == title) return t;
  }
  ADD_FAILURE() << "no table " << title;
  return d.tables.front();
}

std::vector<std::string> row(const Table& t, const std::string& metric) {
  for (const auto& cells : t.rows) {
    std::vector<std::string> texts;
    for (const Cell& cell : cells) texts.push_back(cell.text);
    if (texts[0] == metric || texts[1] == metric) return texts;
  }
  ADD_FAILURE() << "no row " << metric;
  return {};
}

using Texts = std::vector<std::string>;

TEST(CounterCatalogue, HasARowForEveryEventItsCodesAndWhatFollows) {
  const Document d = counter_catalogue();
  const Texts fills = row(table(d, "What can be counted"), "dram_fills");
  EXPECT_EQ(Texts(fills.begin(), fills.end() - 1),
            (Texts{"dram_fills", "fills from memory", "1", "neither", "analogous"}));
  EXPECT_THAT(fills.back(), ::testing::HasSubstr("Lines that came from memory"));
  EXPECT_EQ(row(table(d, "Zen 4"), "smt_slots"),
            (Texts{"Zen 4", "smt_slots", "0x1000060a0", "event 0x1a0, umask 0x60",
                   "de_no_dispatch_per_slot.smt_contention", "any", "in its pass", "encoding only"}));
  EXPECT_EQ(row(table(d, "Sapphire Rapids, Emerald Rapids"), "mispredict_slots")[5], "0 only");
  EXPECT_EQ(row(table(d, "Skylake-SP, Cascade Lake"), "cycles")[6], "in the first pass");
  EXPECT_EQ(row(table(d, "Granite Rapids"), "fixed_heavy_slots")[6], "where PERF_METRICS counts");
  const Texts walks = row(table(d, "What follows from it"), "itlb_walks_per_ki");
  EXPECT_EQ(walks[3], "1000 × itlb_walks / instructions");
  EXPECT_EQ(walks[4], "lower");
  EXPECT_EQ(row(table(d, "What follows from it"), "cpi_memory")[3],
            "its share of the slots × cycles / instructions");
  EXPECT_EQ(row(table(d, "Top-down"), "Zen 2 and Zen 3, approximation").back(), "a hint");
}

/// With CROSSFADE_UPDATE_DOCS set it is written there instead.
TEST(CounterCatalogue, TheDocumentationHasTheSameTables) {
  const std::string path = CROSSFADE_SOURCE_DIRECTORY "/docs/counters.md";
  const std::string begin = "<!-- catalogue: begin -->\n", end = "<!-- catalogue: end -->\n";
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::size_t first = text.find(begin), last = text.find(end);
  ASSERT_NE(first, std::string::npos) << path;
  ASSERT_NE(last, std::string::npos) << path;
  const std::string written = text.substr(first + begin.size(), last - first - begin.size());
  const std::string expected = as_markdown(counter_catalogue());
  if (std::getenv("CROSSFADE_UPDATE_DOCS") != nullptr && written != expected) {
    text.replace(first + begin.size(), written.size(), expected);
    std::ofstream(path) << text;
    return;
  }
  EXPECT_EQ(written, expected) << "renew it with CROSSFADE_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace crossfade::analysis
