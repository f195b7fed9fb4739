// What happens to files on their way: cut, flipped, replaced by something else, changed by another program.
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/stat.h>

#include <random>

#include "results/catalogue.h"
#include "results/file/seal.h"
#include "results/file/superblock.h"
#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

using testing::TemporaryFolder;
using testing::write_file;

class Damage : public ::testing::Test {
 protected:
  void SetUp() override {
    auto writer = testing::create_at(path_);
    ASSERT_TRUE(writer);
    testing::add_preliminaries(*writer);
    testing::add_repetition(*writer, 0, 3);
    ASSERT_TRUE(writer->finish(RecordingState::finished));
    bytes_ = testing::bytes_of_file(path_);
  }
  /// The refusal of what is at path_ now; empty if it is read.
  Error refusal() {
    const auto read = read_recording(path_);
    const auto summary = read_summary(path_);
    EXPECT_EQ(static_cast<bool>(read), static_cast<bool>(summary));
    return read ? Error{} : read.error();
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "a.h5";
  std::vector<std::byte> bytes_;
};

TEST_F(Damage, EveryTruncationIsCalledTruncated) {
  const std::size_t payload = bytes_.size() - file::seal_bytes;
  std::vector<std::size_t> lengths{1, 7, 8, 47, 48, 63, 64, payload - 1, payload + 1, payload + 63};
  for (std::size_t length = 100; length < payload; length += payload / 37) lengths.push_back(length);
  for (const std::size_t length : lengths) {
    write_file(path_, std::span(bytes_).first(length));
    const Error error = refusal();
    EXPECT_NE(error.why.find("truncated"), std::string::npos) << length << ": " << to_line(error);
    EXPECT_EQ(error.kind, ErrorKind::data);
  }
  EXPECT_NE(refusal().why.find("bytes"), std::string::npos) << "says how much is there";
}

TEST_F(Damage, EveryFlippedByteIsSeen) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    // The first 64 and last 64 bytes one by one, the others at random.
    const std::size_t at = i < 64    ? static_cast<std::size_t>(i)
                           : i < 128 ? bytes_.size() - static_cast<std::size_t>(i - 63)
                                     : random() % bytes_.size();
    std::vector<std::byte> changed = bytes_;
    changed[at] ^= static_cast<std::byte>(1U << (random() % 8));
    write_file(path_, changed);
    EXPECT_FALSE(refusal().why.empty()) << "byte " << at;
  }
}

TEST_F(Damage, IsToldFromOtherTrouble) {
  std::vector<std::byte> changed = bytes_;
  changed[bytes_.size() / 2] ^= std::byte{1};
  write_file(path_, changed);
  EXPECT_EQ(refusal().why, "damaged: its bytes do not match their digest");
  changed = bytes_;
  changed.back() ^= std::byte{1};
  write_file(path_, changed);
  EXPECT_EQ(refusal().why, "damaged: its bytes do not match their digest");
  changed = bytes_;
  changed.push_back(std::byte{0});
  write_file(path_, changed);
  EXPECT_EQ(refusal().why, "damaged: its bytes do not match their digest");
}

TEST_F(Damage, WhatIsNoRecordingIsCalledSo) {
  write_file(path_, {});
  EXPECT_EQ(refusal().why, "the file is empty");
  const std::string text = "stage,latency\n1,2\n";
  write_file(path_, std::as_bytes(std::span(text.data(), text.size())));
  EXPECT_EQ(refusal().why, "it is not a recording: it does not begin like an HDF5 file");
  std::filesystem::remove(path_);
  EXPECT_EQ(refusal().why, "it cannot be opened: No such file or directory");
  EXPECT_EQ(refusal().kind, ErrorKind::io);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(refusal().why, "it is a folder");
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(refusal().why, "it is not a regular file");
}

