// X.509 certificates of a small test authority, made from a seed: keys, serial numbers, times and signatures
// are the same bytes on every host. Nothing here is trusted by anything but this benchmark. Times are around
// a fixed instant, at which verification is told to happen: the host's clock plays no part.
#pragma once

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/failure.h"
#include "workloads/generators/random.h"
#include "workloads/openssl_handle.h"
#include "workloads/test_keys/p256_key.h"

namespace crossfade::workloads::mtls {

using Certificate = OpensslHandle<X509, X509_free>;

inline constexpr std::time_t kNow =
    1'790'000'000;                           ///< when certificates are verified, whatever the clock says
inline constexpr std::time_t kDay = 86'400;  ///< in seconds

/// What one certificate says. Extensions in the notation of x509v3_config(5).
struct Claims {
  std::string common_name;
  std::string key_usage;
  std::string extended_key_usage;  ///< empty: none
  std::string alternative_names;   ///< empty: none
  std::string constraints;
  std::time_t valid_from = 0, valid_until = 0;
};

namespace certificate_detail {

using Der = std::vector<unsigned char>;

/// Tag, length in the shortest form, contents (X.690, 8.1 and 10.1).
inline Der element(unsigned char tag, const Der& contents) {
  Der result{tag};
  if (contents.size() < 0x80) {
    result.push_back(static_cast<unsigned char>(contents.size()));
  } else if (contents.size() < 0x100) {
    result.insert(result.end(), {0x81, static_cast<unsigned char>(contents.size())});
  } else {
    result.insert(result.end(), {0x82, static_cast<unsigned char>(contents.size() >> 8),
                                 static_cast<unsigned char>(contents.size())});
  }
  result.insert(result.end(), contents.begin(), contents.end());
  return result;
}

/// The two numbers as SEQUENCE of INTEGER (RFC 3279, 2.2.3).
inline Der signature_der(const EcdsaSignature& signature) {
  Der numbers;
  for (const std::size_t start : {0, 32}) {
    std::size_t first = start;
    while (first < start + 31 && signature[first] == 0) {
      ++first;
    }
    Der contents;
    if (signature[first] >= 0x80) {
      contents.push_back(0);
    }
    contents.insert(contents.end(), signature.begin() + static_cast<std::ptrdiff_t>(first),
                    signature.begin() + static_cast<std::ptrdiff_t>(start) + 32);
    const Der integer = element(0x02, contents);
    numbers.insert(numbers.end(), integer.begin(), integer.end());
  }
  return element(0x30, numbers);
}

inline void add_extension(X509* certificate, X509V3_CTX& context, int kind, const std::string& value) {
  if (value.empty()) {
    return;
  }
  using Extension = OpensslHandle<X509_EXTENSION, X509_EXTENSION_free>;
  const auto extension =
      own<Extension>(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), "X509V3_EXT_conf_nid");
  check_openssl(X509_add_ext(certificate, extension.get(), -1), "X509_add_ext");
}

/// libcrypto signs with random nonces, so its signature is replaced by one that depends on the key and the
/// text alone.
inline Certificate signed_again(X509* certificate, const P256Key& issuer_key) {
  unsigned char* encoded = nullptr;
  const int size = i2d_re_X509_tbs(certificate, &encoded);
  if (size <= 0) {
    throw_openssl_failure("i2d_re_X509_tbs");
  }
  Der contents(encoded, encoded + size);
  OPENSSL_free(encoded);
  const Der signature =
      signature_der(issuer_key.sign({reinterpret_cast<const char*>(contents.data()), contents.size()}));
  // SEQUENCE { OBJECT IDENTIFIER ecdsa-with-SHA256 } (RFC 5758, 3.2)
  const Der algorithm{0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
  Der bits{0};  // no unused bits
  bits.insert(bits.end(), signature.begin(), signature.end());
  bits = element(0x03, bits);
  contents.insert(contents.end(), algorithm.begin(), algorithm.end());
  contents.insert(contents.end(), bits.begin(), bits.end());
  const Der whole = element(0x30, contents);
  const unsigned char* start = whole.data();
  return own<Certificate>(d2i_X509(nullptr, &start, static_cast<long>(whole.size())), "d2i_X509");
}

}  // namespace certificate_detail

/// Without an issuer the certificate signs itself, with its own key.
inline Certificate make_certificate(const Claims& claims, const P256Key& key, X509* issuer,
                                    const P256Key& issuer_key, Random& random) {
  using namespace certificate_detail;
  const auto certificate = own<Certificate>(X509_new(), "X509_new");
  X509* target = certificate.get();
  check_openssl(X509_set_version(target, 2), "X509_set_version");  // 2 means version 3
  check_openssl(ASN1_INTEGER_set_uint64(X509_get_serialNumber(target), random.next() >> 1 | 1),
                "ASN1_INTEGER_set_uint64");
  if (ASN1_TIME_set(X509_getm_notBefore(target), claims.valid_from) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(target), claims.valid_until) == nullptr) {
    throw_openssl_failure("ASN1_TIME_set");
  }
  check_openssl(X509_set_pubkey(target, key.evp()), "X509_set_pubkey");
  X509_NAME* subject = X509_get_subject_name(target);
  const auto name = [&](const char* field, const std::string& value) {
    check_openssl(
        X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1, 0),
        "X509_NAME_add_entry_by_txt");
  };
  name("O", "Crossfade benchmark, test keys only");
  name("CN", claims.common_name);
  check_openssl(X509_set_issuer_name(target, issuer == nullptr ? subject : X509_get_subject_name(issuer)),
                "X509_set_issuer_name");
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer == nullptr ? target : issuer, target, nullptr, nullptr, 0);
  add_extension(target, context, NID_basic_constraints, claims.constraints);
  add_extension(target, context, NID_key_usage, claims.key_usage);
  add_extension(target, context, NID_ext_key_usage, claims.extended_key_usage);
  add_extension(target, context, NID_subject_key_identifier, "hash");
  if (issuer != nullptr) {
    add_extension(target, context, NID_authority_key_identifier, "keyid");
  }
  add_extension(target, context, NID_subject_alt_name, claims.alternative_names);
  // Also writes the algorithm into the text that is signed; the answer is the size of the signature.
  if (X509_sign(target, issuer_key.evp(), EVP_sha256()) <= 0) {
    throw_openssl_failure("X509_sign");
  }
  return signed_again(target, issuer_key);
}

inline std::string der_of(X509* certificate) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509(certificate, &encoded);
  if (size <= 0) {
    throw_openssl_failure("i2d_X509");
  }
  std::string result(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
  OPENSSL_free(encoded);
  return result;
}

/// The name of a workload in a SPIFFE certificate: its URI among the alternative names. Empty if it has none.
inline std::string spiffe_id(const X509* certificate) {
  using Names = OpensslHandle<GENERAL_NAMES, GENERAL_NAMES_free>;
  const Names names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int index = 0; names != nullptr && index < sk_GENERAL_NAME_num(names.get()); ++index) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), index);
    if (name->type == GEN_URI) {
      const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
      return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
              static_cast<std::size_t>(ASN1_STRING_length(uri))};
    }
  }
  return {};
}

}  // namespace crossfade::workloads::mtls
