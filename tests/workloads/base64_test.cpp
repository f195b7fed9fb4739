// Base64: the vectors of RFC 4648, agreement with libcrypto, and strictness.
#include "workloads/base64.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "workloads/generators/random.h"

namespace crossfade::workloads {
namespace {

std::string standard(std::string_view bytes) {
  std::string text;
  append_base64(text, as_octets(bytes));
  return text;
}

std::string url(std::string_view bytes) {
  std::string text;
  append_base64url(text, as_octets(bytes));
  return text;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kVectors{{// RFC 4648, 10
                                                                                 {"", ""},
                                                                                 {"f", "Zg=="},
                                                                                 {"fo", "Zm8="},
                                                                                 {"foo", "Zm9v"},
                                                                                 {"foob", "Zm9vYg=="},
                                                                                 {"fooba", "Zm9vYmE="},
                                                                                 {"foobar", "Zm9vYmFy"}}};

TEST(Base64, WritesTheVectorsOfRfc4648) {
  for (const auto& [bytes, text] : kVectors) {
    EXPECT_EQ(standard(bytes), text);
    EXPECT_EQ(url(bytes), text.substr(0, text.find('=')));
  }
}

TEST(Base64, ReadsThemBack) {
  std::string bytes = "left from before";
  for (const auto& [expected, text] : kVectors) {
    EXPECT_TRUE(decode_base64url(text.substr(0, text.find('=')), bytes));
    EXPECT_EQ(bytes, expected);
  }
}

TEST(Base64, TheAlphabetsDifferInTwoCharacters) {
  EXPECT_EQ(standard("\xfb\xff\xbe"), "+/++");
  EXPECT_EQ(url("\xfb\xff\xbe"), "-_--");
  std::string bytes;
  EXPECT_TRUE(decode_base64url("-_--", bytes));
  EXPECT_EQ(bytes, "\xfb\xff\xbe");
}

TEST(Base64, RefusesEveryOtherWayOfWriting) {
  std::string bytes;
  for (const std::string_view text :
       {"Z", "Zg==", "Zm9v\n", "Zm9 ", "+/++", "Zm9vY", "Zh", "Zm9", "\xc3\xa9Zm"}) {
    EXPECT_FALSE(decode_base64url(text, bytes)) << text;
  }
}

TEST(Base64, LibcryptoAgreesForEveryLength) {
  Random random(5);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    std::string expected((size + 2) / 3 * 4 + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(expected.data()), as_octets(bytes).data(),
                    static_cast<int>(size));
    expected.pop_back();
    EXPECT_EQ(standard(bytes), expected);
    std::string back;
    EXPECT_TRUE(decode_base64url(url(bytes), back));
    EXPECT_EQ(back, bytes);
  }
}

}  // namespace
}  // namespace crossfade::workloads
