// Files with a correct digest that are meant to harm: each is refused with its reason, nothing else happens.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "results/schema.h"
#include "tests/results/full_recording.h"
#include "tests/results/hostile_files.h"

namespace crossfade::results {
namespace {

using testing::HostileFile;
using testing::TemporaryFolder;

/// Made once; each test has its copy.
const std::vector<std::byte>& good_file() {
  static const std::vector<std::byte> bytes = [] {
    const TemporaryFolder folder;
    auto writer = testing::create_at(folder / "good.h5");
    EXPECT_TRUE(writer);
    testing::fill(*writer);
    EXPECT_TRUE(writer->finish(RecordingState::finished));
    return testing::bytes_of_file(folder / "good.h5");
  }();
  return bytes;
}

class Hostile : public ::testing::TestWithParam<HostileFile> {};

TEST_P(Hostile, IsRefused) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", GetParam().make);
  const auto read = read_recording(folder / "a.h5");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::data);
  EXPECT_EQ(read.error().what, "cannot read the recording");
  EXPECT_EQ(read.error().where, (folder / "a.h5").string());
  EXPECT_FALSE(read.error().remedy.empty());
  EXPECT_NE(read.error().why.find(GetParam().refusal), std::string::npos) << read.error().why;
}

INSTANTIATE_TEST_SUITE_P(Files, Hostile, ::testing::ValuesIn(testing::hostile_files()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Harmless, AnUnchangedFileSealedAgainIsRead) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t) {});
  EXPECT_TRUE(read_recording(folder / "a.h5"));
}

/// The reader opens the names that it knows and lists nothing: what else is there costs no time.
TEST(Harmless, MazesBesideTheTablesAreNotEntered) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t f) {
    using Group = file::Handle<H5Gclose>;
    Group deep(H5Gcreate2(f, "deep", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Lcreate_hard(f, "/", deep.get(), "up", H5P_DEFAULT, H5P_DEFAULT);
    for (int i = 0; i < 20'000; ++i)
      deep = Group(H5Gcreate2(deep.get(), "deeper", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    for (int i = 0; i < 50'000; ++i)
      H5Lcreate_soft("/nowhere", f, ("link" + std::to_string(i)).c_str(), H5P_DEFAULT, H5P_DEFAULT);
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(read_recording(folder / "a.h5"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << "listing takes minutes";
}

TEST(Harmless, UnknownNamesAndANewerMinorVersionAreIgnored) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t f) {
    testing::replace_attribute(f, "schema_minor", 8);
    H5Gclose(H5Gcreate2(f, "something_new", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    testing::add_external_link(f, "something_else");
  });
  EXPECT_TRUE(read_recording(folder / "a.h5"));
  const auto writer = RecordingWriter::reopen(folder / "a.h5");
  ASSERT_FALSE(writer) << "appending would lose what the newer program wrote";
  EXPECT_NE(writer.error().why.find("newer schema 1.8"), std::string::npos) << writer.error().why;
}

TEST(Harmless, AFileOfAnOlderMinorVersionLacksItsColumns) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  const auto as_version_0 = [](hid_t f) {
    for (const Column& column : table("stage").columns) {
      if (column.since_minor > 0) testing::remove_link(f, ("stage_" + std::string(column.name)).c_str());
    }
    testing::remove_link(f, "class_levels");
    testing::remove_link(f, "repetition_cheap_digest");
    testing::remove_link(f, "repetition_ended_unix_ns");
    testing::remove_link(f, "sample_value");
    for (const char* newer : {"spike", "spike_window", "sample"}) {
      testing::remove_link(f, newer);
      for (const Column& column : table(newer).columns)
        testing::remove_link(f, (std::string(newer) + "_" + std::string(column.name)).c_str());
    }
    testing::remove_link(f, "trace");
    testing::remove_link(f, "trace_service_ns");
  };
  testing::change_and_seal(folder / "a.h5", as_version_0);
  EXPECT_FALSE(read_recording(folder / "a.h5")) << "a file that says 1.6 has to have them";
  testing::change_and_seal(folder / "a.h5",
                           [](hid_t f) { testing::replace_attribute(f, "schema_minor", 0); });
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << read.error().why;
  for (const Stage& stage : read->recording.stages) {
    EXPECT_TRUE(std::isnan(stage.panel_before.l1_loads_per_cycle));
    EXPECT_TRUE(std::isnan(stage.panel_after.memory_cv));
    EXPECT_EQ(stage.wait_margin_ns, std::nullopt);
  }
  EXPECT_TRUE(read->recording.traces.empty());
  EXPECT_TRUE(read->recording.spikes.empty() && read->recording.spike_windows.empty());
  EXPECT_EQ(read->recording.classes[0].levels, std::nullopt);
  EXPECT_EQ(read->recording.repetitions[0].cheap_digest, "");
  auto writer = RecordingWriter::reopen(folder / "a.h5");
  ASSERT_TRUE(writer) << "it can be gone on with";
  ASSERT_TRUE(writer->publish());
  EXPECT_TRUE(read_recording(folder / "a.h5"));
}

TEST(Harmless, AFileOfSchema12LacksWhatCameWith13AndNothingElse) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t f) {
    testing::remove_link(f, "stage_wait_margin_ns");
    testing::replace_attribute(f, "schema_minor", 2);
  });
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << read.error().why;
  for (const Stage& stage : read->recording.stages) EXPECT_EQ(stage.wait_margin_ns, std::nullopt);
  EXPECT_FALSE(read->recording.traces.empty());
  EXPECT_FALSE(read->recording.spikes.empty());
}

TEST(Harmless, AFileOfSchema15HasNoSamplesAndCanBeGoneOnWith) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t f) {
    for (const char* newer : {"repetition_ended_unix_ns", "sample_value", "sample_stage", "sample_worker",
                              "sample_time_ns", "sample"})
      testing::remove_link(f, newer);
    testing::replace_attribute(f, "schema_minor", 5);
  });
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << read.error().why;
  EXPECT_TRUE(read->recording.samples.empty());
  EXPECT_TRUE(read->recording.series.empty());
  for (const Repetition& repetition : read->recording.repetitions)
    EXPECT_EQ(repetition.ended_unix_ns, std::nullopt);
  auto writer = RecordingWriter::reopen(folder / "a.h5");
  ASSERT_TRUE(writer) << to_line(writer.error());
  testing::add_repetition(*writer, 1, 3);
  ASSERT_TRUE(writer->publish());
  const auto longer = read_recording(folder / "a.h5");
  ASSERT_TRUE(longer) << to_line(longer.error());
  EXPECT_EQ(longer->recording.samples.size(), 6U);
}

