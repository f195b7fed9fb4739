// TlsSettings: both sides' SSL_CTX: TLS 1.3 with AES-128-GCM, a self-signed P-256 certificate made on the
// spot (random: it is in no digest), no session tickets, which would come as records that nobody waits for.
// Immutable: workers share one.
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

#include "workloads/openssl_check.h"

namespace crossfade::workloads::cdn_tls_send {

class TlsSettings {
 public:
  /// kernel_tls: let the kernel encrypt where it can.
  explicit TlsSettings(bool kernel_tls)
      : server_(SSL_CTX_new(TLS_server_method())), client_(SSL_CTX_new(TLS_client_method())) {
    if (server_ == nullptr || client_ == nullptr) {
      throw_openssl_failure("SSL_CTX_new");
    }
    for (SSL_CTX* context : {server_.get(), client_.get()}) {
      check_openssl(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) > 0 ? 1 : 0,
                    "SSL_CTX_set_min_proto_version");
      check_openssl(SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256"), "SSL_CTX_set_ciphersuites");
    }
    check_openssl(SSL_CTX_set_num_tickets(server_.get(), 0), "SSL_CTX_set_num_tickets");
    if (kernel_tls) {
      SSL_CTX_set_options(server_.get(), SSL_OP_ENABLE_KTLS);
    }
    // Fewer read()s for the one viewer in eight that reads; the server gets single small records.
    SSL_CTX_set_read_ahead(client_.get(), 1);
    use_new_certificate();
  }

  SSL_CTX* server() const { return server_.get(); }
  SSL_CTX* client() const { return client_.get(); }

 private:
  struct Deleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  template <class Type>
  using Owned = std::unique_ptr<Type, Deleter>;

  /// Valid from an hour ago for a month; the client of this workload does not check it.
  void use_new_certificate() {
    constexpr long hour = 3600, month = 720 * hour;
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Owned<X509> certificate(X509_new());
    if (key == nullptr || certificate == nullptr) {
      throw_openssl_failure("EVP_EC_gen(P-256), X509_new");
    }
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const auto* common_name = reinterpret_cast<const unsigned char*>("edge.cdn.example");
    check_openssl(X509_set_version(certificate.get(), X509_VERSION_3), "X509_set_version");
    check_openssl(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1), "ASN1_INTEGER_set");
    check_openssl(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -hour) != nullptr ? 1 : 0,
                  "X509_gmtime_adj");
    check_openssl(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), month) != nullptr ? 1 : 0,
                  "X509_gmtime_adj");
    check_openssl(X509_set_pubkey(certificate.get(), key.get()), "X509_set_pubkey");
    check_openssl(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0),
                  "X509_NAME_add_entry_by_txt");
    check_openssl(X509_set_issuer_name(certificate.get(), name), "X509_set_issuer_name");
    check_openssl(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0 ? 1 : 0, "X509_sign");
    check_openssl(SSL_CTX_use_certificate(server_.get(), certificate.get()), "SSL_CTX_use_certificate");
    check_openssl(SSL_CTX_use_PrivateKey(server_.get(), key.get()), "SSL_CTX_use_PrivateKey");
  }

  Owned<SSL_CTX> server_, client_;
};

}  // namespace crossfade::workloads::cdn_tls_send
