// CredentialCheck: judges credentials again by other means than Verifier: libcrypto's base64, simdjson's DOM
// API, ECDSA from group arithmetic, the one-shot HMAC, and cookies by sealing what was opened once more.
// Not for timed code.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "workloads/base64.h"
#include "workloads/openssl_handle.h"
#include "workloads/token/credential.h"
#include "workloads/token/key_ring.h"

namespace crossfade::workloads::token {

class CredentialCheck {
 public:
  explicit CredentialCheck(const KeyRing& keys) : keys_(keys) {}

  /// What Verifier must have said. Views until the next call.
  Judgement judge(const Credential& credential) {
    Judgement judgement;
    judgement.verdict = judge_token(credential.jwt, judgement);
    if (judgement.verdict == Verdict::accepted && !opens(credential.cookie)) {
      judgement.verdict = Verdict::bad_cookie;
    }
    judgement.session = session_;
    return judgement;
  }

 private:
  Verdict judge_token(std::string_view jwt, Judgement& judgement) {
    const std::size_t second = jwt.rfind('.');
    const std::size_t first = jwt.find('.');
    const std::optional<std::string> header = decoded(jwt.substr(0, first));
    const std::optional<std::string> payload = decoded(jwt.substr(first + 1, second - first - 1));
    const std::optional<std::string> signature = decoded(jwt.substr(second + 1));
    if (first == second || !header || !payload || !signature) {
      return Verdict::malformed;
    }
    const simdjson::dom::element named = parser_.parse(*header);
    const std::optional<KeyId> key = KeyId::find(std::string_view(named["kid"]));
    if (!key || std::string_view(named["alg"]) != name_of(key->algorithm) ||
        !is_signed(*key, jwt.substr(0, second), *signature)) {
      return Verdict::bad_signature;
    }
    const simdjson::dom::element claims = parser_.parse(*payload);
    if (std::string_view(claims["iss"]) != kIssuer) {
      return Verdict::wrong_issuer;
    }
    if (std::uint64_t(claims["exp"]) + kLeeway < kNow || std::uint64_t(claims["nbf"]) > kNow + kLeeway) {
      return Verdict::expired;
    }
    if (!is_for_us(claims["aud"])) {
      return Verdict::wrong_audience;
    }
    subject_ = std::string_view(claims["sub"]);
    judgement.subject = subject_;
    const simdjson::dom::array scopes = claims["scope"];
    judgement.scopes = static_cast<std::uint32_t>(
        std::count_if(scopes.begin(), scopes.end(), [](const simdjson::dom::element& scope) {
          const std::string_view text = scope;
          return text.size() > 5 && text.substr(text.size() - 5) == ":read";
        }));
    return Verdict::accepted;
  }

  static bool is_for_us(const simdjson::dom::element& audience) {
    if (audience.is_string()) {
      return std::string_view(audience) == kAudience;
    }
    const simdjson::dom::array names = audience;
    return std::any_of(names.begin(), names.end(), [](const simdjson::dom::element& name) {
      return std::string_view(name) == kAudience;
    });
  }

  bool is_signed(const KeyId& key, std::string_view input, std::string_view signature) const {
    if (key.algorithm == Algorithm::es256) {
      return keys_.elliptic(key.number).verifies(input, as_octets(signature));
    }
    const MacKey& mac = keys_.mac(key.number);
    std::array<unsigned char, 32> code;
    unsigned size = 0;
    HMAC(EVP_sha256(), mac.data(), static_cast<int>(mac.size()), as_octets(input).data(), input.size(),
         code.data(), &size);
    return std::ranges::equal(code, as_octets(signature));
  }

  /// In counter mode sealing what was opened gives back what was sealed; the tag is made from that anew.
  bool opens(std::string_view cookie) {
    session_.clear();
    const std::optional<std::string> sealed = decoded(cookie);
    if (!sealed || sealed->size() < kNonceBytes + kTagBytes) {
      return false;
    }
    const std::size_t size = sealed->size() - kNonceBytes - kTagBytes;
    const std::string ciphertext = sealed->substr(kNonceBytes, size);
    std::array<unsigned char, kTagBytes> tag;
    std::string opened = through_gcm(*sealed, ciphertext, tag);
    if (through_gcm(*sealed, opened, tag) != ciphertext ||
        !std::ranges::equal(tag, as_octets(std::string_view(*sealed).substr(kNonceBytes + size)))) {
      return false;
    }
    session_ = std::move(opened);
    return true;
  }

  /// AES-128-GCM encryption with the nonce at the start of `sealed`, for the subject.
  std::string through_gcm(std::string_view sealed, std::string_view text,
                          std::array<unsigned char, kTagBytes>& tag) const {
    const auto context = own<CipherContextHandle>(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new");
    std::string result(text.size(), '\0');
    auto* target = reinterpret_cast<unsigned char*>(result.data());
    int written = 0;
    check_openssl(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, keys_.cookie().data(),
                                     as_octets(sealed).data()),
                  "EVP_EncryptInit_ex");
    check_openssl(EVP_EncryptUpdate(context.get(), nullptr, &written, as_octets(subject_).data(),
                                    static_cast<int>(subject_.size())),
                  "EVP_EncryptUpdate(subject)");
    check_openssl(EVP_EncryptUpdate(context.get(), target, &written, as_octets(text).data(),
                                    static_cast<int>(text.size())),
                  "EVP_EncryptUpdate");
    check_openssl(EVP_EncryptFinal_ex(context.get(), target + written, &written), "EVP_EncryptFinal_ex");
    check_openssl(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()),
                  "EVP_CTRL_AEAD_GET_TAG");
    return result;
  }

  static std::optional<std::string> decoded(std::string_view text) {
    std::string standard(text);
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    const std::size_t padding = (4 - standard.size() % 4) % 4;
    standard.append(padding, '=');
    std::string result(standard.size() / 4 * 3, '\0');
    if (padding == 3 || EVP_DecodeBlock(reinterpret_cast<unsigned char*>(result.data()),
                                        as_octets(standard).data(), static_cast<int>(standard.size())) < 0) {
      ERR_clear_error();
      return std::nullopt;
    }
    result.resize(result.size() - padding);
    return result;
  }

  const KeyRing& keys_;
  simdjson::dom::parser parser_;
  std::string subject_, session_;
};

}  // namespace crossfade::workloads::token
