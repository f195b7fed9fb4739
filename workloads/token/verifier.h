// Verifier: judges credentials as an edge service does: token apart, key by its identifier, signature,
// claims, cookie; the first thing that is wrong ends it. Timed. One per worker: it keeps its buffers and
// contexts.
#pragma once

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <simdjson.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "workloads/base64.h"
#include "workloads/openssl_handle.h"
#include "workloads/token/credential.h"
#include "workloads/token/key_ring.h"

namespace crossfade::workloads::token {

/// Whether the signature over `input` is of this key. EVP, with the DER form it wants (RFC 7518, 3.4).
class Es256 {
 public:
  Es256() : context_(own<DigestContext>(EVP_MD_CTX_new(), "EVP_MD_CTX_new")) {}

  bool verifies(EVP_PKEY* key, std::string_view input, std::string_view signature) {
    constexpr std::size_t number_bytes = 32;
    if (signature.size() != 2 * number_bytes) {
      return false;
    }
    Bignum r = own<Bignum>(BN_bin2bn(as_octets(signature).data(), number_bytes, nullptr), "BN_bin2bn");
    Bignum s = own<Bignum>(BN_bin2bn(as_octets(signature).data() + number_bytes, number_bytes, nullptr),
                           "BN_bin2bn");
    using Pair = OpensslHandle<ECDSA_SIG, ECDSA_SIG_free>;
    const auto pair = own<Pair>(ECDSA_SIG_new(), "ECDSA_SIG_new");
    check_openssl(ECDSA_SIG_set0(pair.get(), r.release(), s.release()), "ECDSA_SIG_set0");
    std::array<unsigned char, 80> der;
    unsigned char* end = der.data();
    const int der_bytes = i2d_ECDSA_SIG(pair.get(), &end);
    check_openssl(EVP_MD_CTX_reset(context_.get()), "EVP_MD_CTX_reset");
    check_openssl(EVP_DigestVerifyInit(context_.get(), nullptr, EVP_sha256(), nullptr, key),
                  "EVP_DigestVerifyInit");
    const int result = EVP_DigestVerify(context_.get(), der.data(), static_cast<std::size_t>(der_bytes),
                                        as_octets(input).data(), input.size());
    if (result != 1) {
      ERR_clear_error();
    }
    return result == 1;
  }

 private:
  DigestContext context_;
};

/// Whether the code over `input` is of the key it was made with.
class Hs256 {
 public:
  explicit Hs256(std::span<const unsigned char> key)
      : mac_(own<MacHandle>(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "EVP_MAC_fetch(HMAC)")),
        context_(own<MacContext>(EVP_MAC_CTX_new(mac_.get()), "EVP_MAC_CTX_new")) {
    char sha256[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
                                     OSSL_PARAM_construct_end()};
    check_openssl(EVP_MAC_init(context_.get(), key.data(), key.size(), parameters), "EVP_MAC_init(key)");
  }

  bool verifies(std::string_view input, std::string_view code) {
    std::array<unsigned char, 32> expected;
    std::size_t size = 0;
    check_openssl(EVP_MAC_init(context_.get(), nullptr, 0, nullptr), "EVP_MAC_init");
    check_openssl(EVP_MAC_update(context_.get(), as_octets(input).data(), input.size()), "EVP_MAC_update");
    check_openssl(EVP_MAC_final(context_.get(), expected.data(), &size, expected.size()), "EVP_MAC_final");
    return code.size() == size && CRYPTO_memcmp(code.data(), expected.data(), size) == 0;
  }

