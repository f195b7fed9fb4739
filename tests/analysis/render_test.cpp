#include "analysis/render/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/render/text_layout.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;

Document document() {
  Table t;
  t.id = "t";
  t.title = "Title";
  t.columns = {
      {"name", "name", "", false, false}, {"x", "x", "s-1", true, false}, {"hidden", "", "", false, true}};
  t.rows = {
      {{"a|b", {}, {}, ""}, {"1.5 [1.0, 2.0]", 1.5, statistics::Interval{1, 2}, ""}, {"h1", {}, {}, ""}},
      {{"=sum(1)", {}, {}, ""}, {"", {}, {}, "too few, \"really\""}, {"h2", {}, {}, ""}},
      {{"quiet", {}, {}, ""}, {"3", 3, {}, ""}, {"h3", {}, {}, ""}}};
  t.data_only_rows = {2};
  t.notes = {"a note"};
  return {"D", {"head"}, {t}, {"foot"}};
}

TEST(Render, TextAlignsAndHidesWhatIsForMachines) {
  EXPECT_EQ(render_text(document()),
            "D\n  head\n\nTitle\nname                  x\n-------  --------------\na|b      1.5 [1.0, 2.0]\n"
            "=sum(1)               -\n  a note\n\nfoot\n");
}

Document wide() {
  Table t;
  t.id = "t";
  t.columns = {{"name", "name", "", false, false},
               {"x", "x", "", true, false},
               {"said", "", "", false, false},
               {"note", "note", "", false, false}};
  t.rows = {{{"one two three four five", {}, {}, ""},
             {"1.5 [1.0, 2.0]", {}, {}, ""},
             {"better", {}, {}, ""},
             {"", {}, {}, ""}},
            {{"six", {}, {}, ""},
             {"", {}, {}, "why"},
             {"not resolved: -1 ... +2 %", {}, {}, ""},
             {"a b", {}, {}, ""}}};
  return {"", {}, {t}, {}};
}

TEST(Render, ATableIsAsWideAsItNeedsUnlessAWidthIsGiven) {
  const std::string free = render_text(wide(), {60, false});
  EXPECT_EQ(free, render_text(wide(), {60, false, 73}));
  EXPECT_THAT(free, HasSubstr("one two three four five  1.5 [1.0, 2.0]  better\n"));
}

TEST(Render, TextsAreWrappedInsideTheirColumns) {
  EXPECT_EQ(render_text(wide(), {60, false, 60}),
            "\n"
            "name                             x                      note\n"
            "------------------  --------------  ------------------  ----\n"
            "one two three four  1.5 [1.0, 2.0]  better\n"
            "five\n"
            "six                              -  not resolved: -1    a b\n"
            "                                    ... +2 %\n");
}

TEST(Render, WhereThatIsNotEnoughARowIsABlock) {
  EXPECT_EQ(render_text(wide(), {40, false, 40}),
            "\n"
            "one two three four five\n"
            "    x: 1.5 [1.0, 2.0]   better\n"
            "six\n"
            "    x: -   not resolved: -1 ... +2 %\n"
            "    note: a b\n");
  // Where not even a piece fits, it is wrapped.
  EXPECT_EQ(render_text(wide(), {20, false, 20}),
            "\n"
            "one two three four\n"
            "  five\n"
            "    x: 1.5 [1.0,\n"
            "      2.0]\n"
            "    better\n"
            "six\n"
            "    x: -\n"
            "    not resolved: -1\n"
            "      ... +2 %\n"
            "    note: a b\n");
  const std::string coloured = render_text(wide(), {40, true, 40});
  EXPECT_THAT(coloured, HasSubstr("    x: 1.5 [1.0, 2.0]   \x1b[32mbetter\x1b[0m\n"));
}

TEST(Render, ABlockThatBeginsWithANumberSaysOfWhat) {
  Document d = wide();
  Table& t = d.tables.front();
  t.columns[0] = {"threads", "threads", "", true, false};
  t.rows[0][0].text = "1";
  t.rows[1][0].text = "2";
  const std::string text = render_text(d, {30, false, 30});
  EXPECT_THAT(text, HasSubstr("\nthreads: 1\n    x: "));
  EXPECT_THAT(text, HasSubstr("\nthreads: 2\n    x: "));
}

TEST(Render, WordsAreBrokenOnlyIfTheyMustBe) {
  EXPECT_EQ(wrapped("ab cdefghij kl", 6, "", 1), "ab\n cdefghij\n kl\n");
  EXPECT_EQ(wrapped("ab cdefghij kl", 6, "", 1, true), "ab\n cdefg\n hij\n kl\n");
  EXPECT_EQ(wrapped("\u00FC\u00FC\u00FC\u00FC\u00FC", 3, "", 0, true), "\u00FC\u00FC\u00FC\n\u00FC\u00FC\n");
  EXPECT_EQ(wrapped("", 6, "", 1, true), "\n");
}

