// Jailed reading of a whole process: read_recording(), read_summary() and catalogue() without knowing of it.
#include "results/jailed_reading.h"

#include <gtest/gtest.h>

#include <atomic>

#include "results/catalogue.h"
#include "results/jail/reader_pool.h"
#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

using testing::TemporaryFolder;

void write_good(const std::filesystem::path& path) {
  auto writer = testing::create_at(path);
  ASSERT_TRUE(writer);
  testing::fill(*writer);
  ASSERT_TRUE(writer->finish(RecordingState::finished));
}

TEST(JailedReading, IsOnWhileItExists) {
  EXPECT_EQ(jailed_readers(), nullptr);
  {
    auto jail = JailedReading::start();
    ASSERT_TRUE(jail);
    EXPECT_NE(jailed_readers(), nullptr);
    const JailedReading moved = std::move(*jail);
    EXPECT_NE(jailed_readers(), nullptr);
  }
  EXPECT_EQ(jailed_readers(), nullptr);
}

TEST(JailedReading, ReadsByJailedProcesses) {
  const TemporaryFolder folder;
  write_good(folder / "a.h5");
  const auto jail = JailedReading::start();
  ASSERT_TRUE(jail);
  EXPECT_TRUE(read_recording(folder / "a.h5"));
  EXPECT_TRUE(read_summary(folder / "a.h5"));
  EXPECT_EQ(jailed_readers()->waiting().size(), 1U) << "it was another process that read";
}

TEST(JailedReading, AFolderIsListedInItsOrder) {
  const TemporaryFolder folder;
  for (const char* name : {"a.h5", "b.h5", "d.h5", "e.h5", "f.h5"}) write_good(folder / name);
  testing::write_file(folder / "c.h5", std::vector<std::byte>(10));
  const auto jail = JailedReading::start();
  ASSERT_TRUE(jail);
  const auto places = std::vector<std::filesystem::path>{folder.path()};
  const auto entries = catalogue(places);
  ASSERT_EQ(entries.size(), 6U);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].path.filename().string(), std::string(1, static_cast<char>('a' + i)) + ".h5");
    EXPECT_EQ(static_cast<bool>(entries[i].summary), i != 2);
  }
}

TEST(JailedReading, EachFileIsReadOnce) {
  for (const bool is_jailed : {false, true}) {
    std::vector<std::atomic<int>> times(100);
    if (is_jailed) {
      const auto jail = JailedReading::start();
      ASSERT_TRUE(jail);
      for_each_file(times.size(), [&](std::size_t i) { ++times[i]; });
    } else {
      for_each_file(times.size(), [&](std::size_t i) { ++times[i]; });
    }
    for (const auto& each : times) EXPECT_EQ(each, 1);
    for_each_file(0, [](std::size_t) { FAIL() << "there is none"; });
  }
}

}  // namespace
}  // namespace crossfade::results
