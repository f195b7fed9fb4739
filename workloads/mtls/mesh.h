// Mesh: one service and the callers it talks to, each with a SPIFFE identity, as TLS contexts. Shared by all
// workers, as the contexts of a proxy are; constant once made. TEST KEYS of this benchmark, from the seed.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/mtls/certificate.h"

namespace crossfade::workloads::mtls {

using TlsContext = OpensslHandle<SSL_CTX, SSL_CTX_free>;

inline constexpr std::size_t kCallers = 16;
inline constexpr std::string_view kServiceHost = "playback.mesh.example";
inline constexpr unsigned char kAlpn[] = {2, 'h', '2'};  ///< as on the wire: length, name
inline constexpr long kTicketLifetime = kDay;            ///< in seconds, longer than a measurement

/// A key, its certificate, and the name in it.
struct Identity {
  P256Key key;
  Certificate certificate;
  std::string id;
};

class Mesh {
 public:
  explicit Mesh(Random& random) : root_key_(P256Key::from(random)), issuer_key_(P256Key::from(random)) {
    root_ = make_certificate({.common_name = "mesh root",
                              .key_usage = "critical,keyCertSign,cRLSign",
                              .extended_key_usage = {},
                              .alternative_names = {},
                              .constraints = "critical,CA:TRUE",
                              .valid_from = kNow - 1000 * kDay,
                              .valid_until = kNow + 2000 * kDay},
                             root_key_, nullptr, root_key_, random);
    issuer_ = make_certificate({.common_name = "mesh issuer",
                                .key_usage = "critical,keyCertSign,cRLSign",
                                .extended_key_usage = {},
                                .alternative_names = "URI:spiffe://mesh.example",
                                .constraints = "critical,CA:TRUE,pathlen:0",
                                .valid_from = kNow - 30 * kDay,
                                .valid_until = kNow + 60 * kDay},
                               issuer_key_, root_.get(), root_key_, random);
    note_extensions(root_.get());
    note_extensions(issuer_.get());
    identities_.push_back(make_identity("playback", std::string(kServiceHost), random));
    for (std::size_t caller = 0; caller < kCallers; ++caller) {
      const std::string service = "caller-" + std::to_string(caller);
      identities_.push_back(make_identity(service, service + ".mesh.example", random));
    }
    random.fill(std::as_writable_bytes(std::span(ticket_keys_)));
    server_ = make_server_context();
    for (std::size_t caller = 0; caller < kCallers; ++caller) {
      clients_.push_back(make_client_context(caller));
    }
  }

  SSL_CTX* server() const { return server_.get(); }
  SSL_CTX* client(std::size_t caller) const { return clients_[caller].get(); }
  const Identity& service() const { return identities_.front(); }
  const Identity& caller(std::size_t caller) const { return identities_[caller + 1]; }
  X509* root() const { return root_.get(); }
  X509* issuer() const { return issuer_.get(); }

  /// A context of its own for one caller, for who wants to watch its connections.
  TlsContext make_client_context(std::size_t number) const {
    TlsContext context = make_context(TLS_client_method(), caller(number));
    if (SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof kAlpn) != 0) {  // here 0 is success
      throw_openssl_failure("SSL_CTX_set_alpn_protos");
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    return context;
  }

  std::uint64_t digest_of_all() const {
    std::uint64_t all = digest(ticket_keys_.data(), ticket_keys_.size());
    for (X509* certificate : {root_.get(), issuer_.get()}) {
      const std::string der = der_of(certificate);
      all = digest(der.data(), der.size(), all);
    }
    for (const Identity& identity : identities_) {
      const std::string der = der_of(identity.certificate.get());
      all = digest(der.data(), der.size(), all);
    }
    return all;
  }

 private:
  /// libcrypto reads a certificate's extensions at the first need and keeps them in it. Done here, no two
  /// workers meet over it.
  static void note_extensions(X509* certificate) {
    constexpr int no_purpose = -1;  // only reads them
    check_openssl(X509_check_purpose(certificate, no_purpose, 0), "X509_check_purpose");
  }

