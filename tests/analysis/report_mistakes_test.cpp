// crossfade-report: input, options and prices that cannot be used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using ReportMistakes = testing::ReportCase;
using results::ErrorKind;
using testing::expect_whole;
using testing::read_text;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

TEST_F(ReportMistakes, WhatCannotBeListedIsAnErrorIfItWasNamed) {
  write("broken.h5", "not a recording");
  const auto mixed = *whole_report({"list", at("none.h5"), base(), at("broken.h5")});
  EXPECT_THAT(mixed.text, HasSubstr("m5.xlarge"));
  ASSERT_EQ(mixed.unusable.size(), 2U);
  EXPECT_EQ(results::exit_code(mixed.unusable[0]), 74);
  EXPECT_EQ(results::exit_code(mixed.unusable[1]), 65);
  EXPECT_TRUE(mixed.left_out.empty());

  const auto alone = *whole_report({"list", at("none.h5")});
  EXPECT_EQ(alone.text, "");
  EXPECT_EQ(alone.unusable.size(), 1U);

  const auto folder = *whole_report({"list", folder_.string()});
  EXPECT_TRUE(folder.unusable.empty());
  ASSERT_EQ(folder.left_out.size(), 1U);
  EXPECT_THAT(folder.left_out[0], HasSubstr("broken.h5"));
  EXPECT_THAT(folder.text, HasSubstr("Left out: "));
  EXPECT_THAT(folder.text, HasSubstr("m5.h5"));

  std::filesystem::create_directory(at("empty"));
  const auto empty = *whole_report({"list", at("empty")});
  EXPECT_THAT(empty.text, HasSubstr("no recordings"));
  EXPECT_TRUE(empty.unusable.empty());
}

TEST_F(ReportMistakes, ARecordingAgainstItselfIsRefused) {
  const std::string a = base();
  std::filesystem::copy_file(a, at("copy.h5"));
  for (const auto& arguments : {std::vector{std::string("compare"), a, std::string("--to"), at("copy.h5")},
                                {"cost", a, "--to", a},
                                {"compare", a, at("copy.h5")},
                                {"compare", candidate(), a, "--to", a}}) {
    const auto e = error(arguments);
    EXPECT_EQ(e.kind, ErrorKind::data);
    EXPECT_THAT(e.why + e.remedy, HasSubstr("says nothing"));
    EXPECT_FALSE(e.remedy.empty());
  }
}

TEST_F(ReportMistakes, OneBlockHasNoRatioButAReason) {
  SyntheticHost single = m7a();
  single.blocks = 1;
  const std::string text = *report({"compare", base(), recording("short.h5", single, {small_answers()})});
  EXPECT_THAT(text, HasSubstr("one block only"));
}

TEST_F(ReportMistakes, BadRecordings) {
  EXPECT_EQ(error({"show", at("none.h5")}).kind, ErrorKind::io);
  write("text.h5", "not a recording");
  EXPECT_EQ(error({"show", at("text.h5")}).kind, ErrorKind::data);
  const std::string whole = read_text(base());
  write("cut.h5", whole.substr(0, whole.size() / 2));
  EXPECT_EQ(error({"compare", base(), at("cut.h5")}).kind, ErrorKind::data);
  std::filesystem::create_directory(at("empty"));
  EXPECT_THAT(error({"compare", at("empty"), base()}).why, HasSubstr("no *.h5"));
}

TEST_F(ReportMistakes, NoCommonWorkload) {
  SyntheticWorkload other;
  other.name = "evcache_get";
  const auto e = error({"compare", base(), recording("other.h5", m7a(), {other})});
  EXPECT_EQ(results::exit_code(e), 65);
  EXPECT_THAT(e.why, HasSubstr("no workload in common"));
}

TEST_F(ReportMistakes, SelectionMistakes) {
  for (const char* command : {"compare", "cost"}) {
    expect_whole(error({command, base()}), {"nothing to compare with", at("m5.h5"), "--to CANDIDATE.h5"});
    expect_whole(error({command, "--to", "A.h5", "B.h5"}),
                 {"no baseline is named", "A.h5, B.h5", "before --to"});
  }
  expect_whole(error({"compare", folder_.string()}), {"only recording named", "a folder counts"});
  SyntheticHost again = m5();
  again.seed = 3;
  expect_whole(
      error({"compare", base(), candidate(), "--to", recording("again.h5", again, {small_answers()})}),
      {"not one thing", at("m5.h5"), "m5.xlarge, m7a.xlarge"});
}

