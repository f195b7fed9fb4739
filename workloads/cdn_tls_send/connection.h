// Connection: one viewer's TLS connection, both ends in this process, handshake done. Either its client reads
// what it gets (decrypts), or it only drains it: then its TLS state falls behind for good, and it can send
// but never read again. Not movable: libssl holds the descriptors.
#pragma once

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <array>
#include <cstddef>
#include <memory>

#include "workloads/cdn_tls_send/loopback.h"
#include "workloads/cdn_tls_send/tls_settings.h"
#include "workloads/openssl_check.h"

namespace crossfade::workloads::cdn_tls_send {

inline constexpr std::size_t kRecordContentBytes = 16384;  // the largest of TLS 1.3 (RFC 8446, 5.1)
/// Header, content type and tag of a record.
inline constexpr std::size_t kRecordExtraBytes = 5 + 1 + 16;

/// How a call of libssl that moves data went.
enum class Progress { moved, would_block };

class Connection {
 public:
  explicit Connection(const TlsSettings& settings)
      : server_(SSL_new(settings.server())), client_(SSL_new(settings.client())) {
    if (server_ == nullptr || client_ == nullptr) {
      throw_openssl_failure("SSL_new");
    }
    check_openssl(SSL_set_fd(server_.get(), sockets_.server()), "SSL_set_fd");
    check_openssl(SSL_set_fd(client_.get(), sockets_.client()), "SSL_set_fd");
    SSL_set_accept_state(server_.get());
    SSL_set_connect_state(client_.get());
    shake_hands();
  }

  SSL* server() const { return server_.get(); }
  SSL* client() const { return client_.get(); }
  int server_socket() const { return sockets_.server(); }
  int client_socket() const { return sockets_.client(); }

  /// The kernel encrypts what the server sends.
  bool kernel_encrypts() const { return BIO_get_ktls_send(SSL_get_wbio(server_.get())); }

  /// What a result of libssl below 1 means; throws for all but "later".
  static Progress progress(SSL* side, int result, const char* call) {
    if (result > 0) {
      return Progress::moved;
    }
    const int reason = SSL_get_error(side, result);
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) {
      return Progress::would_block;
    }
    throw_openssl_failure(call);
  }

 private:
  void shake_hands() {
    constexpr int patience_ms = 10'000;
    for (bool client_done = false, server_done = false; !(client_done && server_done);) {
      client_done = progress(client(), SSL_do_handshake(client()), "SSL_do_handshake") == Progress::moved;
      server_done = progress(server(), SSL_do_handshake(server()), "SSL_do_handshake") == Progress::moved;
      std::array<pollfd, 2> arrivals{pollfd{client_done ? -1 : client_socket(), POLLIN, 0},
                                     pollfd{server_done ? -1 : server_socket(), POLLIN, 0}};
      if (!(client_done && server_done) && poll(arrivals.data(), arrivals.size(), patience_ms) == 0) {
        throw Failure{
            CF_FAILED, "the TLS handshake does not end", "127.0.0.1", "both sides wait for the other", {}};
      }
    }
  }

  struct Deleter {
    void operator()(SSL* side) const { SSL_free(side); }
  };
  LoopbackPair sockets_;
  std::unique_ptr<SSL, Deleter> server_, client_;
};

}  // namespace crossfade::workloads::cdn_tls_send
