// Texts of a recording that try to be something else: markup, formulas, fields, quotes. In every format they
// stay texts.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analysis/render/render.h"
#include "tests/analysis/csv_records.h"
#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using testing::csv_records;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> all{"<script>alert(1)</script>",
                                            "</td></table><img src=x onerror=alert(1)>",
                                            "\" onmouseover=\"alert(1)",
                                            "' onmouseover='alert(1)",
                                            "&lt;script&gt;",
                                            "=cmd|' /C calc'!A0",
                                            "+1+1",
                                            "-2+3",
                                            "@SUM(A1)",
                                            "\t=1+1",
                                            "\r=1+1",
                                            "two\nlines",
                                            "two\nlines, a comma and \"quotes\"",
                                            "a|b | c `code` [link](javascript:alert(1)) *bold*",
                                            "]]><!-- --> <?php ?>",
                                            "\\u003cscript\\u003e",
                                            "\x1b[2Jclear",
                                            std::string("cut\0short", 9),
                                            "not UTF-8: \xff\xfe"};
  return all;
}

/// The text wherever a document can have one.
Document document_of(const std::string& text) {
  Table t;
  t.id = "t";
  t.title = text;
  t.columns = {{"name", text, text}, {"x", text, text, true}, {"verdict", "", ""}};
  t.rows = {{{text, {}, {}, ""}, {text, 1.5, statistics::Interval{1, 2}, text}, {"better", {}, {}, ""}},
            {{text, {}, {}, ""}, {"", {}, {}, text}, {text, {}, {}, ""}}};
  t.notes = {text};
  t.chart = Chart{.title = text,
                  .value = "x",
                  .labels = {"name"},
                  .conclusion = "verdict",
                  .panel = "name",
                  .threshold = 0.9,
                  .threshold_text = text};
  return {text, {text}, {t}, {text}};
}

TEST(HostileText, IsNoMarkupInHtml) {
  // What a page with harmless texts has of each is all there may be.
  const std::string plain = render_html(document_of("text"));
  const auto count = [](const std::string& page, char c) { return std::count(page.begin(), page.end(), c); };
  for (const std::string& text : hostile_texts()) {
    const std::string page = render_html(document_of(text));
    for (const char c : {'<', '>', '"', '\''}) EXPECT_EQ(count(page, c), count(plain, c)) << text << " " << c;
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    for (const char c : {'\r', '\t', '\x1b', '\0'}) EXPECT_EQ(count(page, c), 0) << text;
  }
}

TEST(HostileText, IsOneFieldAndNoFormulaInCsv) {
  for (const std::string& text : hostile_texts()) {
    const std::string csv = render_csv(document_of(text));
    const auto records = csv_records(csv);
    ASSERT_EQ(records.size(), 8U) << csv;  // heading, title, header, two rows, units, note, footer
    for (const auto& record : records) {
      EXPECT_EQ(record.size(), records.front().size()) << csv;
      for (const std::string& field : record) {
        const bool is_formula =
            field.size() > 1 && std::string_view("=+-@\t\r\n").find(field.front()) != std::string_view::npos;
        EXPECT_FALSE(is_formula) << field;
      }
    }
    const std::string& title = records[1][2];
    EXPECT_TRUE(title == text || title == "'" + text) << title;
  }
}

TEST(HostileText, IsTheSameTextInJson) {
  for (const std::string& text : hostile_texts()) {
    const auto json = nlohmann::json::parse(render_json(document_of(text)));
    if (text.find('\xff') != std::string::npos) continue;  // JSON is UTF-8: replaced, and it parses
    EXPECT_EQ(json["title"], text);
    EXPECT_EQ(json["footer"][0], text);
    EXPECT_EQ(json["tables"][0]["rows"][0]["name"]["text"], text);
    EXPECT_EQ(json["tables"][0]["rows"][1]["x"]["absent_because"], text);
  }
}

TEST(HostileText, StaysInItsCellInMarkdownAndInItsLineInText) {
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  const Document plain = document_of("text");
  for (const std::string& text : hostile_texts()) {
    const std::string markdown = render_markdown(document_of(text));
    EXPECT_EQ(lines(markdown), lines(render_markdown(plain))) << markdown;
    EXPECT_THAT(markdown, Not(HasSubstr("<")));
    EXPECT_THAT(markdown, Not(HasSubstr("\x1b")));
    std::istringstream all(markdown);
    for (std::string line; std::getline(all, line);) {
      if (!line.starts_with("| ")) continue;
      std::size_t bars = 0;
      for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
      EXPECT_EQ(bars, 4U) << line;
    }
    EXPECT_EQ(lines(render_text(document_of(text), {1000})), lines(render_text(plain, {1000})));
  }
}

/// As they come: out of a recording, through the commands.
class HostileRecording : public testing::ReportCase {
 protected:
  std::string hostile(const std::string& name, testing::SyntheticHost host, const std::string& text) const {
    host.requests = 1'000;
    testing::SyntheticWorkload w = small_answers();
    w.parameters = "bytes=" + text;
    results::Recording made = crossfade::testing::synthetic_recording(host, {w});
    made.header.title = text + " synthetic";
    made.header.instance_type = text;
    made.header.cpu_model = text;
    made.header.kernel = text;
    made.header.host_id = text + name;
    made.header.provider = text;
    made.header.region = text;
    for (auto& workload : made.workloads) {
      workload.name = text;
      workload.unit = text;
    }
    for (auto& absence : made.absences) absence.reason = text;
    made.environment.push_back({"hostile", text, ""});
    const auto written = crossfade::testing::write_recording(at(name), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }
};

TEST_F(HostileRecording, IsHarmlessInEveryExportOfEveryCommand) {
  for (const std::string& text : {std::string("=cmd|' /C calc'!A0\",<script>alert(1)</script>\n|x|"),
                                  std::string("</title></style><img src=x onerror='alert(1)'>")}) {
    testing::SyntheticHost other = m7a();
    other.cpu_model = "another";
    const std::string a = hostile("a.h5", m5(), text), b = hostile("b.h5", other, text);
    for (const std::vector<std::string>& command : {std::vector<std::string>{"compare", a, "--to", b},
                                                    {"cost", a, "--to", b},
                                                    {"verdict", a, "--to", b},
                                                    {"why", a, "--to", b},
                                                    {"plan", a, "--to", b},
                                                    {"show", a, "--counters"},
                                                    {"list", a, b},
                                                    {"noise", a}}) {
      SCOPED_TRACE(command.front());
      const auto in = [&](const char* format) {
        auto words = command;
        words.insert(words.end(), {"--format", format});
        const auto made = report(words);
        EXPECT_TRUE(made) << results::to_line(made.error());
        return made ? *made : "";
      };
      const std::string html = in("html");
      EXPECT_THAT(html, Not(HasSubstr("<script")));
      EXPECT_THAT(html, Not(HasSubstr("<img")));
      EXPECT_EQ(html.find("</style>"), html.rfind("</style>"));
      const auto records = csv_records(in("csv"));
      ASSERT_FALSE(records.empty());
      for (const auto& record : records) {
        EXPECT_EQ(record.size(), records.front().size());
        for (const std::string& field : record) EXPECT_FALSE(field.starts_with("=")) << field;
      }
      const std::string markdown = in("markdown");
      EXPECT_THAT(markdown, Not(HasSubstr("<script")));
      EXPECT_THAT(markdown, Not(HasSubstr("<img")));
      EXPECT_TRUE(nlohmann::json::accept(in("json")));
      EXPECT_FALSE(in("text").empty());
    }
  }
}

}  // namespace
}  // namespace crossfade::analysis