TEST_F(ReportMistakes, CpuModelsOfOneTypeAreAskedOneByOneByCommandsThatCanBeCopied) {
  SyntheticHost other = m5();
  other.cpu_model = "Example CPU 5b";
  other.host_id = "host-c";
  other.seed = 3;
  const std::string a = base(), b = recording("m5 b.h5", other, {small_answers()}), to = candidate();
  const auto e = error({"verdict", a, b, "--to", to});
  expect_whole(e, {"not one thing", at("m5.h5"), "Example CPU 5b"});
  EXPECT_THAT(e.remedy, HasSubstr("crossfade-report verdict " + a + " --to " + to +
                                  "; crossfade-report verdict '" + b + "' --to " + to));
}

TEST_F(ReportMistakes, PriceMistakes) {
  const std::string a = base(), b = candidate();
  for (const char* bad : {"m7a.xlarge", "m7a.xlarge=nan", "m7a.xlarge=inf", "m7a.xlarge=0", "m7a.xlarge=-1",
                          "=1", "m7a.xlarge=1x"}) {
    const auto e = error({"compare", a, b, "--hourly-price", bad});
    EXPECT_EQ(e.kind, ErrorKind::usage) << bad;
    EXPECT_THAT(e.why, HasSubstr("above 0")) << bad;
  }
  const auto unknown = error({"compare", a, b, "--hourly-price", "m7a.xlarg=1"});
  EXPECT_EQ(unknown.kind, ErrorKind::usage);
  EXPECT_THAT(unknown.remedy, HasSubstr("m7a.xlarge"));
  EXPECT_EQ(error({"compare", a, b, "--price-book", at("none.csv")}).kind, ErrorKind::io);
  write("book.csv", "instance_type,plan\n");
  EXPECT_EQ(error({"compare", a, b, "--price-book", at("book.csv")}).kind, ErrorKind::data);
  EXPECT_THAT(*report({"cost", a, b, "--hourly-price", "m5.xlarge=1", "--hourly-price", "m7a.xlarge=0.5"}),
              HasSubstr("Price of m7a.xlarge: 0.5 USD per hour, as given."));
}

TEST_F(ReportMistakes, QuestionsOfCostThatCannotBe) {
  const std::string a = base(), b = candidate();
  for (const char* bad : {"m5", "m5:until=soon", "m5:until=2027-02-30", ":until=2027-10-01"})
    expect_whole(error({"cost", a, b, "--committed", bad}), {bad, "--committed", "m5:until=2027-10-01"});
  expect_whole(error({"cost", a, b, "--committed", "m7:until=2027-10-01"}),
               {"no side is of the family \"m7\"", "m5, m7a"});
  expect_whole(error({"cost", a, b, "--committed", "m5:until=2027-10-01", "--move-on", "today"}),
               {"\"today\"", "--move-on"});
  for (const char* bad : {"0", "101%", "-5%", "half"})
    expect_whole(error({"cost", a, b, std::string("--cpu-target=") + bad}), {bad, "--cpu-target", "45%"});
  for (const char* bad : {"0", "-5/s", "many", "5/h", "inf"})
    expect_whole(error({"cost", a, b, std::string("--demand=") + bad}), {bad, "--demand", "200000/s"});
  for (const char* bad : {"0", "21", "-1", "2.5", "all"})
    expect_whole(error({"cost", a, b, "--demand", "1000", std::string("--zones=") + bad}),
                 {bad, "--zones", "from 1 to 20"});
  for (const char* bad : {"0GiB", "12", "12GB", "-1MiB", "GiB"})
    expect_whole(error({"cost", a, b, "--demand", "1000", std::string("--memory=") + bad}),
                 {bad, "--memory", "12GiB"});
  expect_whole(error({"cost", a, b, "--zones", "2"}), {"no demand", "--zones", "--demand 200000/s"});
  EXPECT_EQ(error({"cost", a, b, "--mix", at("none.toml")}).kind, ErrorKind::io);
  expect_whole(error({"compare", a, b, "--committed", "m5:until=2027-10-01"}), {"it belongs to cost"});
}

