// DKIM signing (RFC 6376): rsa-sha256 with relaxed canonicalisation of header and body, which lets mail
// servers on the way change white space. Lines end with CRLF throughout.
#pragma once

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/base64.h"
#include "workloads/openssl_handle.h"

namespace crossfade::workloads::email {

/// One header field as it is sent: "Name: value", folded or not, with its CRLF.
using HeaderField = std::string;

/// RFC 6376, 3.4.4. Replaces `canonical`.
inline void canonicalise_body(std::string_view body, std::string& canonical) {
  canonical.clear();
  bool blank = false;
  for (std::size_t index = 0; index < body.size(); ++index) {
    const char c = body[index];
    if (c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    const bool line_end = c == '\r' && index + 1 < body.size() && body[index + 1] == '\n';
    if (blank && !line_end) {
      canonical += ' ';
    }
    blank = false;
    canonical += c;
  }
  if (!canonical.empty() && !canonical.ends_with("\r\n")) {
    canonical += "\r\n";
  }
  while (canonical.ends_with("\r\n\r\n")) {
    canonical.resize(canonical.size() - 2);
  }
  if (canonical == "\r\n") {
    canonical.clear();
  }
}

/// RFC 6376, 3.4.2: one field. Appends to `canonical`, with CRLF.
inline void append_canonical_field(std::string& canonical, std::string_view field) {
  const std::size_t colon = field.find(':');
  std::string_view name = field.substr(0, colon);
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) {
    name.remove_suffix(1);
  }
  for (const char c : name) {
    canonical += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  canonical += ':';
  const std::size_t value_start = canonical.size();
  bool blank = false;
  for (const char c : field.substr(std::min(colon, field.size() - 1) + 1)) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      blank = true;
      continue;
    }
    if (blank && canonical.size() > value_start) {
      canonical += ' ';
    }
    blank = false;
    canonical += c;
  }
  canonical += "\r\n";
}

/// One per worker: it keeps its key, buffers and context.
class DkimSigner {
 public:
  DkimSigner(KeyHandle key, std::string domain, std::string selector)
      : key_(std::move(key)),
        context_(own<DigestContext>(EVP_MD_CTX_new(), "EVP_MD_CTX_new")),
        domain_(std::move(domain)),
        selector_(std::move(selector)) {}

  /// Appends the DKIM-Signature field over all the fields and the body. `when`: seconds since 1970.
  void append_signature(std::span<const HeaderField> fields, std::string_view body, std::uint64_t when,
                        std::string& target) {
    canonicalise_body(body, canonical_);
    std::array<unsigned char, 32> body_hash;
    unsigned hash_size = 0;
    check_openssl(
        EVP_Digest(canonical_.data(), canonical_.size(), body_hash.data(), &hash_size, EVP_sha256(), nullptr),
        "EVP_Digest");
    canonical_.clear();
    field_ = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=";
    field_.append(domain_).append("; s=").append(selector_).append(";\r\n t=").append(std::to_string(when));
    field_ += "; h=";
    for (const HeaderField& field : fields) {
      append_canonical_field(canonical_, field);
      field_ += &field == fields.data() ? "" : ":\r\n  ";
      field_.append(field, 0, field.find(':'));
    }
    field_ += ";\r\n bh=";
    append_base64(field_, body_hash);
    field_ += ";\r\n b=";
    append_canonical_field(canonical_, field_);
    canonical_.resize(canonical_.size() - 2);  // of the signature's own field the CRLF is not signed
    append_folded_signature();
    target += field_;
  }

 private:
  void append_folded_signature() {
    std::array<unsigned char, 512> signature;
    std::size_t size = signature.size();
    check_openssl(EVP_MD_CTX_reset(context_.get()), "EVP_MD_CTX_reset");
    check_openssl(EVP_DigestSignInit(context_.get(), nullptr, EVP_sha256(), nullptr, key_.get()),
                  "EVP_DigestSignInit");
    check_openssl(EVP_DigestSign(context_.get(), signature.data(), &size, as_octets(canonical_).data(),
                                 canonical_.size()),
                  "EVP_DigestSign");
    constexpr std::size_t line_bytes = 72;
    encoded_.clear();
    append_base64(encoded_, std::span(signature).first(size));
    for (std::size_t start = 0; start < encoded_.size(); start += line_bytes) {
      field_ += start == 0 ? "" : "\r\n ";
      field_.append(encoded_, start, line_bytes);
    }
    field_ += "\r\n";
  }

  KeyHandle key_;
  DigestContext context_;
  std::string domain_, selector_;
  std::string canonical_, field_, encoded_;
};

}  // namespace crossfade::workloads::email
