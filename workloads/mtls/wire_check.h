// WireCheck: makes a connection again, records what passed between the ends and reads it without libssl. So
// it is known that both sides sent their certificates when a handshake was full, that nobody did when it was
// resumed, and that the message crossed encrypted, there and back. Not for timed code.
#pragma once

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "workloads/failure.h"
#include "workloads/mtls/connection.h"
#include "workloads/mtls/mesh.h"
#include "workloads/mtls/traffic_reader.h"

namespace crossfade::workloads::mtls {

class WireCheck {
 public:
  WireCheck(const Mesh& mesh, std::size_t caller) : mesh_(mesh), context_(mesh.make_client_context(caller)) {
    // Both callbacks find this object through the context.
    check_openssl(SSL_CTX_set_ex_data(context_.get(), 0, this), "SSL_CTX_set_ex_data");
    SSL_CTX_set_keylog_callback(context_.get(), [](const SSL* end, const char* line) {
      static_cast<WireCheck*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(end), 0))->keep_secret(line);
    });
    BIO_set_callback_ex(connection_.client_side(), watch);
    BIO_set_callback_arg(connection_.client_side(), reinterpret_cast<char*>(this));
  }
  WireCheck(const WireCheck&) = delete;
  WireCheck& operator=(const WireCheck&) = delete;

  /// Throws `wrong` if what passed is not what a handshake of this kind sends. The outcome is the repeated
  /// one.
  Outcome check(SSL_SESSION* offered, const Message& message) {
    Outcome outcome = connection_.run(context_.get(), mesh_.server(), offered, message);
    const bool full = offered == nullptr;
    const Bytes server_expected = full ? Bytes{kEncryptedExtensions, kCertificateRequest, kCertificate,
                                               kCertificateVerify,   kFinished,           kNewSessionTicket}
                                       : Bytes{kEncryptedExtensions, kFinished, kNewSessionTicket};
    const Bytes client_expected =
        full ? Bytes{kCertificate, kCertificateVerify, kFinished} : Bytes{kFinished};
    check_direction("client", to_server_, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
                    client_expected, message);
    check_direction("server", to_client_, "SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0",
                    server_expected, message);
    return outcome;
  }

  std::size_t bytes_to_server() const { return to_server_.size(); }
  std::size_t bytes_to_client() const { return to_client_.size(); }

 private:
  static long watch(BIO* side, int operation, const char* bytes, std::size_t /*size*/, int /*argi*/,
                    long /*argl*/, int result, std::size_t* processed) {
    if (result > 0 && processed != nullptr) {
      auto& check = *reinterpret_cast<WireCheck*>(BIO_get_callback_arg(side));
      const auto* first = reinterpret_cast<const unsigned char*>(bytes);
      if (operation == (BIO_CB_WRITE | BIO_CB_RETURN)) {
        check.to_server_.insert(check.to_server_.end(), first, first + *processed);
      } else if (operation == (BIO_CB_READ | BIO_CB_RETURN)) {
        check.to_client_.insert(check.to_client_.end(), first, first + *processed);
      }
    }
    return result;
  }

  /// "LABEL <client random> <secret>", the numbers in hexadecimal.
  void keep_secret(std::string_view line) {
    const std::size_t label_end = line.find(' ');
    const std::size_t secret_start = line.rfind(' ') + 1;
    Bytes secret;
    for (std::size_t digit = secret_start; digit + 1 < line.size(); digit += 2) {
      secret.push_back(
          static_cast<unsigned char>(std::stoul(std::string(line.substr(digit, 2)), nullptr, 16)));
    }
    secrets_[std::string(line.substr(0, label_end))] = secret;
  }

  void check_direction(const std::string& who, const Bytes& wire, const char* handshake_label,
                       const char* application_label, const Bytes& messages, const Message& message) {
    TrafficReader reader(secrets_[handshake_label], secrets_[application_label]);
    reader.read(wire);
    if (reader.handshake() != messages) {
      throw wrong("the " + who + " sent other handshake messages", "read from the wire");
    }
    const auto sent = std::as_bytes(std::span(reader.application()));
    if (!std::equal(sent.begin(), sent.end(), message.begin(), message.end())) {
      throw wrong("the " + who + " sent other application data", "read from the wire");
    }
    if (!reader.closed()) {
      throw wrong("the " + who + " did not close its direction", "read from the wire");
    }
  }

  const Mesh& mesh_;
  TlsContext context_;
  Connection connection_;
  std::map<std::string, Bytes> secrets_;
  Bytes to_server_, to_client_;
};

}  // namespace crossfade::workloads::mtls