TEST_F(ReportMistakes, PricesCanBeChosen) {
  write("book.csv",
        "instance_type,plan,region,currency,per_hour,date,source\n"
        "m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here\n"
        "m5.xlarge,spot,us-east-1,USD,0.1,2026-07-20,here\n"
        "m5.xlarge,reserved,eu-west-1,EUR,0.15,2026-07-20,here\n"
        "m7a.xlarge,on-demand,us-east-1,USD,0.3,2026-07-20,here\n");
  const auto rows = [&, a = base(), b = candidate()](std::vector<std::string> chosen) {
    chosen.insert(chosen.begin(), {"cost", a, b, "--price-book", at("book.csv"), "--format", "json"});
    const auto text = report(chosen);
    EXPECT_TRUE(text) << results::to_line(text.error());
    const auto json = nlohmann::json::parse(*text);
    std::vector<std::string> plans;
    std::string notes;
    for (const auto& table : json["tables"]) {
      if (table["id"] != "cost") continue;
      for (const auto& row : table["rows"]) plans.push_back(row["plan"]["text"]);
      for (const std::string note : table["notes"]) notes += note + "\n";
    }
    return std::pair{plans, notes};
  };
  using Plans = std::vector<std::string>;
  EXPECT_EQ(rows({}).first, (Plans{"on-demand", "spot", "reserved", "on-demand"}));
  EXPECT_EQ(rows({"--plan", "on-demand"}).first, (Plans{"on-demand", "on-demand"}));
  EXPECT_EQ(rows({"--currency", "USD"}).first, (Plans{"on-demand", "spot", "on-demand"}));
  const auto [spot, said] = rows({"--plan", "spot", "--region", "us-east-1"});
  EXPECT_EQ(spot, (Plans{"spot", "-"}));
  EXPECT_THAT(said, HasSubstr("m7a.xlarge: the price book has no price of plan spot, region us-east-1"));
  // A price that was stated is of no plan.
  EXPECT_EQ(rows({"--plan", "spot", "--hourly-price", "m7a.xlarge=0.5"}).first, (Plans{"spot", "as given"}));

  const auto mistake = [&](const std::string& option, const std::string& value) {
    return error({"cost", base(), candidate(), "--price-book", at("book.csv"), option, value});
  };
  expect_whole(
      mistake("--plan", "on-demnad"),
      {"no plan \"on-demnad\"", "[--plan]", R"("on-demand", "spot", "reserved")", R"(mean "on-demand"?)"});
  expect_whole(mistake("--plan", "savings"), {"use one of these"});
  expect_whole(mistake("--region", "us-east-2"), {R"(mean "us-east-1"?)"});
  expect_whole(mistake("--currency", "CHF"), {R"("USD", "EUR")"});
}

TEST_F(ReportMistakes, OptionMistakes) {
  EXPECT_EQ(error({}).kind, ErrorKind::usage);
  EXPECT_THAT(error({"compaer", "x"}).remedy, HasSubstr("compare"));
  EXPECT_THAT(error({"compare", "x", "--hots-cv", "0.05"}).remedy, HasSubstr("--host-cv"));
  EXPECT_EQ(error({"compare", "x", "--format", "pdf"}).kind, ErrorKind::usage);
  EXPECT_EQ(error({"compare", "x", "--width", "3"}).kind, ErrorKind::usage);
  for (const char* bad : {"nan", "0", "-5%", "200%", "five"}) {
    EXPECT_THAT(error({"compare", "x", "--host-cv=" + std::string(bad)}).what, HasSubstr("variation")) << bad;
  }
  EXPECT_THAT(*report({"--help"}), HasSubstr("compare"));
  EXPECT_THAT(*report({"compare", "--help"}), HasSubstr("--hourly-price"));
  EXPECT_THAT(*report({"--version"}), HasSubstr("crossfade-report 0"));
}

