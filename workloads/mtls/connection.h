// Connection: the two ends of one TLS connection on one thread, joined by memory: handshake, one message
// there and back, orderly close. Says what each end knows of the other. One per worker: the memory between
// the ends is kept, as a socket's buffers belong to the kernel and not to the program.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "workloads/failure.h"
#include "workloads/mtls/certificate.h"
#include "workloads/mtls/mesh.h"

namespace crossfade::workloads::mtls {

using Session = OpensslHandle<SSL_SESSION, SSL_SESSION_free>;
using End = OpensslHandle<SSL, SSL_free>;

inline constexpr std::size_t kMessageBytes = 1024;
using Message = std::array<std::byte, kMessageBytes>;

/// What was negotiated, who was there, and what came back.
struct Outcome {
  int protocol = 0;
  std::uint16_t cipher = 0;  ///< TLS number of the suite
  int group = 0;             ///< NID of the key exchange
  std::string alpn;
  bool client_resumed = false, server_resumed = false;
  long client_verdict = X509_V_ERR_UNSPECIFIED, server_verdict = X509_V_ERR_UNSPECIFIED;
  std::string seen_by_client, seen_by_server;  ///< SPIFFE identity of the other end
  Certificate of_server, of_client;            ///< as the other end holds it
  Message echoed{};
  Session newest;  ///< with the ticket that this connection brought

  /// Everything but the certificates and the session, whose bytes are random.
  std::string text() const {
    std::string result;
    for (const std::int64_t number :
         {std::int64_t{protocol}, std::int64_t{cipher}, std::int64_t{group}, std::int64_t{client_resumed},
          std::int64_t{server_resumed}, std::int64_t{client_verdict}, std::int64_t{server_verdict}}) {
      result.append(std::to_string(number)).push_back('\n');
    }
    for (const std::string* name : {&alpn, &seen_by_client, &seen_by_server}) {
      result.append(*name).push_back('\n');
    }
    result.append(reinterpret_cast<const char*>(echoed.data()), echoed.size());
    return result;
  }
};

class Connection {
 public:
  Connection() {
    BIO* client = nullptr;
    BIO* server = nullptr;
    check_openssl(BIO_new_bio_pair(&client, 0, &server, 0), "BIO_new_bio_pair");
    client_side_.reset(client);
    server_side_.reset(server);
  }

  /// The bytes that the client sends and receives pass here.
  BIO* client_side() const { return client_side_.get(); }

  /// Throws if the connection fails; whether it was resumed and who was there is for the caller to judge.
  /// `offered`: a session to resume, or nullptr.
  Outcome run(SSL_CTX* client_context, SSL_CTX* server_context, SSL_SESSION* offered,
              const Message& message) {
    // What an earlier connection may have left when it failed.
    static_cast<void>(BIO_reset(client_side_.get()));
    static_cast<void>(BIO_reset(server_side_.get()));
    const End client = make_end(client_context, client_side_.get());
    const End server = make_end(server_context, server_side_.get());
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
    const std::string host(kServiceHost);
    check_openssl(SSL_set_tlsext_host_name(client.get(), host.c_str()), "SSL_set_tlsext_host_name");
    check_openssl(SSL_set1_host(client.get(), host.c_str()), "SSL_set1_host");
    if (offered != nullptr) {
      check_openssl(SSL_set_session(client.get(), offered), "SSL_set_session");
    }
    shake_hands(client.get(), server.get());
    Outcome outcome;
    Message received;
    send(client.get(), message);
    receive(server.get(), received);
    send(server.get(), received);
    receive(client.get(), outcome.echoed);
    describe(client.get(), server.get(), outcome);
    // The ticket came before the echo, so the newest session is complete now.
    outcome.newest = own<Session>(SSL_get1_session(client.get()), "SSL_get1_session");
    close(client.get(), server.get());
    return outcome;
  }

 private:
  static End make_end(SSL_CTX* context, BIO* side) {
    End end = own<End>(SSL_new(context), "SSL_new");
    check_openssl(BIO_up_ref(side), "BIO_up_ref");
    SSL_set_bio(end.get(), side, side);
    return end;
  }

  static void shake_hands(SSL* client, SSL* server) {
    constexpr int most_rounds = 8;
    bool client_done = false;
    bool server_done = false;
    for (int round = 0; round < most_rounds && !(client_done && server_done); ++round) {
      client_done = client_done || advance(client, "SSL_do_handshake(client)");
      server_done = server_done || advance(server, "SSL_do_handshake(server)");
    }
    if (!client_done || !server_done) {
      throw Failure{CF_FAILED, "the handshake does not end", "SSL_do_handshake", "both ends wait", {}};
    }
  }

  static bool advance(SSL* end, const char* call) {
    const int result = SSL_do_handshake(end);
    if (result == 1) {
      return true;
    }
    if (SSL_get_error(end, result) != SSL_ERROR_WANT_READ) {
      throw_openssl_failure(call);
    }
    return false;
  }

  static void send(SSL* end, const Message& message) {
    std::size_t written = 0;
    check_openssl(SSL_write_ex(end, message.data(), message.size(), &written), "SSL_write_ex");
  }

  static void receive(SSL* end, Message& message) {
    for (std::size_t filled = 0; filled < message.size();) {
      std::size_t read = 0;
      check_openssl(SSL_read_ex(end, message.data() + filled, message.size() - filled, &read), "SSL_read_ex");
      filled += read;
    }
  }

  static void describe(SSL* client, SSL* server, Outcome& outcome) {
    outcome.protocol = SSL_version(client);
    outcome.cipher = SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(client));
    outcome.group = static_cast<int>(SSL_get_negotiated_group(client));
    const unsigned char* alpn = nullptr;
    unsigned alpn_size = 0;
    SSL_get0_alpn_selected(client, &alpn, &alpn_size);
    outcome.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_size);
    outcome.client_resumed = SSL_session_reused(client) == 1;
    outcome.server_resumed = SSL_session_reused(server) == 1;
    outcome.client_verdict = SSL_get_verify_result(client);
    outcome.server_verdict = SSL_get_verify_result(server);
    outcome.of_server =
        own<Certificate>(SSL_get1_peer_certificate(client), "SSL_get1_peer_certificate(client)");
    outcome.of_client =
        own<Certificate>(SSL_get1_peer_certificate(server), "SSL_get1_peer_certificate(server)");
    outcome.seen_by_client = spiffe_id(outcome.of_server.get());
    outcome.seen_by_server = spiffe_id(outcome.of_client.get());
  }

  /// An end that is freed without having been closed would make its session useless for resumption.
  static void close(SSL* client, SSL* server) {
    bool ended = SSL_shutdown(client) == 0;
    char nothing = 0;
    const int result = SSL_read(server, &nothing, 1);
    ended = ended && result <= 0 && SSL_get_error(server, result) == SSL_ERROR_ZERO_RETURN;
    ended = ended && SSL_shutdown(server) == 1 && SSL_shutdown(client) == 1;
    if (!ended) {
      throw_openssl_failure("SSL_shutdown");
    }
  }

  BioHandle client_side_, server_side_;
};

}  // namespace crossfade::workloads::mtls
