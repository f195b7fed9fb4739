// crossfade-report export: a recording's tables as files, whole or not at all.
#include "analysis/report/recording_export.h"
#include "analysis/coverage.h"

#include <unistd.h>

#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/report/table_file.h"
#include "results/enum_names.h"
#include "results/schema.h"
#include "tests/analysis/csv_records.h"
#include "tests/analysis/report_case.h"
#include "tests/support/file_size_limit.h"

namespace crossfade::analysis {
namespace {

using results::ErrorKind;
using testing::csv_records;
using ::testing::HasSubstr;
using testing::read_text;
namespace fs = std::filesystem;

class RecordingExport : public testing::ReportCase {
 protected:
  /// A recording with a little of everything.
  results::OpenedRecording opened() const {
    const std::string file = with_spikes("m5.h5", m5(), 2);
    auto read = results::read_recording(file);
    EXPECT_TRUE(read) << results::to_line(read.error());
    return *std::move(read);
  }

  std::set<std::string> names_in(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
  }

  /// Rows by column.
  std::vector<std::map<std::string, std::string>> table(const std::string& name) const {
    const auto records = csv_records(read_text(folder_ / "out" / (name + ".csv")));
    std::vector<std::map<std::string, std::string>> rows;
    for (std::size_t r = 1; r < records.size(); ++r) {
      EXPECT_EQ(records[r].size(), records[0].size()) << name;
      auto& row = rows.emplace_back();
      for (std::size_t c = 0; c < records[r].size(); ++c) row[records[0][c]] = records[r][c];
    }
    return rows;
  }