  /// Short-lived, as a mesh renews them; for both directions, since every service calls and is called.
  Identity make_identity(const std::string& service, const std::string& host, Random& random) const {
    P256Key key = P256Key::from(random);
    std::string id = "spiffe://mesh.example/ns/prod/sa/" + service;
    Certificate certificate = make_certificate({.common_name = service,
                                                .key_usage = "critical,digitalSignature",
                                                .extended_key_usage = "serverAuth,clientAuth",
                                                .alternative_names = "URI:" + id + ",DNS:" + host,
                                                .constraints = "critical,CA:FALSE",
                                                .valid_from = kNow - kDay / 2,
                                                .valid_until = kNow + kDay / 2},
                                               key, issuer_.get(), issuer_key_, random);
    return {std::move(key), std::move(certificate), std::move(id)};
  }

  /// Everything is set here, so that the system's openssl.cnf decides nothing.
  TlsContext make_context(const SSL_METHOD* method, const Identity& identity) const {
    TlsContext context = own<TlsContext>(SSL_CTX_new(method), "SSL_CTX_new");
    SSL_CTX* target = context.get();
    SSL_CTX_set_security_level(target, 2);
    check_openssl(SSL_CTX_set_min_proto_version(target, TLS1_3_VERSION), "SSL_CTX_set_min_proto_version");
    check_openssl(SSL_CTX_set_max_proto_version(target, TLS1_3_VERSION), "SSL_CTX_set_max_proto_version");
    check_openssl(SSL_CTX_set_ciphersuites(target, "TLS_AES_128_GCM_SHA256"), "SSL_CTX_set_ciphersuites");
    check_openssl(SSL_CTX_set1_groups_list(target, "X25519"), "SSL_CTX_set1_groups_list");
    check_openssl(SSL_CTX_set1_sigalgs_list(target, "ECDSA+SHA256"), "SSL_CTX_set1_sigalgs_list");
    using Chain = OpensslHandle<STACK_OF(X509), sk_x509_free>;
    const auto chain = own<Chain>(sk_X509_new_null(), "sk_X509_new_null");
    sk_X509_push(chain.get(), issuer_.get());
    check_openssl(
        SSL_CTX_use_cert_and_key(target, identity.certificate.get(), identity.key.evp(), chain.get(), 1),
        "SSL_CTX_use_cert_and_key");
    check_openssl(X509_STORE_add_cert(SSL_CTX_get_cert_store(target), root_.get()), "X509_STORE_add_cert");
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(target), kNow);
    SSL_CTX_set_timeout(target, kTicketLifetime);
    return context;
  }

  TlsContext make_server_context() {
    TlsContext context = make_context(TLS_server_method(), service());
    constexpr unsigned char name[] = "mesh";
    check_openssl(SSL_CTX_set_session_id_context(context.get(), name, sizeof name - 1),
                  "SSL_CTX_set_session_id_context");
    check_openssl(SSL_CTX_set_tlsext_ticket_keys(context.get(), ticket_keys_.data(),
                                                 static_cast<long>(ticket_keys_.size())),
                  "SSL_CTX_set_tlsext_ticket_keys");
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // the state is in the ticket
    check_openssl(SSL_CTX_set_num_tickets(context.get(), 1), "SSL_CTX_set_num_tickets");
    return context;
  }

  static int choose_protocol(SSL* /*end*/, const unsigned char** chosen, unsigned char* chosen_size,
                             const unsigned char* offered, unsigned offered_size, void* /*unused*/) {
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(&found, chosen_size, kAlpn, sizeof kAlpn, offered, offered_size);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  static void sk_x509_free(STACK_OF(X509) * stack) { sk_X509_free(stack); }

  P256Key root_key_, issuer_key_;
  Certificate root_, issuer_;
  std::vector<Identity> identities_;             ///< the service, then its callers
  std::array<unsigned char, 80> ticket_keys_{};  ///< name, key of the code, key of the cipher
  TlsContext server_;
  std::vector<TlsContext> clients_;
};

}  // namespace crossfade::workloads::mtls