TEST(Harmless, AFileOfSchema16DoesNotKnowTheLooks) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t f) {
    for (const char* newer : {"stage_look_instructions", "stage_look_cycles"}) testing::remove_link(f, newer);
    testing::replace_attribute(f, "schema_minor", 6);
  });
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << read.error().why;
  for (const Stage& stage : read->recording.stages) {
    EXPECT_EQ(stage.look_instructions, std::nullopt);
    EXPECT_EQ(stage.look_cycles, std::nullopt);
  }
}

TEST(Harmless, BeforeSchema14AProcessThatTheUserStoppedWasCalledKilled) {
  const TemporaryFolder folder;
  auto writer = testing::create_at(folder / "a.h5");
  ASSERT_TRUE(writer);
  testing::fill(*writer);
  const std::vector<const char*> reasons{"the run was stopped", "the collector ended while it was measured"};
  for (std::uint32_t i = 0; i < reasons.size(); ++i) {
    Repetition repetition = writer->recorded().repetitions[i];
    repetition.outcome = RepetitionOutcome::killed;
    repetition.reason = reasons[i];
    ASSERT_TRUE(writer->update_repetition(i, repetition));
  }
  ASSERT_TRUE(writer->finish(RecordingState::finished));
  for (const std::int64_t minor : {4, 3}) {
    testing::change_and_seal(folder / "a.h5",
                             [&](hid_t f) { testing::replace_attribute(f, "schema_minor", minor); });
    const auto read = read_recording(folder / "a.h5");
    ASSERT_TRUE(read) << read.error().why;
    EXPECT_EQ(read->recording.repetitions[0].outcome,
              minor == 3 ? RepetitionOutcome::interrupted : RepetitionOutcome::killed);
    EXPECT_EQ(read->recording.repetitions[1].outcome, RepetitionOutcome::killed);
  }
}

TEST(Harmless, AnEnumerationValueOfANewerProgramSaysSo) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5", [](hid_t f) {
    testing::replace_attribute(f, "schema_minor", 8);
    const file::Dataset kinds(H5Dopen2(f, "stage_kind", H5P_DEFAULT));
    const std::vector<std::uint8_t> all(12, 99);
    H5Dwrite(kinds.get(), H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data());
  });
  const auto read = read_recording(folder / "a.h5");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().why.find("newer schema 1.8: use a newer program"), std::string::npos);
}

TEST(Harmless, ASummaryNeedsNoMeasurements) {
  const TemporaryFolder folder;
  testing::write_file(folder / "a.h5", good_file());
  testing::change_and_seal(folder / "a.h5",
                           [](hid_t f) { testing::remove_link(f, "distribution_histogram"); });
  EXPECT_FALSE(read_recording(folder / "a.h5"));
  EXPECT_TRUE(read_summary(folder / "a.h5"));
}

}  // namespace
}  // namespace crossfade::results
