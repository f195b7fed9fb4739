// Results of other tools: what is read of them, what is refused, and what is said beside a ratio of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/imported/google_benchmark.h"
#include "analysis/imported/imported_comparison.h"
#include "analysis/imported/imported_file.h"
#include "analysis/imported/input_text.h"
#include "analysis/imported/perf_stat.h"
#include "analysis/imported/spare_cores.h"
#include "analysis/statistics/student_t.h"
#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using results::ErrorKind;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::read_text;

const std::filesystem::path fixtures =
    std::filesystem::path(CROSSFADE_SOURCE_DIRECTORY) / "tests/analysis/fixtures/imported";

ImportedResult benchmark(const std::string& name) {
  auto read = parse_google_benchmark(read_text(fixtures / name), name);
  EXPECT_TRUE(read) << results::to_line(read.error());
  return read ? *std::move(read) : ImportedResult{};
}

ImportedResult perf(const std::string& text) {
  auto read = parse_perf_stat(text, "perf.txt");
  EXPECT_TRUE(read) << results::to_line(read.error());
  return read ? *std::move(read) : ImportedResult{};
}

const ImportedFigure& figure(const ImportedResult& result, const std::string& name,
                             const std::string& metric) {
  for (const ImportedFigure& f : result.figures)
    if (f.name == name && f.metric == metric) return f;
  ADD_FAILURE() << "no " << name << ", " << metric;
  static const ImportedFigure none;
  return none;
}

/// A result of one figure, as one run.
ImportedResult run(const std::string& path, const std::vector<double>& values,
                   results::Direction direction = results::Direction::lower_is_better) {
  ImportedResult r;
  r.path = path;
  r.machine = "example";
  r.figures.push_back({"BM_Parse", "real time", "ns", direction, values});
  return r;
}

TEST(ImportedBenchmark, RepetitionsAreTakenAsSuchAndAggregatesAreNot) {
  const ImportedResult r = benchmark("benchmark_c6i.json");
  EXPECT_THAT(figure(r, "BM_Parse/4096", "real time").values, ElementsAre(56.2, 55.9, 56.8));
  EXPECT_EQ(figure(r, "BM_Parse/4096", "bytes per second").values.size(), 3U);
  EXPECT_THAT(figure(r, "BM_Compress/level:3", "real time").values,
              ElementsAre(DoubleEq(1.31e6), DoubleEq(1.30e6), DoubleEq(1.34e6)))
      << "milliseconds as nanoseconds";
  EXPECT_EQ(r.figures.size(), 5U);
  EXPECT_EQ(r.machine, "c6i-large-example");
  EXPECT_EQ(r.date, "2026-03-02T10:11:12+00:00");
  EXPECT_EQ(r.subject, "./parser_benchmark");
  EXPECT_THAT(r.limits, Contains(HasSubstr("4 aggregates are not used")));
  EXPECT_THAT(r.limits, Contains(HasSubstr("are of one process")));
  EXPECT_THAT(r.limits, Contains(HasSubstr("(hit_rate)")));
  EXPECT_THAT(r.limits, Not(Contains(HasSubstr("debug build"))));
}

TEST(ImportedBenchmark, AggregatesAreUsedWhereNothingElseIsThereAndSayWhatTheyAre) {
  const ImportedResult r = benchmark("benchmark_aggregates.json");
  const ImportedFigure& f = figure(r, "BM_Parse/4096", "real time");
  EXPECT_THAT(f.values, ElementsAre(56.3));
  EXPECT_TRUE(f.is_mean);
  EXPECT_THAT(f.cautions, ElementsAre(HasSubstr("the mean of 10 repetitions, as the tool formed it")));
  EXPECT_EQ(r.figures.size(), 2U) << "stddev and median are no figures of their own";
}

