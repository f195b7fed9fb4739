// P256Key: a key pair on NIST P-256, made from a seed, and ECDSA with the nonce of RFC 6979, so that keys and
// signatures have the same bytes on every host. A TEST KEY of this benchmark: whoever knows the seed knows
// it, and signing is not protected against side channels. Signing happens before anything is timed; timed
// code uses evp(). verifies() does ECDSA step by step from group arithmetic, for checks by another path than
// EVP.
#pragma once

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "workloads/generators/random.h"
#include "workloads/openssl_handle.h"

namespace crossfade::workloads {

/// r, then s, each of 32 bytes, big-endian (RFC 7518, 3.4).
using EcdsaSignature = std::array<unsigned char, 64>;

namespace p256_detail {

using Block = std::array<unsigned char, 32>;

inline Bignum number(std::span<const unsigned char> bytes) {
  return own<Bignum>(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), "BN_bin2bn");
}
inline Bignum number() {
  return own<Bignum>(BN_new(), "BN_new");
}

inline Block sha256(std::string_view message) {
  Block hash;
  SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(), hash.data());
  return hash;
}

/// The candidates for the nonce of RFC 6979, 3.2, for a hash and a group order of 256 bits.
class NonceSequence {
 public:
  NonceSequence(const Block& scalar, const Block& hash_below_order) {
    value_.fill(1);
    key_.fill(0);
    for (unsigned char step = 0; step < 2; ++step) {
      std::array<unsigned char, 97> text;
      auto end = std::copy(value_.begin(), value_.end(), text.begin());
      *end++ = step;
      end = std::copy(scalar.begin(), scalar.end(), end);
      std::copy(hash_below_order.begin(), hash_below_order.end(), end);
      key_ = keyed(text);
      value_ = keyed(value_);
    }
  }

  Block next() {
    if (started_) {
      std::array<unsigned char, 33> text{};
      std::copy(value_.begin(), value_.end(), text.begin());
      key_ = keyed(text);
      value_ = keyed(value_);
    }
    started_ = true;
    return value_ = keyed(value_);
  }

 private:
  Block keyed(std::span<const unsigned char> text) const {
    Block code;
    unsigned size = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), text.data(), text.size(), code.data(),
         &size);
    return code;
  }

  Block key_, value_;
  bool started_ = false;
};

}  // namespace p256_detail

class P256Key {
 public:
  static constexpr std::size_t kPublicBytes = 65;  ///< uncompressed point: 4, x, y
  using Scalar = p256_detail::Block;               ///< big-endian, in 1 .. order-1