 private:
  MacHandle mac_;
  MacContext context_;
};

class Verifier {
 public:
  explicit Verifier(const KeyRing& keys)
      : keys_(keys),
        gcm_(own<CipherHandle>(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr), "EVP_CIPHER_fetch")),
        cookie_context_(own<CipherContextHandle>(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")) {
    for (std::size_t number = 0; number < kKeysPerAlgorithm; ++number) {
      hs256_.emplace_back(keys.mac(number));
    }
    check_openssl(
        EVP_DecryptInit_ex2(cookie_context_.get(), gcm_.get(), keys.cookie().data(), nullptr, nullptr),
        "EVP_DecryptInit_ex2(key)");
  }

  Judgement judge(std::string_view jwt, std::string_view cookie) {
    Judgement judgement;
    judgement.verdict = judge_token(jwt, judgement);
    if (judgement.verdict == Verdict::accepted && !open_cookie(cookie, judgement.subject)) {
      judgement.verdict = Verdict::bad_cookie;
    }
    judgement.session = session_;
    return judgement;
  }

 private:
  using Json = simdjson::ondemand::document;
  using Text = std::string_view;

  Verdict judge_token(Text jwt, Judgement& judgement) {
    const std::size_t first = jwt.find('.');
    const std::size_t second = first == Text::npos ? Text::npos : jwt.find('.', first + 1);
    if (second == Text::npos || !decode_base64url(jwt.substr(0, first), header_) ||
        !decode_base64url(jwt.substr(first + 1, second - first - 1), claims_) ||
        !decode_base64url(jwt.substr(second + 1), signature_)) {
      return Verdict::malformed;
    }
    Json header;
    Text algorithm;
    Text key_text;
    if (parse(header_, header) || header["alg"].get_string().get(algorithm) ||
        header["kid"].get_string().get(key_text)) {
      return Verdict::malformed;
    }
    const std::optional<KeyId> key = KeyId::find(key_text);
    if (!key || algorithm != name_of(key->algorithm) || !is_signed(*key, jwt.substr(0, second))) {
      return Verdict::bad_signature;
    }
    return judge_claims(judgement);
  }

  bool is_signed(const KeyId& key, Text input) {
    return key.algorithm == Algorithm::es256
               ? es256_.verifies(keys_.elliptic(key.number).evp(), input, signature_)
               : hs256_[key.number].verifies(input, signature_);
  }

  Verdict judge_claims(Judgement& judgement) {
    Json claims;
    Text issuer;
    simdjson::ondemand::value audience;
    bool for_us = false;
    // In the order in which issuers write them; any other order is found, too, only slower.
    if (parse(claims_, claims) || claims["iss"].get_string().get(issuer) ||
        claims["sub"].get_string().get(judgement.subject) || claims["aud"].get(audience) ||
        !names_us(audience, for_us)) {
      return Verdict::malformed;
    }
    std::uint64_t until = 0;
    std::uint64_t from = 0;
    simdjson::ondemand::array scopes;
    if (claims["exp"].get_uint64().get(until) || claims["nbf"].get_uint64().get(from) ||
        claims["scope"].get_array().get(scopes)) {
      return Verdict::malformed;
    }
    if (issuer != kIssuer) {
      return Verdict::wrong_issuer;
    }
    if (kNow > until + kLeeway || kNow + kLeeway < from) {
      return Verdict::expired;
    }
    if (!for_us) {
      return Verdict::wrong_audience;
    }
    for (auto scope : scopes) {
      Text name;
      if (scope.get_string().get(name)) {
        return Verdict::malformed;
      }
      judgement.scopes += name.ends_with(":read") ? 1 : 0;
    }
    return Verdict::accepted;
  }

  static bool names_us(simdjson::ondemand::value& audience, bool& for_us) {
    Text name;
    if (!audience.get_string().get(name)) {
      for_us = name == kAudience;
      return true;
    }
    simdjson::ondemand::array names;
    if (audience.get_array().get(names)) {
      return false;
    }
    for (auto one : names) {
      if (one.get_string().get(name)) {
        return false;
      }
      for_us = for_us || name == kAudience;
    }
    return true;
  }

  /// simdjson reads beyond the end, into memory that must be there. Answers whether it failed, as simdjson
  /// does.
  bool parse(std::string& text, Json& document) {
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    return parser_.iterate(text.data(), text.size(), text.capacity()).get(document) != simdjson::SUCCESS;
  }

  bool open_cookie(Text cookie, Text subject) {
    session_.clear();
    if (!decode_base64url(cookie, sealed_) || sealed_.size() < kNonceBytes + kTagBytes) {
      return false;
    }
    const std::size_t size = sealed_.size() - kNonceBytes - kTagBytes;
    auto* bytes = reinterpret_cast<unsigned char*>(sealed_.data());
    session_.resize(size);
    auto* target = reinterpret_cast<unsigned char*>(session_.data());
    EVP_CIPHER_CTX* context = cookie_context_.get();
    int written = 0;
    check_openssl(EVP_DecryptInit_ex2(context, nullptr, nullptr, bytes, nullptr),
                  "EVP_DecryptInit_ex2(nonce)");
    check_openssl(EVP_DecryptUpdate(context, nullptr, &written, as_octets(subject).data(),
                                    static_cast<int>(subject.size())),
                  "EVP_DecryptUpdate(subject)");
    check_openssl(EVP_DecryptUpdate(context, target, &written, bytes + kNonceBytes, static_cast<int>(size)),
                  "EVP_DecryptUpdate");
    check_openssl(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, bytes + kNonceBytes + size),
                  "EVP_CTRL_AEAD_SET_TAG");
    if (EVP_DecryptFinal_ex(context, target + written, &written) != 1) {
      session_.clear();
      return false;
    }
    return true;
  }

  const KeyRing& keys_;
  simdjson::ondemand::parser parser_;
  std::string header_, claims_, signature_, sealed_, session_;
  Es256 es256_;
  std::vector<Hs256> hs256_;
  CipherHandle gcm_;
  CipherContextHandle cookie_context_;
};

}  // namespace crossfade::workloads::token
