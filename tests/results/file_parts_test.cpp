// The small parts under the recording's file: handles, seal, chunk codec.
#include <gtest/gtest.h>

#include <cstring>

#include "results/file/chunk_codec.h"
#include "results/file/dataset_writer.h"
#include "results/file/handle.h"
#include "results/file/seal.h"

namespace crossfade::results::file {
namespace {

herr_t refuse_to_close(hid_t) {
  return -1;
}
using Stubborn = Handle<refuse_to_close>;

TEST(Handle, ClosingReportsItsFailureOnce) {
  const auto before = unreported_close_failures.load();
  {
    Stubborn handle(7);
    EXPECT_FALSE(handle.close());
    EXPECT_TRUE(handle.close()) << "there is nothing left to close";
  }
  EXPECT_EQ(unreported_close_failures, before);
}

TEST(Handle, TheDestructorCountsWhatNobodySaw) {
  const auto before = unreported_close_failures.load();
  {
    Stubborn handle(7);
    const Stubborn moved(std::move(handle));
  }
  EXPECT_EQ(unreported_close_failures, before + 1) << "the one that was moved from owns nothing";
}

TEST(DatasetWriter, HandsOutNoImageAfterAnUnreportedFailure) {
  DatasetWriter file;
  { const Stubborn handle(7); }
  EXPECT_THROW(static_cast<void>(file.finish()), Hdf5Failure);
}

TEST(SealLayout, IsAsDocumented) {
  std::vector<std::byte> image;
  append_seal(image);
  ASSERT_EQ(image.size(), seal_bytes);
  // XXH3-128 of nothing, as its specification and `xxhsum -H2 /dev/null` have it.
  static constexpr unsigned char expected[] = {'C',  'F',  'S',  'E',  'A',  'L',  '\r', '\n', 1,    0,
                                               0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
                                               0,    0,    0,    0,    0x99, 0xAA, 0x06, 0xD3, 0x01, 0x47,
                                               0x98, 0xD8, 0x60, 0x01, 0xC3, 0x24, 0x46, 0x8D, 0x49, 0x7F};
  EXPECT_EQ(std::memcmp(image.data(), expected, sizeof expected), 0);
  image.assign(300, std::byte{5});
  append_seal(image);
  EXPECT_EQ(image[300 + 16], std::byte{300 % 256});
  EXPECT_EQ(image[300 + 17], std::byte{300 / 256});
}

std::vector<std::byte> ramp(std::size_t n) {
  std::vector<std::byte> bytes(n);
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<std::byte>(i * i / 7);
  return bytes;
}

TEST(ChunkCodec, DecodesWhatItCompressed) {
  for (const std::size_t n : {1U, 8U, 800U, 803U}) {
    const auto plain = ramp(n);
    std::vector<std::byte> decoded(n);
    EXPECT_TRUE(decode_chunk(compress_chunk(plain, 8), {true, true}, 8, decoded)) << n;
    EXPECT_EQ(decoded, plain);
    EXPECT_TRUE(decode_chunk(compress_chunk(plain, 1), {false, true}, 8, decoded)) << n;
    EXPECT_EQ(decoded, plain);
    EXPECT_TRUE(decode_chunk(plain, {false, false}, 8, decoded)) << n;
    EXPECT_EQ(decoded, plain);
  }
}

TEST(ChunkCodec, RefusesEveryOtherSize) {
  const auto plain = ramp(800);
  for (const auto filters : {Filters{true, true}, {false, true}, {true, false}, {false, false}}) {
    const auto stored = filters.deflate ? compress_chunk(plain, filters.shuffle ? 8 : 1) : plain;
    for (const std::size_t n : {0U, 799U, 801U, 8'000U}) {
      std::vector<std::byte> decoded(n);
      EXPECT_FALSE(decode_chunk(stored, filters, 8, decoded)) << n;
    }
    std::vector<std::byte> decoded(800);
    EXPECT_FALSE(decode_chunk(std::span(stored).first(stored.size() - 1), filters, 8, decoded));
    EXPECT_FALSE(decode_chunk({}, filters, 8, decoded));
  }
}

}  // namespace
}  // namespace crossfade::results::file
