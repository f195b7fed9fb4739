// TrafficReader: reads one direction of a recorded TLS 1.3 connection with the secrets of its key log: which
// handshake messages were sent, and what application data. The key schedule and the record layer are made
// here from RFC 8446 with nothing of libssl, to check by another path what libssl said it did. One cipher
// suite: TLS_AES_128_GCM_SHA256. Not for timed code.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/failure.h"
#include "workloads/openssl_handle.h"

namespace crossfade::workloads::mtls {

using Bytes = std::vector<unsigned char>;

/// HKDF-Expand-Label(secret, label, "", length) of RFC 8446, 7.1, for at most one block of SHA-256.
inline Bytes expand_label(std::span<const unsigned char> secret, std::string_view label, std::size_t length) {
  const std::string full_label = "tls13 " + std::string(label);
  Bytes text{static_cast<unsigned char>(length >> 8), static_cast<unsigned char>(length),
             static_cast<unsigned char>(full_label.size())};
  text.insert(text.end(), full_label.begin(), full_label.end());
  text.push_back(0);  // no context
  text.push_back(1);  // the first block of HKDF-Expand (RFC 5869, 2.3)
  Bytes block(32);
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), text.data(), text.size(), block.data(),
       &size);
  block.resize(std::min<std::size_t>(length, size));
  return block;
}

/// Types of handshake messages (RFC 8446, 4) and of records (5.1).
enum : unsigned char {
  kNewSessionTicket = 4,
  kEncryptedExtensions = 8,
  kCertificate = 11,
  kCertificateRequest = 13,
  kCertificateVerify = 15,
  kFinished = 20,
};

class TrafficReader {
 public:
  TrafficReader(Bytes handshake_secret, Bytes application_secret)
      : application_secret_(std::move(application_secret)) {
    change_keys(handshake_secret);
  }

  /// Everything that was sent, from the first record on. Throws `wrong` if a record does not open.
  void read(std::span<const unsigned char> wire) {
    constexpr std::size_t header_bytes = 5;
    while (!wire.empty()) {
      const std::size_t length = wire.size() < header_bytes ? 0 : std::size_t{wire[3]} << 8 | wire[4];
      if (wire.size() < header_bytes || wire.size() < header_bytes + length) {
        throw wrong("the recorded connection is cut off", "a record is longer than what was sent");
      }
      // Hello messages and the meaningless change_cipher_spec are in the clear.
      if (wire[0] == kApplicationRecord) {
        open(wire.first(header_bytes + length), header_bytes);
      }
      wire = wire.subspan(header_bytes + length);
    }
  }

  /// Types of the encrypted handshake messages, in order.
  const Bytes& handshake() const { return handshake_; }
  const Bytes& application() const { return application_; }
  bool closed() const { return closed_; }

 private:
  static constexpr unsigned char kAlertRecord = 21, kHandshakeRecord = 22, kApplicationRecord = 23;
  static constexpr std::size_t kTagBytes = 16;

  void change_keys(std::span<const unsigned char> secret) {
    key_ = expand_label(secret, "key", 16);
    iv_ = expand_label(secret, "iv", 12);
    sequence_ = 0;
  }

  void open(std::span<const unsigned char> record, std::size_t header_bytes) {
    const auto header = record.first(header_bytes);
    const auto body = record.subspan(header_bytes);
    if (body.size() <= kTagBytes) {
      throw wrong("a record is too short", "it has no room for its tag");
    }
    Bytes nonce = iv_;
    for (std::size_t index = 0; index < 8; ++index) {
      nonce[nonce.size() - 1 - index] ^= static_cast<unsigned char>(sequence_ >> (8 * index));
    }
    ++sequence_;
    const std::size_t size = body.size() - kTagBytes;
    Bytes content(size);
    Bytes tag(body.begin() + static_cast<std::ptrdiff_t>(size), body.end());
    const auto context = own<CipherContextHandle>(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new");
    int written = 0;
    check_openssl(EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key_.data(), nonce.data()),
                  "EVP_DecryptInit_ex");
    check_openssl(
        EVP_DecryptUpdate(context.get(), nullptr, &written, header.data(), static_cast<int>(header.size())),
        "EVP_DecryptUpdate(header)");
    check_openssl(
        EVP_DecryptUpdate(context.get(), content.data(), &written, body.data(), static_cast<int>(size)),
        "EVP_DecryptUpdate");
    check_openssl(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()),
                  "EVP_CTRL_AEAD_SET_TAG");
    if (EVP_DecryptFinal_ex(context.get(), content.data() + written, &written) != 1) {
      throw wrong("a record does not authenticate", "record " + std::to_string(sequence_ - 1));
    }
    while (!content.empty() && content.back() == 0) {  // padding
      content.pop_back();
    }
    if (content.empty()) {
      throw wrong("a record has no type", "record " + std::to_string(sequence_ - 1));
    }
    const unsigned char type = content.back();
    content.pop_back();
    take(type, content);
  }

  void take(unsigned char type, const Bytes& content) {
    if (type == kApplicationRecord) {
      application_.insert(application_.end(), content.begin(), content.end());
    } else if (type == kAlertRecord) {
      closed_ = content.size() == 2 && content[1] == 0;  // close_notify
    } else if (type == kHandshakeRecord) {
      pending_.insert(pending_.end(), content.begin(), content.end());
      take_messages();
    }
  }

  void take_messages() {
    constexpr std::size_t header_bytes = 4;
    while (pending_.size() >= header_bytes) {
      const std::size_t length = std::size_t{pending_[1]} << 16 | std::size_t{pending_[2]} << 8 | pending_[3];
      if (pending_.size() < header_bytes + length) {
        return;
      }
      const unsigned char type = pending_[0];
      handshake_.push_back(type);
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(header_bytes + length));
      if (type == kFinished) {
        change_keys(application_secret_);
      }
    }
  }

  Bytes application_secret_, key_, iv_, pending_, handshake_, application_;
  std::uint64_t sequence_ = 0;
  bool closed_ = false;
};

}  // namespace crossfade::workloads::mtls