  results::Result<void> make(Format format = Format::csv, bool replace = false) const {
    return export_recording(opened(), format, {at("out"), replace});
  }
};

TEST_F(RecordingExport, HasAFileForEveryTableAndDescribesEveryColumn) {
  ASSERT_TRUE(make());
  const auto names = names_in(at("out"));
  for (const results::Table& t : results::tables())
    EXPECT_TRUE(names.contains(std::string(t.name) + ".csv")) << t.name;
  std::map<std::string, std::size_t> described;
  for (auto& row : table("columns")) {
    ++described[row["table"]];
    EXPECT_FALSE(row["unit"].empty()) << row["column"];
    EXPECT_FALSE(row["meaning"].empty()) << row["column"];
  }
  for (const std::string& name : names) {
    const std::string stem = name.substr(0, name.find('.'));
    if (stem == "columns") continue;
    EXPECT_EQ(described[stem], csv_records(read_text(folder_ / "out" / name)).front().size()) << name;
  }
}

TEST_F(RecordingExport, HasWhatTheRecordingHas) {
  results::OpenedRecording made = opened();
  made.recording.stages[0].steal_ns = 0;
  made.recording.stages[1].steal_ns.reset();
  ASSERT_TRUE(export_recording(made, Format::csv, {at("out"), false}));
  const results::Recording& recording = made.recording;
  const auto stages = table("stage");
  ASSERT_EQ(stages.size(), recording.stages.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const results::Stage& stage = recording.stages[i];
    const auto& row = stages[i];
    EXPECT_EQ(row.at("stage"), std::to_string(i));
    EXPECT_EQ(row.at("stage_repetition"), std::to_string(stage.repetition));
    EXPECT_EQ(row.at("stage_completed"), std::to_string(stage.completed));
    EXPECT_EQ(row.at("stage_start_unix_ns"), std::to_string(stage.start_unix_ns));
    EXPECT_EQ(row.at("stage_kind"), std::string(results::name_of(stage.kind)));
    if (std::isnan(stage.offered_per_s)) {
      EXPECT_EQ(row.at("stage_offered_per_s"), "") << "absent, not 0";
    } else {
      EXPECT_EQ(std::stod(row.at("stage_offered_per_s")), stage.offered_per_s);
    }
    EXPECT_EQ(row.at("stage_steal_ns").empty(), !stage.steal_ns.has_value());
  }
  EXPECT_EQ(stages[0].at("stage_steal_ns"), "0") << "a measured 0 is one";
  std::map<std::string, std::uint64_t> in_histogram;
  for (auto& row : table("histogram"))
    in_histogram[row["distribution"]] += std::stoull(row["distribution_histogram"]);
  const auto distributions = table("distribution");
  ASSERT_EQ(distributions.size(), recording.distributions.size());
  for (std::size_t i = 0; i < distributions.size(); ++i) {
    const auto& row = distributions[i];
    EXPECT_EQ(in_histogram[std::to_string(i)], recording.distributions[i].n);
    EXPECT_EQ(std::stod(row.at("distribution_p99_ns")),
              recording.distributions[i].histogram().quantile_ns(0.99));
  }
  EXPECT_EQ(table("spike_window").size(), recording.spike_windows.size());
  EXPECT_EQ(table("absence").size(), recording.absences.size());
  const auto counted = table("counter_reading");
  ASSERT_EQ(counted.size(), recording.readings.size());
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const auto coverage = coverage_of(recording.readings[i], turn_ns_of(recording));
    EXPECT_EQ(counted[i].at("coverage"), coverage ? text_of(*coverage) : "") << i;
  }
  std::map<std::string, std::string> root;
  for (auto& row : table("recording")) root[row["attribute"]] = row["value"];
  EXPECT_EQ(root["format"], "crossfade-recording");
  EXPECT_EQ(root["export_version"], "1");
  EXPECT_EQ(root["cpu_model"], recording.header.cpu_model);
  EXPECT_EQ(root["clock_hz_effective"], "") << "not known";
  const auto facts = table("environment");
  ASSERT_EQ(facts.size(), recording.environment.size());
  EXPECT_EQ(facts[1].at("value"), "");
  EXPECT_EQ(facts[1].at("absent_because"), "no cpufreq in this guest");
}

TEST_F(RecordingExport, AQuantileOfTooFewIsNotTold) {
  results::OpenedRecording few = opened();
  results::Distribution& d = few.recording.distributions.front();
  results::Histogram histogram;
  for (int i = 1; i <= 50; ++i) histogram.record(1'000 * i);
  d.n = histogram.count();
  d.buckets = histogram.sparse();
  d.min_ns = histogram.min_ns();
  d.max_ns = histogram.max_ns();
  ASSERT_TRUE(export_recording(few, Format::csv, {at("out"), false}));
  const auto row = table("distribution").front();
  EXPECT_NE(row.at("distribution_p50_ns"), "");
  EXPECT_NE(row.at("distribution_p90_ns"), "");
  EXPECT_EQ(row.at("distribution_p99_ns"), "");
  EXPECT_EQ(row.at("distribution_p999_ns"), "");
}

TEST_F(RecordingExport, AsJsonItIsTheSameWithNulls) {
  const auto recording = opened().recording;
  ASSERT_TRUE(make(Format::json));
  const auto stages = nlohmann::json::parse(read_text(folder_ / "out" / "stage.json"));
  ASSERT_EQ(stages.size(), recording.stages.size());
  EXPECT_EQ(stages[0]["stage_completed"], recording.stages[0].completed);
  EXPECT_EQ(stages[0]["stage_kind"], std::string(results::name_of(recording.stages[0].kind)));
  std::size_t nulls = 0;
  for (const auto& row : stages) nulls += row["stage_offered_per_s"].is_null();
  EXPECT_GT(nulls, 0U);
  for (const std::string& name : names_in(at("out")))
    EXPECT_TRUE(nlohmann::json::accept(read_text(folder_ / "out" / name))) << name;
  EXPECT_EQ(nlohmann::json::parse(read_text(folder_ / "out" / "trace.json")), nlohmann::json::array());
}

TEST_F(RecordingExport, NothingIsReplacedUnlessItMayBe) {
  ASSERT_TRUE(make());
  const auto before = names_in(at("out"));
  const auto refused = make();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_create);
  EXPECT_THAT(refused.error().remedy, HasSubstr("--force"));
  EXPECT_TRUE(make(Format::json, true));
  EXPECT_FALSE(names_in(at("out")).contains("stage.csv")) << "the old one has gone";
  write("out/letter.txt", "precious");
  const auto precious = make(Format::csv, true);
  ASSERT_FALSE(precious);
  EXPECT_THAT(precious.error().why, HasSubstr("letter.txt, which is no part of an export"));
  EXPECT_EQ(read_text(at("out/letter.txt")), "precious");
  EXPECT_EQ(names_in(folder_.string()), (std::set<std::string>{"m5.h5", "out"})) << "nothing is left behind";
}

TEST_F(RecordingExport, AnEmptyFolderIsAPlaceAndAFileIsNone) {
  fs::create_directory(at("out"));
  EXPECT_TRUE(export_recording(opened(), Format::csv, {at("out/"), false}));
  EXPECT_TRUE(fs::exists(at("out/stage.csv")));
  write("file", "text");
  const auto on_a_file = export_recording(opened(), Format::csv, {at("file"), true});
  ASSERT_FALSE(on_a_file);
  EXPECT_EQ(on_a_file.error().kind, ErrorKind::cannot_create);
  EXPECT_THAT(on_a_file.error().why, HasSubstr("a file"));
  const auto nowhere = export_recording(opened(), Format::csv, {at("none/out"), false});
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().why, HasSubstr("there is no folder"));
}

