// UrlSigner: appends a keyed signature (HMAC-SHA256, first 16 bytes in hexadecimal) to delivery URLs, so that
// an edge serves only what the API offered. One per worker; the key schedule is made once.
#pragma once

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "workloads/openssl_check.h"

namespace crossfade::workloads::playback {

using SigningKey = std::array<unsigned char, 32>;
inline constexpr std::size_t kSignatureBytes = 16;

inline void append_hexadecimal(std::string& text, std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
}

class UrlSigner {
 public:
  explicit UrlSigner(const SigningKey& key) : mac_(EVP_MAC_fetch(nullptr, "HMAC", nullptr)) {
    if (mac_ == nullptr) {
      throw_openssl_failure("EVP_MAC_fetch(HMAC)");
    }
    context_.reset(EVP_MAC_CTX_new(mac_.get()));
    char sha256[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
                                     OSSL_PARAM_construct_end()};
    check_openssl(EVP_MAC_init(context_.get(), key.data(), key.size(), parameters), "EVP_MAC_init(key)");
  }

  void sign(std::string& url) {
    std::array<unsigned char, 32> code;
    std::size_t size = 0;
    check_openssl(EVP_MAC_init(context_.get(), nullptr, 0, nullptr), "EVP_MAC_init");
    check_openssl(
        EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(url.data()), url.size()),
        "EVP_MAC_update");
    check_openssl(EVP_MAC_final(context_.get(), code.data(), &size, code.size()), "EVP_MAC_final");
    url += "&sig=";
    append_hexadecimal(url, std::span(code).first(kSignatureBytes));
  }

  /// By another interface, for verification: the one-shot function on everything before "&sig=".
  static bool is_signed(std::string_view url, const SigningKey& key) {
    const std::size_t end = url.rfind("&sig=");
    if (end == std::string_view::npos) {
      return false;
    }
    std::array<unsigned char, 32> code;
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(url.data()), end, code.data(), &size);
    std::string expected;
    append_hexadecimal(expected, std::span(code).first(kSignatureBytes));
    return size == code.size() && url.substr(end + 5) == expected;
  }

 private:
  struct Deleter {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC, Deleter> mac_;
  std::unique_ptr<EVP_MAC_CTX, Deleter> context_;
};

}  // namespace crossfade::workloads::playback