TEST(ImportedBenchmark, OldFilesTellAggregatesByTheirNames) {
  const auto r = parse_google_benchmark(
      R"({"context": {"library_build_type": "debug", "cpu_scaling_enabled": true}, "benchmarks": [
          {"name": "BM_A", "real_time": 2, "cpu_time": 1, "time_unit": "us"},
          {"name": "BM_A_mean", "real_time": 3, "cpu_time": 1, "time_unit": "us"},
          {"name": "BM_B_stddev", "real_time": 3, "cpu_time": 1, "time_unit": "us"}]})",
      "old.json");
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_THAT(figure(*r, "BM_A", "real time").values, ElementsAre(2000));
  EXPECT_THAT(figure(*r, "BM_B", "real time").absent_because,
              HasSubstr("neither repetitions nor their mean"));
  EXPECT_THAT(r->limits, Contains(HasSubstr("debug build")));
  EXPECT_THAT(r->limits, Contains(HasSubstr("clock of the CPU")));
}

TEST(ImportedBenchmark, WhatGaveUpHasTheReasonInsteadOfAValue) {
  const auto r = parse_google_benchmark(
      R"({"benchmarks": [{"name": "BM_A", "run_type": "iteration", "error_occurred": true,
          "error_message": "no \u001b[31msocket\nhere", "real_time": 0}]})",
      "x.json");
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_THAT(r->figures.at(0).values, IsEmpty());
  EXPECT_THAT(r->figures.at(0).absent_because, AllOf(HasSubstr("gave up: no "), Not(HasSubstr("\x1b"))));
}

