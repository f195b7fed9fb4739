// An RSA key pair of 2048 bits made from a seed: the same key on every host of the same seed. A TEST KEY of
// this benchmark: whoever knows the seed knows it. Takes about 0.1 s. Not for secrets.
#pragma once

#include <openssl/core_names.h>

#include <array>
#include <span>

#include "workloads/generators/random.h"
#include "workloads/openssl_handle.h"

namespace crossfade::workloads {

inline constexpr unsigned kRsaBits = 2048;

namespace rsa_detail {

inline constexpr BN_ULONG kPublicExponent = 65537;

inline Bignum number() {
  return own<Bignum>(BN_new(), "BN_new");
}

/// The first prime at or after a drawn odd number of 1024 bits whose predecessor the public exponent does not
/// divide. Its two highest bits are set, so that the product of two has 2048 bits. The search asks
/// libcrypto's probabilistic test, whose error of less than 2^-128 is the only chance for two hosts to
/// disagree.
inline Bignum next_prime(Random& random, BN_CTX* context) {
  std::array<unsigned char, kRsaBits / 16> bytes;
  random.fill(std::as_writable_bytes(std::span(bytes)));
  bytes.front() |= 0xc0;
  bytes.back() |= 1;
  auto candidate = own<Bignum>(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), "BN_bin2bn");
  for (;;) {
    const int prime = BN_check_prime(candidate.get(), context, nullptr);
    if (prime < 0) {
      throw_openssl_failure("BN_check_prime");
    }
    if (prime == 1 && BN_mod_word(candidate.get(), kPublicExponent) != 1) {
      return candidate;
    }
    check_openssl(BN_add_word(candidate.get(), 2), "BN_add_word");
  }
}

}  // namespace rsa_detail

inline KeyHandle make_rsa_key(Random& random) {
  using namespace rsa_detail;
  const auto context = own<BignumScratch>(BN_CTX_new(), "BN_CTX_new");
  Bignum p = next_prime(random, context.get());
  Bignum q = next_prime(random, context.get());
  if (BN_cmp(p.get(), q.get()) < 0) {
    p.swap(q);
  }
  const Bignum e = number();
  const Bignum n = number();
  const Bignum p_less = own<Bignum>(BN_dup(p.get()), "BN_dup");
  const Bignum q_less = own<Bignum>(BN_dup(q.get()), "BN_dup");
  const Bignum phi = number();
  const Bignum d_p = number();
  const Bignum d_q = number();
  check_openssl(BN_set_word(e.get(), kPublicExponent), "BN_set_word");
  check_openssl(BN_sub_word(p_less.get(), 1), "BN_sub_word");
  check_openssl(BN_sub_word(q_less.get(), 1), "BN_sub_word");
  check_openssl(BN_mul(n.get(), p.get(), q.get(), context.get()), "BN_mul");
  check_openssl(BN_mul(phi.get(), p_less.get(), q_less.get(), context.get()), "BN_mul");
  const auto d = own<Bignum>(BN_mod_inverse(nullptr, e.get(), phi.get(), context.get()), "BN_mod_inverse");
  const auto q_inverse =
      own<Bignum>(BN_mod_inverse(nullptr, q.get(), p.get(), context.get()), "BN_mod_inverse");
  check_openssl(BN_nnmod(d_p.get(), d.get(), p_less.get(), context.get()), "BN_nnmod");
  check_openssl(BN_nnmod(d_q.get(), d.get(), q_less.get(), context.get()), "BN_nnmod");

  const auto builder = own<ParameterBuilder>(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new");
  const auto push = [&](const char* name, const Bignum& value) {
    check_openssl(OSSL_PARAM_BLD_push_BN(builder.get(), name, value.get()), "OSSL_PARAM_BLD_push_BN");
  };
  push(OSSL_PKEY_PARAM_RSA_N, n);
  push(OSSL_PKEY_PARAM_RSA_E, e);
  push(OSSL_PKEY_PARAM_RSA_D, d);
  push(OSSL_PKEY_PARAM_RSA_FACTOR1, p);
  push(OSSL_PKEY_PARAM_RSA_FACTOR2, q);
  push(OSSL_PKEY_PARAM_RSA_EXPONENT1, d_p);
  push(OSSL_PKEY_PARAM_RSA_EXPONENT2, d_q);
  push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, q_inverse);
  const auto parameters =
      own<ParameterList>(OSSL_PARAM_BLD_to_param(builder.get()), "OSSL_PARAM_BLD_to_param");
  const auto maker =
      own<KeyContext>(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), "EVP_PKEY_CTX_new_from_name(RSA)");
  check_openssl(EVP_PKEY_fromdata_init(maker.get()), "EVP_PKEY_fromdata_init");
  EVP_PKEY* key = nullptr;
  check_openssl(EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()),
                "EVP_PKEY_fromdata(RSA)");
  return KeyHandle(key);
}

}  // namespace crossfade::workloads