  explicit P256Key(const Scalar& scalar)
      : group_(own<CurveGroup>(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), "EC_GROUP_new")),
        private_(p256_detail::number(scalar)),
        public_(own<CurvePoint>(EC_POINT_new(group_.get()), "EC_POINT_new")),
        scalar_(scalar) {
    check_openssl(
        EC_POINT_mul(group_.get(), public_.get(), private_.get(), nullptr, nullptr, scratch().get()),
        "EC_POINT_mul");
    const std::size_t size = EC_POINT_point2oct(group_.get(), public_.get(), POINT_CONVERSION_UNCOMPRESSED,
                                                public_bytes_.data(), kPublicBytes, nullptr);
    if (size != kPublicBytes) {
      throw_openssl_failure("EC_POINT_point2oct");
    }
    const auto builder = own<ParameterBuilder>(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new");
    check_openssl(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0),
                  "OSSL_PARAM_BLD_push_utf8_string");
    check_openssl(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                   public_bytes_.data(), kPublicBytes),
                  "OSSL_PARAM_BLD_push_octet_string");
    check_openssl(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, private_.get()),
                  "OSSL_PARAM_BLD_push_BN");
    const auto parameters =
        own<ParameterList>(OSSL_PARAM_BLD_to_param(builder.get()), "OSSL_PARAM_BLD_to_param");
    const auto context =
        own<KeyContext>(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), "EVP_PKEY_CTX_new_from_name(EC)");
    check_openssl(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
    EVP_PKEY* key = nullptr;
    check_openssl(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()),
                  "EVP_PKEY_fromdata(EC)");
    evp_.reset(key);
  }

  /// The group order begins with 32 one-bits; a first bit of 0 keeps the scalar below it.
  static P256Key from(Random& random) {
    Scalar scalar;
    random.fill(std::as_writable_bytes(std::span(scalar)));
    scalar[0] &= 0x7f;
    scalar[31] |= 1;
    return P256Key(scalar);
  }

  EVP_PKEY* evp() const { return evp_.get(); }
  const std::array<unsigned char, kPublicBytes>& public_bytes() const { return public_bytes_; }

  /// ECDSA with SHA-256 over the message (FIPS 186-4, 6.4, with the nonce of RFC 6979).
  EcdsaSignature sign(std::string_view message) const {
    using namespace p256_detail;
    const BignumScratch context = scratch();
    const BIGNUM* order = EC_GROUP_get0_order(group_.get());
    const Bignum hash = number(sha256(message));
    const Bignum reduced = number();
    check_openssl(BN_nnmod(reduced.get(), hash.get(), order, context.get()), "BN_nnmod");
    Block reduced_bytes;
    BN_bn2binpad(reduced.get(), reduced_bytes.data(), static_cast<int>(reduced_bytes.size()));
    const auto point = own<CurvePoint>(EC_POINT_new(group_.get()), "EC_POINT_new");
    const Bignum r = number();
    const Bignum s = number();
    for (NonceSequence nonces(scalar_, reduced_bytes);;) {
      const Bignum nonce = number(nonces.next());
      if (BN_is_zero(nonce.get()) || BN_cmp(nonce.get(), order) >= 0) {
        continue;
      }
      check_openssl(EC_POINT_mul(group_.get(), point.get(), nonce.get(), nullptr, nullptr, context.get()),
                    "EC_POINT_mul");
      x_modulo_order(r.get(), point.get(), context.get());
      check_openssl(BN_mod_mul(s.get(), r.get(), private_.get(), order, context.get()), "BN_mod_mul");
      check_openssl(BN_mod_add(s.get(), s.get(), reduced.get(), order, context.get()), "BN_mod_add");
      const auto inverse =
          own<Bignum>(BN_mod_inverse(nullptr, nonce.get(), order, context.get()), "BN_mod_inverse");
      check_openssl(BN_mod_mul(s.get(), s.get(), inverse.get(), order, context.get()), "BN_mod_mul");
      if (!BN_is_zero(r.get()) && !BN_is_zero(s.get())) {
        break;
      }
    }
    EcdsaSignature signature;
    BN_bn2binpad(r.get(), signature.data(), 32);
    BN_bn2binpad(s.get(), signature.data() + 32, 32);
    return signature;
  }

  /// Whether the signature over the message is of this key (FIPS 186-4, 6.4). Any thread.
  bool verifies(std::string_view message, std::span<const unsigned char> signature) const {
    using namespace p256_detail;
    if (signature.size() != std::tuple_size_v<EcdsaSignature>) {
      return false;
    }
    const BignumScratch context = scratch();
    const BIGNUM* order = EC_GROUP_get0_order(group_.get());
    const Bignum r = number(signature.first(32));
    const Bignum s = number(signature.subspan(32));
    if (BN_is_zero(r.get()) || BN_is_zero(s.get()) || BN_cmp(r.get(), order) >= 0 ||
        BN_cmp(s.get(), order) >= 0) {
      return false;
    }
    const Bignum of_base = number(sha256(message));
    const Bignum of_key = number();
    const auto inverse =
        own<Bignum>(BN_mod_inverse(nullptr, s.get(), order, context.get()), "BN_mod_inverse");
    check_openssl(BN_mod_mul(of_base.get(), of_base.get(), inverse.get(), order, context.get()),
                  "BN_mod_mul");
    check_openssl(BN_mod_mul(of_key.get(), r.get(), inverse.get(), order, context.get()), "BN_mod_mul");
    const auto point = own<CurvePoint>(EC_POINT_new(group_.get()), "EC_POINT_new");
    check_openssl(
        EC_POINT_mul(group_.get(), point.get(), of_base.get(), public_.get(), of_key.get(), context.get()),
        "EC_POINT_mul");
    if (EC_POINT_is_at_infinity(group_.get(), point.get()) != 0) {
      return false;
    }
    const Bignum x = number();
    x_modulo_order(x.get(), point.get(), context.get());
    return BN_cmp(x.get(), r.get()) == 0;
  }

 private:
  static BignumScratch scratch() { return own<BignumScratch>(BN_CTX_new(), "BN_CTX_new"); }

  void x_modulo_order(BIGNUM* target, const EC_POINT* point, BN_CTX* context) const {
    check_openssl(EC_POINT_get_affine_coordinates(group_.get(), point, target, nullptr, context),
                  "EC_POINT_get_affine_coordinates");
    check_openssl(BN_nnmod(target, target, EC_GROUP_get0_order(group_.get()), context), "BN_nnmod");
  }

  CurveGroup group_;
  Bignum private_;
  CurvePoint public_;
  Scalar scalar_;
  std::array<unsigned char, kPublicBytes> public_bytes_{};
  KeyHandle evp_;
};

}  // namespace crossfade::workloads
