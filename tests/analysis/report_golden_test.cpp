// crossfade-report: texts, tables and data as a whole, against files that were read and agreed upon.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using ReportGolden = testing::ReportCase;
using testing::read_text;
using testing::SyntheticHost;

/// UPDATE_GOLDEN=1 writes the file instead: read the difference before committing it.
void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(CROSSFADE_GOLDEN_DIRECTORY) / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << text;
    GTEST_SKIP() << "wrote " << path;
  }
  EXPECT_EQ(text, read_text(path)) << "UPDATE_GOLDEN=1 rewrites " << path;
}

TEST_F(ReportGolden, GoldenText) {
  expect_golden("compare.txt", *report({"compare", base(), "--to", candidate()}));
}

TEST_F(ReportGolden, GoldenMarkdown) {
  expect_golden("compare.md", *report({"compare", base(), candidate(), "--format", "markdown"}));
}

TEST_F(ReportGolden, GoldenCsv) {
  expect_golden("compare.csv", *report({"compare", base(), candidate(), "--format", "csv"}));
}

TEST_F(ReportGolden, GoldenJson) {
  expect_golden("compare.json", *report({"compare", base(), candidate(), "--format", "json"}));
}

TEST_F(ReportGolden, GoldenHtml) {
  expect_golden("compare.html", *report({"compare", base(), candidate(), "--format", "html"}));
}

TEST_F(ReportGolden, GoldenCostInEveryFormat) {
  const std::string a = base(), b = candidate();
  for (const char* format : {"txt", "md", "csv", "json", "html"})
    expect_golden(std::string("cost.") + format, *report({"cost", a, b, "--format", format}));
}

TEST_F(ReportGolden, GoldenVerdictInEveryFormat) {
  SyntheticHost one = m5(), other = m7a();
  one.chunk_requests = other.chunk_requests = 4'000;  // a cost per request needs a solved SLO throughput
  const std::string a = recording("m5.h5", one, {small_answers()});
  const std::string b = recording("m7a.h5", other, {small_answers()});
  for (const char* format : {"txt", "md", "csv", "json", "html"})
    expect_golden(std::string("verdict.") + format, *report({"verdict", a, "--to", b, "--format", format}));
}

TEST_F(ReportGolden, GoldenShow) {
  expect_golden("show.txt", *report({"show", base(), "--counters"}));
}

TEST_F(ReportGolden, GoldenNoise) {
  expect_golden("noise.txt", *report({"noise", calibration()}));
}

TEST_F(ReportGolden, GoldenNoiseAsCsv) {
  expect_golden("noise.csv", *report({"noise", calibration(), "--format", "csv"}));
}

TEST_F(ReportGolden, GoldenShowOfManyThreads) {
  expect_golden("show_scaling.txt", *report({"show", scaling()}));
}

TEST_F(ReportGolden, GoldenTextWithAPanel) {
  expect_golden("compare_panel.txt", *report({"compare", disturbed_base(), "--to", disturbed_candidate()}));
}

TEST_F(ReportGolden, GoldenMarkdownWithAPanel) {
  expect_golden("compare_panel.md",
                *report({"compare", disturbed_base(), disturbed_candidate(), "--format", "markdown"}));
}

TEST_F(ReportGolden, GoldenShowWithAPanel) {
  expect_golden("show_panel.txt", *report({"show", disturbed_candidate()}));
}

TEST_F(ReportGolden, GoldenShowWithSpikes) {
  expect_golden("show_spikes.txt", *report({"show", with_spikes("m5.h5", m5(), 2)}));
}

TEST_F(ReportGolden, GoldenTextWithSpikes) {
  expect_golden("compare_spikes.txt",
                *report({"compare", with_spikes("m5.h5", m5(), 2), "--to", with_spikes("m7a.h5", m7a(), 3)}));
}

}  // namespace
}  // namespace crossfade::analysis