TEST(ImportedBenchmark, WhatIsNoneIsRefused) {
  const auto why = [](const std::string& text) {
    const auto r = parse_google_benchmark(text, "x.json");
    EXPECT_FALSE(r);
    if (r) return std::string();
    EXPECT_EQ(r.error().kind, ErrorKind::data);
    EXPECT_EQ(r.error().where, "x.json");
    EXPECT_FALSE(r.error().remedy.empty());
    return r.error().why;
  };
  EXPECT_THAT(why("{\"benchmarks\": ["), HasSubstr("no whole JSON"));
  EXPECT_THAT(why("[]"), HasSubstr("no list of benchmarks"));
  EXPECT_THAT(why("{\"benchmarks\": 3}"), HasSubstr("no list of benchmarks"));
  EXPECT_THAT(why("{\"benchmarks\": []}"), HasSubstr("is empty"));
  EXPECT_THAT(why("{\"benchmarks\": [{\"name\": \"A\", \"real_time\": 1}, 7]}"), HasSubstr("entry 2"));
  EXPECT_THAT(why(R"({"benchmarks": [{"name": "A", "real_time": 1, "time_unit": "weeks"}]})"),
              HasSubstr("time unit \"weeks\""));
  EXPECT_THAT(why(std::string(1'000'000, '[')), HasSubstr("nested deeper than 32"));
  std::string many = "{\"benchmarks\": [";
  for (int i = 0; i < 6'000; ++i) many += "{\"name\": \"BM_" + std::to_string(i) + "\", \"real_time\": 1},";
  EXPECT_THAT(why(many + "{\"name\": \"last\", \"real_time\": 1}]}"), HasSubstr("more than 5000 figures"));
}

TEST(ImportedPerf, JsonLinesAreEventsAndWhatFollowsFromThem) {
  const ImportedResult r = perf(read_text(fixtures / "perf_c6i.json"));
  EXPECT_NEAR(figure(r, "task-clock", "time").values.at(0), 812'452'341, 1);
  EXPECT_EQ(figure(r, "task-clock", "time").unit, "ns");
  EXPECT_NEAR(figure(r, "instructions per cycle", "ratio").values.at(0), 1.6, 1e-6);
  EXPECT_NEAR(figure(r, "clock while running", "ratio").values.at(0), 3.5e9, 1e5);
  EXPECT_THAT(figure(r, "branch-misses", "count").cautions,
              ElementsAre(HasSubstr("from 62.00 % of the time")));
  EXPECT_THAT(figure(r, "branch misses per 1,000 instructions", "ratio").cautions,
              ElementsAre(HasSubstr("branch-misses and instructions")));
  EXPECT_THAT(figure(r, "cache-misses", "count").values, IsEmpty());
  EXPECT_THAT(figure(r, "cache-misses", "count").absent_because, HasSubstr("<not supported>"));
  EXPECT_THAT(r.limits, Contains(HasSubstr("Neither the command nor the machine is in it")));
}

TEST(ImportedPerf, SeparatedLinesSayTheSame) {
  const std::string text = read_text(fixtures / "perf_r6a.csv");
  const ImportedResult r = perf(text);
  EXPECT_EQ(r.date, "Mon Mar  2 11:20:00 2026");
  EXPECT_NEAR(figure(r, "instructions per cycle", "ratio").values.at(0), 1.7, 1e-6);
  EXPECT_THAT(figure(r, "cycles", "count").cautions, ElementsAre(HasSubstr("standard error of 0.4 %")));
  EXPECT_TRUE(figure(r, "cycles", "count").is_mean && figure(r, "instructions per cycle", "ratio").is_mean);
  EXPECT_THAT(figure(r, "cache-misses", "count").absent_because, HasSubstr("<not counted>"));
  std::string semicolons = text;
  std::replace(semicolons.begin(), semicolons.end(), ',', ';');
  const ImportedResult same = perf(semicolons);
  ASSERT_EQ(same.figures.size(), r.figures.size());
  for (std::size_t i = 0; i < r.figures.size(); ++i) EXPECT_EQ(same.figures[i].values, r.figures[i].values);
}

TEST(ImportedPerf, EventsMayHoldTheSeparatorAndComeTwice) {
  const ImportedResult r = perf(
      "5,,cpu/event=0x3c,umask=0x0/u,100,50.00,,\n"
      "7,,cycles:u,100,100.00,,\n"
      "8,,cycles:u,100,100.00,,\n"
      "14,,instructions:u,100,100.00,,\n"
      "20,,instructions,100,100.00,,\n");
  EXPECT_THAT(figure(r, "cpu/event=0x3c,umask=0x0/u", "count").cautions, ElementsAre(HasSubstr("50.00 %")));
  EXPECT_THAT(figure(r, "cycles:u (#2)", "count").values, ElementsAre(8));
  EXPECT_THAT(figure(r, "instructions per cycle (:u)", "ratio").values, ElementsAre(2));
  for (const ImportedFigure& f : r.figures) EXPECT_NE(f.name, "instructions per cycle") << "of two modifiers";
}

TEST(ImportedPerf, PartsOfARunAreRefused) {
  const auto error = [](const std::string& text) {
    const auto r = parse_perf_stat(text, "perf.txt");
    EXPECT_FALSE(r);
    return r ? std::string() : results::to_line(r.error());
  };
  EXPECT_THAT(
      error("     1.000123,8.21,msec,task-clock,8210000,100.00,,\n"),
      AllOf(HasSubstr("perf.txt, line 1"), HasSubstr("only totals of a run"), HasSubstr("no -I, no -A")));
  EXPECT_THAT(error("CPU0,8.21,msec,task-clock,8210000,100.00,,\n"), HasSubstr("CPU0"));
  EXPECT_THAT(error(R"({"interval" : 1.0, "counter-value" : "1.0", "unit" : "", "event" : "cycles"})"),
              HasSubstr("one interval"));
  EXPECT_THAT(error(R"({"core" : "S0-D0-C0", "counter-value" : "1.0", "unit" : "", "event" : "cycles"})"),
              HasSubstr("one core"));
  EXPECT_THAT(error("{\"counter-value\" : \"1.0\", \"event\" : \n"), HasSubstr("no whole JSON"));
  EXPECT_THAT(error("# started on a day\n\n"), HasSubstr("no event"));
  EXPECT_THAT(error("7\n"), HasSubstr("not VALUE,UNIT,EVENT"));
}

TEST(ImportedSpareCores, AFolderOfAMachineIsOneResult) {
  const auto r = read_spare_cores(fixtures / "spare_cores/aws/c6i.large/");
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_EQ(r->instance_type, "c6i.large");
  EXPECT_THAT(r->cpu_model, HasSubstr("8375C"));
  EXPECT_THAT(r->date, HasSubstr("2026-03-01T09:00:00"));
  EXPECT_THAT(figure(*r, "openssl sha256, 16384 B", "speed").values, ElementsAre(1.79e9));
  EXPECT_THAT(figure(*r, "stress-ng div16, 2 threads", "operations").values, ElementsAre(1920));
  EXPECT_THAT(figure(*r, "bw_mem rd, 1 MB", "bandwidth").values, ElementsAre(35e9));
  EXPECT_THAT(figure(*r, "zstd -7, 1 thread", "compress").values, ElementsAre(46.5e6, 51.3e6))
      << "what stands there twice was run twice";
  EXPECT_THAT(figure(*r, "lz4 -1 block_size=6, 1 thread", "decompress").values.size(), 1U);
  EXPECT_THAT(figure(*r, "bzip3, 1 thread", "compress").values.size(), 1U);
  EXPECT_THAT(figure(*r, "static_web size=64k threads=2 connections=8", "requests").values,
              ElementsAre(39300));
  EXPECT_THAT(figure(*r, "redis operation=SET threads=1 pipeline=16", "requests").values,
              ElementsAre(611000));
  EXPECT_THAT(r->limits, Contains(HasSubstr("One run a benchmark on one machine")));
  EXPECT_THAT(r->limits, Contains(HasSubstr("how stressngfull ended is not recorded")));
  EXPECT_THAT(r->limits, Contains(HasSubstr("redis: client and server shared the machine")));
}

TEST(ImportedSpareCores, WhatFailedIsLeftOut) {
  const auto r = read_spare_cores(fixtures / "spare_cores/aws/r6a.large");
  ASSERT_TRUE(r) << results::to_line(r.error());
  EXPECT_THAT(r->limits, Contains(HasSubstr("redis left out: it ended with exit code 1")));
  for (const ImportedFigure& f : r->figures) EXPECT_THAT(f.name, Not(HasSubstr("redis")));
}

TEST(ImportedFiles, AreTakenForWhatIsInThem) {
  const std::vector<std::filesystem::path> places{fixtures / "benchmark_c6i.json", fixtures / "perf_c6i.json",
                                                  fixtures / "perf_r6a.csv", fixtures / "spare_cores"};
  const auto read = read_imported(places);
  ASSERT_TRUE(read) << results::to_line(read.error());
  std::vector<ImportedFormat> formats;
  for (const ImportedResult& r : *read) formats.push_back(r.format);
  EXPECT_THAT(formats, ElementsAre(ImportedFormat::google_benchmark, ImportedFormat::perf_stat,
                                   ImportedFormat::perf_stat, ImportedFormat::spare_cores,
                                   ImportedFormat::spare_cores));
}

TEST(ImportedComparisons, OneRunASideHasARatioAndNoInterval) {
  const auto c = compare_imported({"a", {run("a.json", {100})}}, {"b", {run("b.json", {50, 50.5})}});
  ASSERT_TRUE(c) << results::to_line(c.error());
  const ImportedRow& row = c->rows.at(0);
  EXPECT_NEAR(*row.ratio.value, std::sqrt(50 * 50.5) / 100, 1e-12);
  EXPECT_FALSE(row.ratio.interval);
  EXPECT_FALSE(row.ratio.resolved);
  EXPECT_THAT(row.base.estimate.no_interval_because, HasSubstr("a single run"));
  EXPECT_THAT(row.candidate.estimate.no_interval_because, HasSubstr("2 repetitions within a single run"));
  EXPECT_FALSE(row.base.spread);
  ImportedResult mean = run("c.json", {50});
  mean.figures[0].is_mean = true;
  EXPECT_THAT(compare_imported({"a", {run("a.json", {100})}}, {"c", {mean}})
                  ->rows.at(0)
                  .candidate.estimate.no_interval_because,
              HasSubstr("one mean as the tool formed it"));
  EXPECT_NEAR(*row.candidate.spread, std::log(1.01) / std::sqrt(2), 1e-12);
}

TEST(ImportedComparisons, TwoRunsASideHaveNoneEither) {
  const auto c = compare_imported({"a", {run("1.json", {100}), run("2.json", {101})}},
                                  {"b", {run("3.json", {50}), run("4.json", {51})}});
  ASSERT_TRUE(c) << results::to_line(c.error());
  EXPECT_TRUE(c->rows.at(0).ratio.value);
  EXPECT_FALSE(c->rows.at(0).ratio.interval);
  EXPECT_THAT(c->rows.at(0).base.estimate.no_interval_because, HasSubstr("an interval takes three"));
}

TEST(ImportedComparisons, ThreeRunsASideHaveOneBetweenRunsOnly) {
  const auto side = [](const std::string& name, double factor) {
    ImportedSide s{name, {}};
    // Repetitions that agree to the last digit, in runs that do not.
    for (const double v : {100.0, 102.0, 104.0})
      s.results.push_back(run(name + std::to_string(s.results.size()), {v * factor, v * factor, v * factor}));
    return s;
  };
  const auto c = compare_imported(side("a", 1), side("b", 0.5));
  ASSERT_TRUE(c) << results::to_line(c.error());
  const ImportedRow& row = c->rows.at(0);
  EXPECT_EQ(row.base.runs, 3U);
  EXPECT_EQ(row.base.repetitions, 9U);
  EXPECT_NEAR(*row.ratio.value, 0.5, 1e-12);
  ASSERT_TRUE(row.ratio.interval);
  const std::vector<double> ln{std::log(100), std::log(102), std::log(104)};
  const double error = std::sqrt(
      2 * (std::pow(ln[0] - ln[1], 2) + std::pow(ln[1] - ln[2], 2) + std::pow(ln[0] - ln[2], 2)) / 18);
  const double half = statistics::student_t_quantile(0.975, 4) * error;
  EXPECT_NEAR(std::log(row.ratio.interval->high), std::log(0.5) + half, 1e-9);
  EXPECT_TRUE(row.ratio.resolved && row.ratio.better) << "half the time";
  EXPECT_THAT(row.ratio.cautions, Contains(HasSubstr("between runs")));
}

TEST(ImportedComparisons, WhatIsNotComparableIsNotCompared) {
  const auto c = compare_imported({"a", {run("a.json", {100})}}, {"b", {run("b.json", {0})}});
  ASSERT_TRUE(c) << results::to_line(c.error());
  EXPECT_FALSE(c->rows.at(0).ratio.value);
  EXPECT_THAT(c->rows.at(0).ratio.absent_because, HasSubstr("candidate: a value of 0"));

  ImportedResult seconds = run("b.json", {1});
  seconds.figures[0].unit = "1";
  EXPECT_THAT(
      compare_imported({"a", {run("a.json", {100})}}, {"b", {seconds}})->rows.at(0).ratio.absent_because,
      HasSubstr("units differ"));

  ImportedResult of_perf = run("b.json", {100});
  of_perf.format = ImportedFormat::perf_stat;
  const auto tools = compare_imported({"a", {run("a.json", {100})}}, {"b", {of_perf}});
  ASSERT_FALSE(tools) << "the same words of another tool are another thing";
  EXPECT_EQ(tools.error().kind, ErrorKind::data);

  const auto itself = compare_imported({"a", {run("a.json", {100})}}, {"b", {run("a.json", {100})}});
  ASSERT_FALSE(itself);
  EXPECT_THAT(itself.error().what, HasSubstr("on both sides"));
}

TEST(ImportedComparisons, CopiesOfOneResultAreOneRun) {
  const auto dated = [](const char* path, std::vector<double> values, const char* date) {
    ImportedResult r = run(path, std::move(values));
    r.date = date;
    return r;
  };
  std::vector<ImportedResult> results{
      dated("a.json", {100, 101}, "2026-07-20"), dated("copy.json", {100, 101}, "2026-07-20"),
      dated("b.json", {100, 101}, "2026-07-21"), dated("c.json", {100, 102}, "2026-07-20")};
  const auto left_out = leave_out_copies(results);
  EXPECT_THAT(left_out,
              ::testing::ElementsAre("Left out: copy.json is the same result as a.json: it counts once."));
  EXPECT_EQ(results.size(), 3U);
  // On both sides it would be compared with itself.
  const auto itself =
      compare_imported({"a", {dated("a.json", {100}, "today")}}, {"b", {dated("b.json", {100}, "today")}});
  ASSERT_FALSE(itself);
  EXPECT_THAT(itself.error().what, HasSubstr("on both sides"));
  // A single coarse figure without a date may be the same by chance.
  results = {run("a.json", {100}), run("b.json", {100})};
  EXPECT_TRUE(leave_out_copies(results).empty());
}

using ImportReport = testing::ReportCase;

TEST_F(ImportReport, ShowsWhereFiguresComeFromAndWhatTheyCannotSay) {
  const std::string text = *report({"import", (fixtures / "benchmark_c6i.json").string(), "--to",
                                    (fixtures / "benchmark_r6a.json").string(), "--width", "400"});
  EXPECT_THAT(text, HasSubstr("in no ratio with one"));
  EXPECT_THAT(text, HasSubstr("c6i-large-example"));
  EXPECT_THAT(text, HasSubstr("Google Benchmark: Repetitions are of one process"));
  EXPECT_THAT(text, HasSubstr("3 repetitions within a single run: no interval"));
  EXPECT_THAT(text, HasSubstr("5 figures on both sides; 5 without: too few runs"));
  EXPECT_THAT(text, Not(HasSubstr("better")));
}

TEST_F(ImportReport, ComparesManyTypesWithOne) {
  const std::string aws = (fixtures / "spare_cores/aws").string();
  const auto json = nlohmann::json::parse(
      *report({"import", aws + "/c6i.large", "--to", aws + "/r6a.large", "--format", "json"}));
  const auto& table = json["tables"].at(1);
  EXPECT_EQ(table["id"], "imported");
  for (const auto& row : table["rows"]) {
    EXPECT_NEAR(row["ratio"]["value"].get<double>(), 1.2, 1e-3) << row["benchmark"]["text"];
    EXPECT_EQ(row["conclusion"]["text"], "no interval");
  }
  EXPECT_THAT(json["footer"].at(0).get<std::string>(),
              AllOf(HasSubstr("1 only in the baseline"), HasSubstr("no verdict rests on it")));
  EXPECT_THAT(*report({"import", aws}), AllOf(HasSubstr("c6i.large"), HasSubstr("r6a.large")));
}

TEST_F(ImportReport, MistakesSayWhatWhereWhyAndWhatToDo) {
  const std::string c6i = (fixtures / "benchmark_c6i.json").string();
  const auto recording_named = error({"import", c6i, "--to", base()});
  EXPECT_EQ(recording_named.kind, ErrorKind::usage);
  EXPECT_THAT(recording_named.why, HasSubstr("never in one ratio"));
  std::filesystem::copy_file(base(), at("renamed.json"));
  EXPECT_EQ(error({"import", at("renamed.json")}).kind, ErrorKind::usage) << "by what is in it";
  EXPECT_EQ(error({"compare", base(), "--to", c6i}).kind, ErrorKind::data);
  EXPECT_EQ(error({"import", at("none.json")}).kind, ErrorKind::io);
  write("empty.json", "");
  EXPECT_THAT(error({"import", at("empty.json")}).why, HasSubstr("it is empty"));
  write("text.json", "hello\n");
  EXPECT_THAT(error({"import", at("text.json")}).remedy, HasSubstr("Google Benchmark, perf stat"));
  std::filesystem::create_directory(at("folder"));
  EXPECT_THAT(error({"import", at("folder")}).what, HasSubstr("no result in the folder"));
  std::filesystem::create_directories(at("x9.large/openssl"));
  write("x9.large/openssl/parsed.json", "[{\"algo\": \"sha256\"}]");
  EXPECT_THAT(error({"import", at("x9.large")}).where, HasSubstr("parsed.json"));
  const std::string aws = (fixtures / "spare_cores/aws").string();
  EXPECT_THAT(error({"import", aws, "--to", c6i}).why, HasSubstr("c6i.large, r6a.large"));
  EXPECT_EQ(error({"import", c6i, "--to", c6i}).kind, ErrorKind::usage);
  testing::expect_whole(error({"import"}), {"no result is named", "BASELINE.json --to CANDIDATE.json"});
  {
    std::ofstream large(at("large.json"));
    large.seekp(static_cast<std::streamoff>(most_imported_bytes));
    large << "x";
  }
  EXPECT_THAT(error({"import", at("large.json")}).why, HasSubstr("16 MiB"));
}

}  // namespace
}  // namespace crossfade::analysis