TEST_F(ReportMistakes, OptionMistakesSayWhatWhereWhyAndWhatToDo) {
  const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> mistakes{
      {{},
       {"no command",
        "compare, cost, prices, verdict, why, plan, show, samples, export, noise, list, validate, explain, "
        "import, "
        "shapes",
        "--help"}},
      {{"comapre", "A", "--to", "B"}, {"no command \"comapre\"", "did you mean compare?"}},
      {{"frobnicate"},
       {"no command \"frobnicate\"",
        "compare, cost, prices, verdict, why, plan, show, samples, export, noise, list, validate, explain, "
        "import, "
        "shapes",
        "--help"}},
      {{"--vresion"}, {"no option --vresion", "did you mean --version?"}},
      {{"--format", "md", "show", "A"}, {"--format stands before the command", "belong to a command"}},
      {{"compare"}, {"no recording", "[crossfade-report compare]", "BASELINE.h5 --to CANDIDATE.h5"}},
      {{"list"}, {"no recording", "FOLDER"}},
      {{"show", ""}, {"empty name"}},
      {{"show", "A", "B"}, {"too many recordings", "2 were named: A, B", "crossfade-report compare"}},
      {{"compare", "A", "--to"}, {"--to has no value", "nothing follows", "write --to CANDIDATE.h5"}},
      {{"compare", "A", "--host-cv", "--force"}, {"--host-cv has no value", "--force follows it"}},
      {{"compare", "A", "--hots-cv", "1"}, {"no option --hots-cv", "did you mean --host-cv?"}},
      {{"compare", "A", "--hots-cv=1"}, {"no option --hots-cv", "did you mean --host-cv?"}},
      {{"compare", "A", "-x"}, {"no option -x", "crossfade-report compare --help"}},
      {{"show", "A", "--to", "B"}, {"show has no option --to", "it belongs to compare and cost"}},
      {{"show", "A", "--format", "jsn"}, {"unknown format \"jsn\"", "[--format]", "did you mean json?"}},
      {{"show", "A", "--format", ""}, {"unknown format", "text, markdown, csv, json and html"}},
      {{"show", "A", "--width", "abc"}, {"\"abc\"", "[--width]", "a whole number from 40 to 1000"}},
      {{"show", "A", "--width", "3"}, {"\"3\"", "[--width]"}},
      {{"show", "A", "--width=99999999999999999999"}, {"[--width]"}},
      {{"show", "A", "--width", "80", "--width", "90"}, {"--width is given twice", "once"}},
      {{"show", "A", "--force=perhaps"}, {"perhaps", "crossfade-report show --help"}},
      {{"show", "A", "--json", "--format", "csv"}, {"two formats", "[--json]", "--format csv is another"}},
      {{"export", "A", "B", "-o", "x"}, {"too many recordings", "once for each, with a folder of its own"}},
      {{"export", "A"}, {"no folder is named", "[crossfade-report export]", "RECORDING.h5 -o FOLDER"}},
      {{"export"}, {"no recording is named", "RECORDING.h5 -o FOLDER"}},
      {{"export", "A", "-o", "x", "--format", "html"}, {"cannot write tables", "csv or json"}},
      {{"export", "A", "-o", ""}, {"the output has no name"}},
      {{"show", "A", "-o", ""}, {"the output has no name", "[-o]", "leave -o out"}},
      {{"show", "A", "-o", "x.pdf"}, {"[x.pdf]", "ends in .pdf", "--format"}},
      {{"show", "A", "-ox.pdf"}, {"[x.pdf]", "ends in .pdf", "--format"}},
  };
  for (const auto& [arguments, says] : mistakes) {
    SCOPED_TRACE(::testing::PrintToString(arguments));
    expect_whole(error(arguments), says);
  }
}

TEST_F(ReportMistakes, HostCvTakesBothForms) {
  const std::string a = base(), b = candidate();
  const std::string share = *report({"compare", a, b, "--host-cv", "0.03"});
  EXPECT_EQ(share, *report({"compare", a, b, "--host-cv", "3%"}));
  EXPECT_THAT(share, HasSubstr("differ by 3 % (h0; --host-cv)"));
}

}  // namespace
}  // namespace crossfade::analysis
