// tls_segment: nonces and headers of records as RFC 8446 has them, what sealing protects, and the sizes of
// the classes.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "tests/workloads/unregistered.h"

#include "workloads/tls_segment.cpp"

namespace crossfade::workloads {
namespace {

TEST(TlsSegment, NoncesAreTheSequenceNumberIntoTheEndOfTheStaticPart) {
  Connection connection{};
  for (std::size_t index = 0; index < kNonceBytes; ++index) {
    connection.iv[index] = static_cast<std::byte>(0x50 + index);
  }
  EXPECT_EQ(connection.nonce(0), connection.iv);
  // RFC 8446, 5.3: padded to the left with zeros, in network byte order.
  const auto nonce = connection.nonce(0x0102030405060708);
  for (std::size_t index = 0; index < kNonceBytes; ++index) {
    const auto number = index < 4 ? std::byte{0} : static_cast<std::byte>(index - 3);
    EXPECT_EQ(nonce[index], connection.iv[index] ^ number) << index;
  }
}

TEST(TlsSegment, HeadersSayApplicationDataAndTheLengthOnTheWire) {
  // RFC 8446, 5.2: type 23, version 3.3, 16,384 bytes of content with type and tag.
  constexpr std::array<std::byte, kHeaderBytes> expected{std::byte{0x17}, std::byte{3}, std::byte{3},
                                                         std::byte{0x40}, std::byte{0x11}};
  EXPECT_EQ(record_header(), expected);
  EXPECT_EQ(kRecordBytes, 16'406u);
}

class Sealing : public testing::Test {
 protected:
  Sealing() : cipher_(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr)), context_(EVP_CIPHER_CTX_new()) {
    for (std::size_t index = 0; index < content_.size(); ++index) {
      content_[index] = static_cast<std::byte>(index * 7);
    }
    EXPECT_EQ(EVP_EncryptInit_ex2(context_.get(), cipher_.get(), key_.data(), nullptr, nullptr), 1);
    seal(context_.get(), nonce_, content_.data(), record_.data());
  }

  /// Opens the record by the plain calls of libcrypto; empty = it does not authenticate.
  std::vector<std::byte> opened(const std::array<std::byte, kNonceBytes>& nonce) const {
    const CipherContext context(EVP_CIPHER_CTX_new());
    std::vector<std::byte> body(kContentBytes + kTypeBytes);
    std::array<std::byte, kTagBytes> tag;
    std::copy(record_.end() - kTagBytes, record_.end(), tag.begin());
    int size = 0;
    EVP_DecryptInit_ex2(context.get(), cipher_.get(), key_.data(), as_bytes(nonce.data()), nullptr);
    EVP_DecryptUpdate(context.get(), nullptr, &size, as_bytes(record_.data()), kHeaderBytes);
    EVP_DecryptUpdate(context.get(), as_bytes(body.data()), &size, as_bytes(record_.data() + kHeaderBytes),
                      static_cast<int>(body.size()));
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data());
    return EVP_DecryptFinal_ex(context.get(), as_bytes(body.data()), &size) == 1 ? body
                                                                                 : std::vector<std::byte>{};
  }

  const std::array<unsigned char, 16> key_{1, 2, 3};
  const std::array<std::byte, kNonceBytes> nonce_{std::byte{9}};
  std::vector<std::byte> content_ = std::vector<std::byte>(kContentBytes);
  std::vector<std::byte> record_ = std::vector<std::byte>(kRecordBytes);
  Cipher cipher_;
  CipherContext context_;
};

TEST_F(Sealing, AViewerGetsTheContentAndItsType) {
  std::vector<std::byte> expected = content_;
  expected.push_back(kApplicationData);
  EXPECT_EQ(opened(nonce_), expected);
}

TEST_F(Sealing, NothingOfARecordCanBeChangedUnseen) {
  for (const std::size_t place :
       {std::size_t{0}, kHeaderBytes, kHeaderBytes + kContentBytes, kRecordBytes - 1}) {
    record_[place] ^= std::byte{1};
    EXPECT_TRUE(opened(nonce_).empty()) << place;
    record_[place] ^= std::byte{1};
  }
  std::array<std::byte, kNonceBytes> other = nonce_;
  other.back() ^= std::byte{1};
  EXPECT_TRUE(opened(other).empty()) << "a record at another place of the connection";
}

TEST(TlsSegment, ClassesAreTheSizesThatTheirNamesSay) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "tls_segment.so");
  Preparation preparation;
  preparation.parameters["mb"] = "4";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  const std::array<std::uint64_t, 3> kib{64, 256, 1024};
  const std::array<double, 3> shares{0.3, 0.5, 0.2};
  ASSERT_EQ(plugin.table().n_classes, 3u);
  for (std::uint32_t class_id = 0; class_id < 3; ++class_id) {
    const cf_class& one = plugin.table().classes[class_id];
    EXPECT_EQ(one.share, shares[class_id]);
    const cf_answer answer = worker.request({0, 0, class_id, 0});
    EXPECT_EQ(answer.bytes_in, kib[class_id] << 10);
    EXPECT_EQ(answer.items, kib[class_id] / 16);
    EXPECT_EQ(answer.bytes_out, answer.items * kRecordBytes);
    EXPECT_EQ(one.net_out, answer.bytes_out) << "as deployed";
  }
}

TEST(TlsSegment, LessMediaThanTheLargestSegmentAreRefused) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "tls_segment.so");
  Preparation preparation;
  preparation.parameters["mb"] = "1";
  const Prepared prepared(plugin, preparation);
  EXPECT_EQ(prepared.status(), CF_UNSUPPORTED);
  EXPECT_STREQ(prepared.error().where, "mb=1");
}

}  // namespace
}  // namespace crossfade::workloads