TEST_F(Damage, APlainHdf5FileIsNoRecording) {
  std::filesystem::remove(path_);
  H5Fclose(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_EQ(refusal().why, "it is an HDF5 file, but not a recording");
}

TEST_F(Damage, AFileThatAnotherProgramChangedIsReadAndMarked) {
  const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(file, 0) << "plain libhdf5 does not open it";
  H5Ldelete(file, "log_length", H5P_DEFAULT);
  ASSERT_GE(H5Fclose(file), 0);
  const auto read = read_recording(path_);
  ASSERT_TRUE(read) << to_line(read.error());
  EXPECT_EQ(read->seal, Seal::none_modified_since);
  EXPECT_EQ(read_summary(path_)->seal, Seal::none_modified_since);
  const auto reopened = RecordingWriter::reopen(path_);
  ASSERT_FALSE(reopened);
  EXPECT_EQ(reopened.error().what, "cannot continue the recording");
  EXPECT_EQ(reopened.error().why, "another program has changed it since it was sealed");
}

TEST_F(Damage, PlainLibraryOpensTheImageOnlyWithTheRepairedSuperblock) {
  EXPECT_GT(H5Fis_hdf5(path_.c_str()), 0);
  std::vector<std::byte> payload(bytes_.begin(), bytes_.end() - file::seal_bytes);
  EXPECT_EQ(file::stated_end(payload), payload.size());
  const std::vector<std::byte> good = payload;
  payload[44] ^= std::byte{0xFF};  // the checksum
  payload[11] = std::byte{1};      // a status flag
  write_file(path_, payload);
  H5E_auto2_t print = nullptr;
  void* data = nullptr;
  H5Eget_auto2(H5E_DEFAULT, &print, &data);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  EXPECT_LT(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), 0);
  H5Eset_auto2(H5E_DEFAULT, print, data);
  file::repair_superblock(payload);
  EXPECT_EQ(payload, good);
}

TEST_F(Damage, ACatalogueListsGoodAndBad) {
  write_file(folder_ / "b.h5", std::span(bytes_).first(1'000));
  write_file(folder_ / "notes.txt", std::span(bytes_).first(10));
  std::filesystem::create_directory(folder_ / "c.h5");
  const std::vector<std::filesystem::path> places{folder_.path(), folder_ / "none.h5", path_};
  const auto entries = catalogue(places);
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0].path, path_);
  ASSERT_TRUE(entries[0].summary);
  EXPECT_EQ(entries[0].summary->stages, 3U);
  EXPECT_EQ(entries[1].path, folder_ / "b.h5");
  EXPECT_FALSE(entries[1].summary);
  EXPECT_FALSE(entries[2].summary);
  EXPECT_EQ(entries[2].summary.error().where, (folder_ / "none.h5").string());
  EXPECT_TRUE(entries[3].summary);
  EXPECT_TRUE(catalogue({}).empty());
}

/// Mutations under a renewed digest: the reader itself must hold. Refusing and reading are both right.
TEST_F(Damage, MutationsWithARenewedDigestDoNoHarm) {
  const std::span payload = std::span(bytes_).first(bytes_.size() - file::seal_bytes);
  std::mt19937_64 random(2026);
  int refused = 0;
  constexpr int cases = 400;
  for (int i = 0; i < cases; ++i) {
    std::vector<std::byte> changed(payload.begin(), payload.end());
    const std::size_t at =
        random() % (i % 4 == 0 ? 4'096 : changed.size());  // the root's metadata lie in front
    switch (i % 5) {
      case 0:
        changed[at] ^= static_cast<std::byte>(1U << (random() % 8));
        break;
      case 1:
        for (int k = 0; k < 8; ++k) changed[random() % changed.size()] ^= static_cast<std::byte>(random());
        break;
      case 2:
        std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(at),
                    std::min<std::size_t>(64, changed.size() - at), std::byte{0});
        break;
      case 3:  // a length or an address becomes huge
        std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(at),
                    std::min<std::size_t>(8, changed.size() - at), std::byte{0xFF});
        break;
      default: {  // a piece lands elsewhere
        const std::size_t from = random() % changed.size();
        const std::size_t n = std::min({std::size_t{32}, changed.size() - at, changed.size() - from});
        std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(from), n,
                    changed.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
    file::repair_superblock(changed);  // else the library looks no further
    file::append_seal(changed);
    write_file(path_, changed);
    refused += read_recording(path_) ? 0 : 1;
    static_cast<void>(read_summary(path_));
  }
  EXPECT_GT(refused, cases / 4);
}

}  // namespace
}  // namespace crossfade::results
