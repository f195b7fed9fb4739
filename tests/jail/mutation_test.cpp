// Mutations of real recordings through the jail: refused or read, and no reader is lost. The long version is
// scripts/torture's.
#include "tests/support/mutation.h"

#include <gtest/gtest.h>

#include <chrono>

#include "results/file/metadata_checksum.h"
#include "results/jail/confinement.h"
#include "results/jail/reader_pool.h"
#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

using crossfade::testing::metadata_blocks;
using crossfade::testing::Mutations;
using file::metadata_checksum;
using testing::TemporaryFolder;

std::vector<std::byte> sample() {
  return testing::bytes_of_file(std::filesystem::path(CROSSFADE_SOURCE_DIRECTORY) / "results" / "samples" /
                                "epyc-zen5-2vcpu-cap-v2.h5");
}

std::vector<std::byte> every_table() {
  const TemporaryFolder folder;
  auto writer = testing::create_at(folder / "a.h5");
  EXPECT_TRUE(writer);
  testing::fill(*writer);
  EXPECT_TRUE(writer->finish(RecordingState::finished));
  return testing::bytes_of_file(folder / "a.h5");
}

TEST(MetadataBlocks, TheChecksumIsThePublishedOne) {
  // From the author's own test of hashlittle().
  const std::string_view text = "Four score and seven years ago";
  EXPECT_EQ(metadata_checksum(std::as_bytes(std::span(text))), 0x17770551U);
  EXPECT_EQ(metadata_checksum({}), 0xDEADBEEFU);
}

TEST(MetadataBlocks, AreFoundAndCanBeRenewed) {
  std::vector<std::byte> file = every_table();
  const auto blocks = metadata_blocks(file);
  EXPECT_GT(blocks.size(), 100U) << "an object header for each column at least";
  const auto before = file;
  for (const auto& block : blocks) crossfade::testing::renew_checksum(file, block);
  EXPECT_EQ(file, before);
}

TEST(Mutations, TheSameNumberIsTheSameMutation) {
  const Mutations mutations(every_table());
  EXPECT_EQ(mutations.mutation(3), mutations.mutation(3));
  EXPECT_NE(mutations.mutation(3), mutations.mutation(4));
}

TEST(Mutations, AreRefusedOrReadAndNoReaderIsLost) {
  const TemporaryFolder folder;
  auto pool = jail::ReaderPool::start(1);
  ASSERT_TRUE(pool);
  int refused = 0, read = 0, past_the_first_look = 0;
  const std::vector<Mutations> files{Mutations(sample()), Mutations(every_table())};
  constexpr int count = jail::is_sanitized ? 60 : 300;
  for (std::uint64_t number = 0; number < count; ++number) {
    // One in twelve is of the real one, which takes thirty times as long.
    testing::write_file(folder / "m.h5", files[number % 12 == 0 ? 0 : 1].mutation(number));
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = (*pool)->read_recording(folder / "m.h5");
    static_cast<void>((*pool)->read_summary(folder / "m.h5"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60)) << number;
    (answer ? read : refused) += 1;
    if (answer) continue;
    EXPECT_EQ(answer.error().kind, ErrorKind::data) << number;
    EXPECT_FALSE(answer.error().why.empty()) << number;
    past_the_first_look += answer.error().why.find("HDF5 cannot open it") == std::string::npos ? 1 : 0;
  }
  EXPECT_EQ((*pool)->replaced(), 0U);
  EXPECT_GT(refused, count / 5);
  EXPECT_GT(read, count / 60) << "figures may differ";
  EXPECT_GT(past_the_first_look, count / 5) << "mutations that the library does not even open try nothing";
}

}  // namespace
}  // namespace crossfade::results
