// PartCipher: what libcrypto does for an upload: SHA-256 of a slice and AES-256-GCM of the whole part, under
// a key of the upload's own. One per worker. decrypt() is for verification: it checks the tag, too.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "workloads/openssl_check.h"

namespace crossfade::workloads::media_put {

/// Whose part it is, and which: the key is the upload's, the nonce is never used twice with it.
struct PartKey {
  std::array<unsigned char, 32> key;
  std::array<unsigned char, 12> nonce;
  std::array<unsigned char, 20> associated;  ///< authenticated, not encrypted: upload (16), part (4)
};

using Sha256 = std::array<unsigned char, 32>;
using Tag = std::array<unsigned char, 16>;

class PartCipher {
 public:
  PartCipher()
      : gcm_(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)),
        sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
        cipher_context_(EVP_CIPHER_CTX_new()),
        digest_context_(EVP_MD_CTX_new()) {
    if (gcm_ == nullptr || sha256_ == nullptr || cipher_context_ == nullptr || digest_context_ == nullptr) {
      throw_openssl_failure("EVP_CIPHER_fetch(AES-256-GCM), EVP_MD_fetch(SHA256)");
    }
  }

  Sha256 hash(std::span<const std::byte> slice) {
    Sha256 result;
    check_openssl(EVP_DigestInit_ex2(digest_context_.get(), sha256_.get(), nullptr), "EVP_DigestInit_ex2");
    check_openssl(EVP_DigestUpdate(digest_context_.get(), slice.data(), slice.size()), "EVP_DigestUpdate");
    check_openssl(EVP_DigestFinal_ex(digest_context_.get(), result.data(), nullptr), "EVP_DigestFinal_ex");
    return result;
  }

  /// target: as many bytes as the part, which has less than 2 GiB.
  Tag encrypt(const PartKey& key, std::span<const std::byte> part, std::byte* target) {
    EVP_CIPHER_CTX* context = cipher_context_.get();
    int written = 0;
    Tag tag;
    check_openssl(EVP_EncryptInit_ex2(context, gcm_.get(), key.key.data(), key.nonce.data(), nullptr),
                  "EVP_EncryptInit_ex2");
    check_openssl(EVP_EncryptUpdate(context, nullptr, &written, key.associated.data(),
                                    static_cast<int>(key.associated.size())),
                  "EVP_EncryptUpdate(associated)");
    check_openssl(EVP_EncryptUpdate(context, bytes(target), &written, bytes(part.data()),
                                    static_cast<int>(part.size())),
                  "EVP_EncryptUpdate");
    check_openssl(EVP_EncryptFinal_ex(context, bytes(target) + written, &written), "EVP_EncryptFinal_ex");
    check_openssl(
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()),
        "EVP_CTRL_AEAD_GET_TAG");
    return tag;
  }

  /// False if the tag is not that of these bytes, this key and these associated data.
  bool decrypt(const PartKey& key, std::span<const std::byte> sealed, Tag tag, std::byte* target) {
    EVP_CIPHER_CTX* context = cipher_context_.get();
    int written = 0;
    check_openssl(EVP_DecryptInit_ex2(context, gcm_.get(), key.key.data(), key.nonce.data(), nullptr),
                  "EVP_DecryptInit_ex2");
    check_openssl(EVP_DecryptUpdate(context, nullptr, &written, key.associated.data(),
                                    static_cast<int>(key.associated.size())),
                  "EVP_DecryptUpdate(associated)");
    check_openssl(EVP_DecryptUpdate(context, bytes(target), &written, bytes(sealed.data()),
                                    static_cast<int>(sealed.size())),
                  "EVP_DecryptUpdate");
    check_openssl(
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data()),
        "EVP_CTRL_AEAD_SET_TAG");
    return EVP_DecryptFinal_ex(context, bytes(target) + written, &written) == 1;
  }

 private:
  static unsigned char* bytes(std::byte* data) { return reinterpret_cast<unsigned char*>(data); }
  static const unsigned char* bytes(const std::byte* data) {
    return reinterpret_cast<const unsigned char*>(data);
  }

  struct Deleter {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_CIPHER, Deleter> gcm_;
  std::unique_ptr<EVP_MD, Deleter> sha256_;
  std::unique_ptr<EVP_CIPHER_CTX, Deleter> cipher_context_;
  std::unique_ptr<EVP_MD_CTX, Deleter> digest_context_;
};

}  // namespace crossfade::workloads::media_put
