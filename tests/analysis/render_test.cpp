#include "analysis/render/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

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
  EXPECT_THAT(render_html(d), HasSubstr("<h1>two\\nlines</h1>"));
  EXPECT_THAT(render_csv(d), HasSubstr("title,,\"two\nlines\""));
  EXPECT_THAT(render_csv(d), HasSubstr("\"c\rd\x1B[2J\""));
  EXPECT_EQ(nlohmann::json::parse(render_json(d))["title"], "two\nlines");
}

TEST(Render, MarkdownEscapesWhatWouldEndACell) {
  const std::string text = render_markdown(document());
  EXPECT_THAT(text, HasSubstr("| a\\|b | 1.5 \\[1.0, 2.0\\] |"));
  EXPECT_THAT(text, HasSubstr("| --- | ---: |"));
  EXPECT_EQ(text.find("quiet"), std::string::npos);
}

TEST(Render, CsvIsOneTableWithFullNumbersReasonsAndNoFormulas) {
  EXPECT_EQ(render_csv(document()),
            "table,heading,statement,name,x,x_low,x_high,x_absent_because,hidden\n"
            "title,,D,,,,,,\n"
            "header,,head,,,,,,\n"
            "t,Title,,a|b,1.5,1,2,,h1\n"
            "t,Title,,'=sum(1),,,,\"too few, \"\"really\"\"\",h2\n"
            "t,Title,,quiet,3,,,,h3\n"
            "t_units,Title,x in s-1,,,,,,\n"
            "t_note,Title,a note,,,,,,\n"
            "footer,,foot,,,,,,\n");
}

TEST(Render, CsvOfSeveralTablesHasAColumnForEachId) {
  Document d = document();
  d.header.clear();
  d.footer.clear();
  d.title.clear();
  Table other;
  other.id = "other";
  // "x" holds texts here, "name" is a number, and two columns have one id.
  other.columns = {{"x", "", ""}, {"name", "", ""}, {"twice", "", ""}, {"twice", "", ""}};
  other.rows = {{{"words", {}, {}, ""}, {"7", 7, {}, ""}, {"first", {}, {}, ""}, {"second", {}, {}, ""}}};
  d.tables.push_back(other);
  d.tables[0].notes.clear();
  d.tables[0].rows.pop_back();
  d.tables[0].rows.pop_back();
  EXPECT_EQ(render_csv(d),
            "table,heading,statement,name_text,x,x_low,x_high,hidden,x_text,name,twice,twice_2\n"
            "t,Title,,a|b,1.5,1,2,h1,,,,\n"
            "t_units,Title,x in s-1,,,,,,,,,\n"
            "other,,,,,,,,words,7,first,second\n");
}

TEST(Render, ABoundIsNotReadAsAValue) {
  Document d = document();
  d.tables[0].rows[0][1] = {"at least 1.5", 1.5, {}, "cut off", Bound::at_least};
  EXPECT_THAT(render_text(d), HasSubstr("at least 1.5"));
  EXPECT_THAT(render_markdown(d), HasSubstr("at least 1.5"));
  EXPECT_THAT(render_html(d), HasSubstr(" title=\"cut off\">at least 1.5</td>"));
  EXPECT_THAT(render_csv(d), HasSubstr(",name,x,x_at_least,x_absent_because,hidden\n"));
  EXPECT_THAT(render_csv(d), HasSubstr("t,Title,,a|b,,1.5,cut off,h1\n"));
  EXPECT_THAT(render_csv(d), HasSubstr("t,Title,,quiet,3,,,h3\n"));
  const auto cell = nlohmann::json::parse(render_json(d))["tables"][0]["rows"][0]["x"];
  EXPECT_EQ(cell.value("at_least", 0.0), 1.5);
  EXPECT_FALSE(cell.contains("value"));
  d.tables[0].rows[0][1].bound = Bound::at_most;
  EXPECT_THAT(render_csv(d), HasSubstr(",name,x,x_at_most,x_absent_because,hidden\n"));
  const auto other = nlohmann::json::parse(render_json(d))["tables"][0]["rows"][0]["x"];
  EXPECT_EQ(other.value("at_most", 0.0), 1.5);
}

TEST(Render, JsonSaysWhatIsAbsentAndWhy) {
  Document d = document();
  d.tables[0].rows[2][1].absent_because = "one process run";
  const auto json = nlohmann::json::parse(render_json(d));
  EXPECT_EQ(json["format"], "crossfade-report");
  EXPECT_EQ(json["version"], json_version);
  const auto& rows = json["tables"][0]["rows"];
  EXPECT_EQ(rows[0]["x"]["value"], 1.5);
  EXPECT_EQ(rows[0]["x"]["interval"], (std::vector<double>{1, 2}));
  ASSERT_TRUE(rows[1]["x"].contains("value"));
  EXPECT_TRUE(rows[1]["x"]["value"].is_null());
  EXPECT_EQ(rows[1]["x"]["absent_because"], "too few, \"really\"");
  EXPECT_EQ(rows[2]["x"]["value"], 3);
  ASSERT_TRUE(rows[2]["x"].contains("interval")) << "it is the interval that is absent";
  EXPECT_TRUE(rows[2]["x"]["interval"].is_null());
  EXPECT_FALSE(rows[0]["name"].contains("value")) << "a text is no number that is missing";
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
  EXPECT_THAT(render_html({}), HasSubstr("<title>Crossfade</title>"));
  EXPECT_TRUE(nlohmann::json::parse(render_json({}))["tables"].empty());
  Document no_rows;
  no_rows.tables.push_back({"t", "Title", {{"a", "a", "", false, false}}, {}, {"none"}, {}});
  EXPECT_EQ(render_text(no_rows), "\nTitle\n  none\n");
  EXPECT_EQ(render_csv(no_rows), "table,heading,statement,a\nt_note,Title,none,\n");
  EXPECT_EQ(render_html(no_rows).find("<table>"), std::string::npos);
}

TEST(Render, HtmlIsOnePageThatNeedsNothingElse) {
  const std::string page = render_html(document());
  EXPECT_THAT(page, ::testing::StartsWith("<!DOCTYPE html>\n<html lang=\"en\""));
  EXPECT_THAT(page, HasSubstr("<h1>D</h1>\n<div class=\"found\">\n<p>foot</p>"));
  EXPECT_THAT(page, HasSubstr("<li>head</li>"));
  EXPECT_THAT(page, HasSubstr("<h2>Title</h2>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\" class=\"number\">x</th>"));
  EXPECT_THAT(page, HasSubstr("<td>a|b</td><td class=\"number\">1.5 [1.0, 2.0]</td></tr>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number absent\" title=\"too few, &quot;really&quot;\">-</td>"));
  EXPECT_THAT(page, HasSubstr("<li>a note</li>"));
  for (const char* hidden : {"h1<", "hidden", "quiet", "<script", "src=", "href=", "url(", "@import"})
    EXPECT_EQ(page.find(hidden), std::string::npos) << hidden;
}

TEST(Render, HtmlColoursWhatIsBetterAndWorse) {
  Document d = document();
  d.tables[0].rows[0][0].text = "better";
  d.tables[0].rows[1][0].text = "worse";
  const std::string page = render_html(d);
  EXPECT_THAT(page, HasSubstr("<td class=\"better\">better</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"worse\">worse</td>"));
  for (const char* rule :
       {"@media screen and (prefers-color-scheme:dark)", "@media print", "#0072b2", "#d55e00"})
    EXPECT_THAT(page, HasSubstr(rule));
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
