// Keys made from a seed: published vectors, agreement with libcrypto's own interfaces, refusals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/base64.h"
#include "workloads/test_keys/p256_key.h"
#include "workloads/test_keys/rsa_key.h"

namespace crossfade::workloads {
namespace {

std::vector<unsigned char> bytes_of(std::string_view hexadecimal) {
  std::vector<unsigned char> bytes;
  for (std::size_t digit = 0; digit < hexadecimal.size(); digit += 2) {
    bytes.push_back(
        static_cast<unsigned char>(std::stoul(std::string(hexadecimal.substr(digit, 2)), nullptr, 16)));
  }
  return bytes;
}

/// The key of RFC 6979, A.2.5.
P256Key key_of_the_rfc() {
  const auto bytes = bytes_of("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
  P256Key::Scalar scalar;
  std::copy(bytes.begin(), bytes.end(), scalar.begin());
  return P256Key(scalar);
}

TEST(P256Key, HasThePublicKeyOfRfc6979) {
  const auto expected = bytes_of(
      "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
      "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
  EXPECT_THAT(key_of_the_rfc().public_bytes(), testing::ElementsAreArray(expected));
}

TEST(P256Key, SignsAsRfc6979) {
  const P256Key key = key_of_the_rfc();
  EXPECT_THAT(key.sign("sample"), testing::ElementsAreArray(bytes_of(
                                      "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                                      "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")));
  EXPECT_THAT(key.sign("test"), testing::ElementsAreArray(bytes_of(
                                    "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                                    "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083")));
}

TEST(P256Key, VerifiesOnlyWhatItSigned) {
  const P256Key key = key_of_the_rfc();
  const EcdsaSignature signature = key.sign("sample");
  EXPECT_TRUE(key.verifies("sample", signature));
  EXPECT_FALSE(key.verifies("sampel", signature));
  EXPECT_FALSE(key.verifies("sample", std::span(signature).first(63)));
  Random random(1);
  EXPECT_FALSE(P256Key::from(random).verifies("sample", signature));
  EcdsaSignature other = signature;
  other[40] ^= 1;
  EXPECT_FALSE(key.verifies("sample", other));
  other = signature;
  std::fill_n(other.begin(), 32, static_cast<unsigned char>(0));
  EXPECT_FALSE(key.verifies("sample", other)) << "r = 0";
  other = signature;
  std::fill_n(other.begin() + 32, 32, static_cast<unsigned char>(0xff));
  EXPECT_FALSE(key.verifies("sample", other)) << "s above the order";
}

TEST(P256Key, LibcryptoAgrees) {
  Random random(7);
  for (int round = 0; round < 8; ++round) {
    const P256Key key = P256Key::from(random);
    const std::string message = "message " + std::to_string(round);
    std::vector<unsigned char> der(80);
    std::size_t size = der.size();
    const auto context = own<DigestContext>(EVP_MD_CTX_new(), "EVP_MD_CTX_new");
    ASSERT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.evp()), 1);
    ASSERT_EQ(EVP_DigestSign(context.get(), der.data(), &size, as_octets(message).data(), message.size()), 1);
    using Pair = OpensslHandle<ECDSA_SIG, ECDSA_SIG_free>;
    const unsigned char* start = der.data();
    const Pair pair(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(size)));
    ASSERT_NE(pair, nullptr);
    EcdsaSignature signature;
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.data() + 32, 32);
    EXPECT_TRUE(key.verifies(message, signature));
  }
}

TEST(RsaKey, IsOneKeyPairPerSeed) {
  const auto modulus = [](EVP_PKEY* key) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number);
    const Bignum owned(number);
    std::vector<unsigned char> bytes(kRsaBits / 8);
    BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  };
  Random random(3);
  Random again(3);
  const KeyHandle key = make_rsa_key(random);
  EXPECT_EQ(EVP_PKEY_get_bits(key.get()), static_cast<int>(kRsaBits));
  EXPECT_EQ(modulus(key.get()), modulus(make_rsa_key(again).get()));
  EXPECT_NE(modulus(key.get()), modulus(make_rsa_key(random).get())) << "the next draw is another key";
  const auto context = own<KeyContext>(EVP_PKEY_CTX_new(key.get(), nullptr), "EVP_PKEY_CTX_new");
  EXPECT_EQ(EVP_PKEY_check(context.get()), 1) << "primes, exponents and coefficient belong together";
}

}  // namespace
}  // namespace crossfade::workloads