TEST_F(RecordingExport, AFailedWriteLeavesNothing) {
  const auto recording = opened();
  const auto failed = [&] {
    const crossfade::testing::FileSizeLimit limit(2'000);
    return export_recording(recording, Format::csv, {at("out"), false});
  }();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::io);
  EXPECT_EQ(names_in(folder_.string()), std::set<std::string>{"m5.h5"});
}

TEST_F(RecordingExport, IsACommand) {
  const std::string file = base();
  EXPECT_EQ(*report({"export", file, "-o", at("out")}), "");
  EXPECT_TRUE(fs::exists(at("out/stage.csv")));
  EXPECT_EQ(*report({"export", file, "-o", at("json.csv"), "--json"}), "");
  EXPECT_TRUE(fs::exists(at("json.csv/stage.json"))) << "a folder's name is no format";
  EXPECT_EQ(error({"export", at("none.h5"), "-o", at("other")}).kind, ErrorKind::io);
  EXPECT_FALSE(fs::exists(at("other")));
  EXPECT_THAT(*report({"export", "--help"}), HasSubstr("Example: crossfade-report export"));
}

TEST(TableFile, WritesLongTablesPiecewise) {
  const fs::path file =
      fs::temp_directory_path() / ("crossfade-table-" + std::to_string(::getpid()) + ".csv");
  fs::remove(file);
  {
    auto made = TableFile::create(file, TableFormat::csv, {"n", "text", "real"});
    ASSERT_TRUE(made);
    for (std::uint64_t i = 0; i < 100'000; ++i) {
      const std::array<Field, 3> row{i, std::string("a, \"b\""),
                                     i % 2 == 0 ? Field(0.1) : Field(std::nan(""))};
      ASSERT_TRUE(made->add(row));
    }
    ASSERT_TRUE(made->close());
  }
  const auto records = csv_records(read_text(file));
  ASSERT_EQ(records.size(), 100'001U);
  EXPECT_EQ(records[1], (std::vector<std::string>{"0", "a, \"b\"", "0.1"}));
  EXPECT_EQ(records[100'000], (std::vector<std::string>{"99999", "a, \"b\"", ""}));
  EXPECT_FALSE(TableFile::create(file, TableFormat::csv, {"n"})) << "it exists";
  fs::remove(file);
}

}  // namespace
}  // namespace crossfade::analysis
