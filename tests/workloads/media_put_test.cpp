// media_put: published vectors, any three losses are recovered, what is wrong in any part of an answer is
// caught, and the coder of our own gives what ISA-L gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/generators/random.h"
#include "workloads/media_put/crc32c.h"
#include "workloads/media_put/erasure_code.h"
#include "workloads/media_put/known_answers.h"
#include "workloads/media_put/own_shard_coder.h"
#include "workloads/media_put/part_cipher.h"
#include "workloads/media_put/shard_recovery.h"
#ifdef CROSSFADE_ISAL
#include "workloads/media_put/isal_shard_coder.h"
#endif

namespace crossfade::workloads::media_put {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Not;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Every way in which this build computes a checksum.
std::vector<std::uint32_t> checksums(std::span<const std::byte> bytes) {
  return {
#ifdef CROSSFADE_ISAL
      IsalShardCoder(0).checksum(bytes), IsalShardCoder(2).checksum(bytes),
      IsalShardCoder(3).checksum(bytes), IsalShardCoder(4).checksum(bytes),
#endif
      crc32c_by_instruction(bytes),      crc32c_by_table(bytes)};
}

TEST(MediaPut, Crc32cGivesThePublishedValues) {
  std::array<std::byte, 32> buffer{};
  EXPECT_THAT(checksums(buffer), Each(0x8a9136aa));  // RFC 3720, B.4: zeros, ones, ascending, descending
  buffer.fill(std::byte{0xff});
  EXPECT_THAT(checksums(buffer), Each(0x62a8ab43));
  for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = static_cast<std::byte>(i);
  EXPECT_THAT(checksums(buffer), Each(kAscendingCrc32c));
  std::reverse(buffer.begin(), buffer.end());
  EXPECT_THAT(checksums(buffer), Each(0x113fdb5c));
  EXPECT_THAT(checksums(bytes_of("123456789")), Each(0xe3069283u)) << "an odd length";
  EXPECT_THAT(checksums({}), Each(0u));
}

TEST(MediaPut, AllCrcsAgreeOnLongAndOddBuffers) {
  std::vector<std::byte> buffer(70'001);
  Random random(1);
  random.fill(buffer);
  for (const std::size_t size : {1u, 63u, 64u, 4096u, 65'536u, 70'001u}) {
    const auto part = std::span<const std::byte>(buffer).first(size);
    EXPECT_THAT(checksums(part), Each(crc32c_by_table(part))) << size;
  }
}

TEST(MediaPut, Sha256GivesThePublishedValues) {
  PartCipher cipher;
  EXPECT_EQ(cipher.hash(bytes_of("abc")), kAbcSha256);
  // FIPS 180-4 example of two blocks.
  constexpr Sha256 two_blocks{0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26,
                              0x93, 0x0c, 0x3e, 0x60, 0x39, 0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff,
                              0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1};
  EXPECT_EQ(cipher.hash(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")), two_blocks);
}

TEST(MediaPut, AesGcmGivesThePublishedValuesAndRefusesChanges) {
  PartCipher cipher;
  std::array<std::byte, kGcmPlain.size()> sealed, opened;
  const Tag tag = cipher.encrypt(kGcmKey, std::as_bytes(std::span(kGcmPlain)), sealed.data());
  EXPECT_EQ(tag, kGcmTag);
  EXPECT_EQ(std::memcmp(sealed.data(), kGcmSealed.data(), sealed.size()), 0);
  EXPECT_TRUE(cipher.decrypt(kGcmKey, sealed, tag, opened.data()));
  EXPECT_EQ(std::memcmp(opened.data(), kGcmPlain.data(), opened.size()), 0);

  Tag other_tag = tag;
  other_tag[15] ^= 1;
  EXPECT_FALSE(cipher.decrypt(kGcmKey, sealed, other_tag, opened.data()));
  PartKey other_part = kGcmKey;
  other_part.associated[19] ^= 1;
  EXPECT_FALSE(cipher.decrypt(other_part, sealed, tag, opened.data())) << "the part belongs elsewhere";
  sealed[59] ^= std::byte{1};
  EXPECT_FALSE(cipher.decrypt(kGcmKey, sealed, tag, opened.data()));
}

template <class Coder>
class Coders : public testing::Test {};

#ifdef CROSSFADE_ISAL
using AllCoders = testing::Types<OwnShardCoder, IsalShardCoder>;
#else
using AllCoders = testing::Types<OwnShardCoder>;
#endif
TYPED_TEST_SUITE(Coders, AllCoders, );

TYPED_TEST(Coders, GiveTheKnownAnswers) {
  EXPECT_NO_THROW(check_known_answers(TypeParam()));
}

TEST(MediaPut, FieldIsAField) {
  constexpr GaloisField field;
  EXPECT_EQ(field.multiply(0x80, 2), 0x1d) << "reduced by 0x11d";
  for (unsigned one = 1; one < 256; ++one) {
    const auto number = static_cast<std::uint8_t>(one);
    EXPECT_EQ(field.multiply(number, field.inverse(number)), 1);
    EXPECT_EQ(field.multiply(number, 0), 0);
  }
}

/// Coded shards of random data, and where each lies.
template <class Coder>
struct Coded {
  static constexpr std::size_t shard_bytes = 200;  // no multiple of a vector
  std::vector<std::byte> memory = std::vector<std::byte>(kShards * shard_bytes);
  std::array<std::span<const std::byte>, kShards> shards;

  explicit Coded(std::uint32_t isa_level = 0) {
    Random random(7);
    random.fill(std::span(memory).first(kDataShards * shard_bytes));
    Coder(isa_level).encode(memory.data(), shard_bytes, memory.data() + kDataShards * shard_bytes);
    for (std::size_t shard = 0; shard < kShards; ++shard)
      shards[shard] = std::span<const std::byte>(memory).subspan(shard * shard_bytes, shard_bytes);
  }

  bool recovers(std::size_t lost, const std::array<std::size_t, kDataShards>& survivors) const {
    const auto made = ShardRecovery(survivors).data_shard(lost, shards);
    return std::memcmp(made.data(), shards[lost].data(), shard_bytes) == 0;
  }
};

TYPED_TEST(Coders, RecoverAnyThreeLosses) {
  const Coded<TypeParam> coded;
  int combinations = 0;
  for (unsigned lost = 0; lost < 1u << kShards; ++lost) {
    if (__builtin_popcount(lost) != static_cast<int>(kParityShards)) continue;
    ++combinations;
    std::array<std::size_t, kDataShards> survivors;
    std::size_t count = 0;
    for (std::size_t shard = 0; shard < kShards; ++shard)
      if ((lost >> shard & 1) == 0) survivors[count++] = shard;
    for (std::size_t shard = 0; shard < kDataShards; ++shard)
      EXPECT_TRUE(coded.recovers(shard, survivors)) << "lost " << lost << ", shard " << shard;
  }
  EXPECT_EQ(combinations, 165);
}

TYPED_TEST(Coders, OneWrongByteOfAnyParityShardIsSeen) {
  const std::array<std::size_t, kDataShards> survivors{3, 4, 5, 6, 7, 8, 9, 10};
  for (std::size_t parity = kDataShards; parity < kShards; ++parity) {
    Coded<TypeParam> coded;
    coded.memory[parity * Coded<TypeParam>::shard_bytes + 199] ^= std::byte{1};
    EXPECT_FALSE(coded.recovers(0, survivors)) << "parity shard " << parity;
  }
}

#ifdef CROSSFADE_ISAL
TEST(MediaPut, BothCodersMakeTheSameShardsUnderEveryCap) {
  for (const std::uint32_t level : {0u, 2u, 3u, 4u}) {
    EXPECT_EQ(Coded<OwnShardCoder>().memory, Coded<IsalShardCoder>(level).memory) << "v" << level;
  }
}

TEST(MediaPut, ACapNamesTheFunctionsThatItTakes) {
  EXPECT_THAT(IsalShardCoder(2).code_path(), testing::StartsWith("ec_encode_data_sse, crc32_iscsi_0"));
  if (__builtin_cpu_supports("avx2") == 0) GTEST_SKIP() << "nothing above v2 here";
  EXPECT_THAT(IsalShardCoder(3).code_path(), testing::StartsWith("ec_encode_data_avx2, crc32_iscsi_0"));
  EXPECT_THAT(IsalShardCoder(4).code_path(), HasSubstr(", crc32_iscsi_0")) << "not by VPCLMULQDQ";
  EXPECT_EQ(IsalFunctions::of_level(4).encode_name, __builtin_cpu_supports("avx512vl") != 0
                                                        ? std::string("ec_encode_data_avx512")
                                                        : std::string("ec_encode_data_avx2"));
}

TEST(MediaPut, IsalTellsTheCodeItTook) {
  check_known_answers(IsalShardCoder());
  EXPECT_THAT(IsalPath::behind(reinterpret_cast<const void*>(&crc32_iscsi)), HasSubstr("crc32_iscsi_"));
  const std::array<unsigned char, 16> no_jump{0x90};
  EXPECT_EQ(IsalPath::behind(no_jump.data()), "unknown");
}

TEST(MediaPut, PluginNotesWhatIsalTook) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "media_put.so");
  Preparation preparation;
  preparation.parameters["mb"] = "16";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  EXPECT_THAT(prepared.notes("library"),
              testing::Contains(testing::AllOf(HasSubstr("ISA-L|"), HasSubstr("ec_encode_data_"),
                                               HasSubstr("crc32_iscsi_"), Not(HasSubstr("unknown")))));
  PluginWorker worker(prepared, 0);
  EXPECT_EQ(worker.request({0, 0, 2, 0}).bytes_out, (std::uint64_t{8} << 20) / 8 * 11);
}

TEST(MediaPut, ThePluginWithoutIsalGivesTheSameAnswersAndSaysSo) {
  Preparation preparation;
  preparation.parameters["mb"] = "16";
  const Plugin with(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "media_put.so");
  const Plugin without(std::filesystem::path(CROSSFADE_FIXTURE_DIRECTORY) / "without_isal" / "media_put.so");
  const Prepared by_isal(with, preparation), by_own(without, preparation);
  ASSERT_EQ(by_own.status(), CF_OK) << to_text(by_own.error());
  EXPECT_THAT(by_own.notes("library"), testing::Contains(HasSubstr("no ISA-L in this build")));
  EXPECT_EQ(by_own.notes("dataset_digest"), by_isal.notes("dataset_digest"));
  PluginWorker isal(by_isal, 0), own(by_own, 0);
  for (std::uint32_t class_id = 0; class_id < 3; ++class_id) {
    const cf_request request{1, 1, class_id, 0};
    const cf_answer answer = own.request(request);
    EXPECT_EQ(answer.digest, isal.request(request).digest) << class_id;
    cf_error error{};
    EXPECT_EQ(own.verify(request, answer, &error), CF_OK) << to_text(error);
  }
}
#endif

}  // namespace
}  // namespace crossfade::workloads::media_put