TEST(Render, ControlCharactersAreShown) {
  Document d = document();
  d.title = "two\nlines";
  d.tables[0].title = "a\tb";
  d.tables[0].rows[0][0].text = "c\rd\x1B[2J";
  d.tables[0].notes[0] = "e\nf";
  for (const std::string& text : {render_text(d), render_markdown(d)}) {
    for (const char* part : {"nlines", "tb", "x0dd", "x1b", "nf"}) EXPECT_THAT(text, HasSubstr(part));
    for (const char* part : {"two\n", "\t", "\r", "\x1B", "e\n"})
      EXPECT_EQ(text.find(part), std::string::npos);
  }
  EXPECT_THAT(render_csv(d), HasSubstr("# two\\nlines\n"));
  EXPECT_THAT(render_csv(d), HasSubstr("\"c\rd\x1B[2J\""));
  EXPECT_EQ(nlohmann::json::parse(render_json(d))["title"], "two\nlines");
}

TEST(Render, MarkdownEscapesWhatWouldEndACell) {
  const std::string text = render_markdown(document());
  EXPECT_THAT(text, HasSubstr("| a\\|b | 1.5 \\[1.0, 2.0\\] |"));
  EXPECT_THAT(text, HasSubstr("| --- | ---: |"));
  EXPECT_EQ(text.find("quiet"), std::string::npos);
}

TEST(Render, CsvHasFullNumbersReasonsAndNoFormulas) {
  EXPECT_EQ(render_csv(document()),
            "# D\n# head\n\ntable,name,x,x_low,x_high,x_absent_because,hidden\nt,a|b,1.5,1,2,,h1\n"
            "t,'=sum(1),,,,\"too few, \"\"really\"\"\",h2\nt,quiet,3,,,,h3\n# a note\n# foot\n");
}

TEST(Render, ABoundIsNotReadAsAValue) {
  Document d = document();
  d.tables[0].rows[0][1] = {"at least 1.5", 1.5, {}, "cut off", Bound::at_least};
  EXPECT_THAT(render_text(d), HasSubstr("at least 1.5"));
  EXPECT_THAT(render_markdown(d), HasSubstr("at least 1.5"));
  EXPECT_THAT(render_csv(d),
              HasSubstr("table,name,x,x_at_least,x_absent_because,hidden\nt,a|b,,1.5,cut off,h1\n"));
  EXPECT_THAT(render_csv(d), HasSubstr("t,quiet,3,,,h3\n"));
  const auto cell = nlohmann::json::parse(render_json(d))["tables"][0]["rows"][0]["x"];
  EXPECT_EQ(cell.value("at_least", 0.0), 1.5);
  EXPECT_FALSE(cell.contains("value"));
  d.tables[0].rows[0][1].bound = Bound::at_most;
  EXPECT_THAT(render_csv(d),
              HasSubstr("table,name,x,x_at_most,x_absent_because,hidden\nt,a|b,,1.5,cut off,h1\n"));
  const auto other = nlohmann::json::parse(render_json(d))["tables"][0]["rows"][0]["x"];
  EXPECT_EQ(other.value("at_most", 0.0), 1.5);
}

TEST(Render, JsonHasNoNumbersThatJsonDoesNotKnow) {
  Document d = document();
  d.tables[0].rows[0][1].value = NAN;
  d.tables[0].rows[0][1].interval->high = INFINITY;
  const auto json = nlohmann::json::parse(render_json(d));
  const auto& cell = json["tables"][0]["rows"][0]["x"];
  EXPECT_TRUE(cell["value"].is_null());
  EXPECT_TRUE(cell["interval"][1].is_null());
  EXPECT_EQ(json["tables"][0]["rows"][1]["x"]["absent_because"], "too few, \"really\"");
  EXPECT_EQ(json["tables"][0]["rows"].size(), 3U);
}

TEST(Render, EmptyDocuments) {
  EXPECT_EQ(render_text({}), "");
  EXPECT_EQ(render_markdown({}), "");
  EXPECT_EQ(render_csv({}), "");
  EXPECT_TRUE(nlohmann::json::parse(render_json({}))["tables"].empty());
  Document no_rows;
  no_rows.tables.push_back({"t", "Title", {{"a", "a", "", false, false}}, {}, {"none"}, {}});
  EXPECT_EQ(render_text(no_rows), "\nTitle\n  none\n");
}

TEST(Render, ColourOnlyIfAsked) {
  Document d = document();
  d.tables[0].rows[0][0].text = "better";
  EXPECT_EQ(render_text(d).find('\x1b'), std::string::npos);
  EXPECT_NE(render_text(d, {110, true}).find('\x1b'), std::string::npos);
}

TEST(Footnotes, OnceEachAndOnceForAll) {
  const Footnotes f = footnotes({{"all", "x"}, {"all"}, {"x", "all", "y", "x"}});
  EXPECT_EQ(f.marks, (std::vector<std::string>{"a", "", "a b"}));
  EXPECT_EQ(f.lines, (std::vector<std::string>{"every row: all", "a: x", "b: y"}));
  EXPECT_TRUE(footnotes({}).lines.empty());
  EXPECT_EQ(footnotes({{"only"}}).marks, std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace crossfade::analysis
