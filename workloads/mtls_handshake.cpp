// mtls_handshake: two services of a zero-trust mesh open a connection. TLS 1.3 with a certificate on both
// sides (ECDSA on P-256, leaf and issuer sent, root trusted), X25519, AES-128-GCM; both look up the SPIFFE
// identity of the other; 1 KiB goes there and comes back; both close. libssl does it, both ends on one
// thread, as in a proxy that serves calls in and out. Four connections in ten are full handshakes: a new
// instance, a renewed certificate, a caller that keeps no tickets. The others resume with the newest ticket
// (PSK with X25519): no certificate is sent or verified, which leaves the work that is no public-key
// signature. Sockets, connection pools and HTTP are not part of it.
//
// Handshakes are random by nature, so the digest covers what both ends know afterwards and must be the same
// every time: protocol, suite, group, application protocol, resumed or not, verdicts on the certificates,
// both identities, the message. verify() compares with what the seed says it must be, checks the
// certificates' bytes and signatures one by one, and makes the connection again with its bytes recorded and
// read without libssl.
#include <openssl/obj_mac.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/mtls/connection.h"
#include "workloads/mtls/mesh.h"
#include "workloads/mtls/wire_check.h"
#include "workloads/openssl_check.h"
#include "workloads/openssl_path.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace mtls;

enum : std::uint32_t { kFull, kResumed };

constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
constexpr std::array kClasses{
    cf_class{"full", 0.4, 20 * kMillisecond, 0, 1, 160, 0, 2600, 3400, 0, 0},
    cf_class{"resumed", 0.6, 10 * kMillisecond, 0, 1, 320, 0, 2200, 2150, 0, 0},
};

constexpr Description kDescription{
    .name = "mtls_handshake",
    .version = "1",
    .summary = "Opens mutually authenticated TLS 1.3 connections, full or resumed, and echoes 1 KiB",
    .seed_system = "zero-trust network of services",
    .unit = "one connection, both ends of it",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
};

class Dataset {
 public:
  static Need need(const Environment& /*environment*/) {
    constexpr std::uint64_t context_bytes = 64 << 10;
    return {.shared_bytes =
                (1 + kCallers) * context_bytes + (kClasses[0].pool + kClasses[1].pool) * kMessageBytes,
            .per_worker_bytes = 1 << 20};
  }

  explicit Dataset(const Environment& environment) : seed_(environment.seed()) {
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library("OpenSSL", OpensslPath::version(),
                             "ECDSA P-256 " + path.ecdsa_p256() + ", X25519 " + path.x25519() + ", AES-GCM " +
                                 path.aes_gcm() + ", SHA-256 " + path.sha256());
    Random random(seed_);
    mesh_ = std::make_unique<const Mesh>(random);
    std::uint64_t all = mesh_->digest_of_all();
    for (std::size_t class_id = 0; class_id < kClasses.size(); ++class_id) {
      environment.check_cancelled();
      messages_[class_id].resize(kClasses[class_id].pool);
      for (Message& message : messages_[class_id]) {
        random.fill(message);
        all = digest(message, all);
      }
    }
    environment.note_dataset_digest(all);
  }

  const Mesh& mesh() const { return *mesh_; }
  const Message& message(const cf_request& request) const {
    return messages_[request.class_id][request.index % kClasses[request.class_id].pool];
  }
  std::size_t caller(const cf_request& request) const {
    const std::uint64_t index = request.index % kClasses[request.class_id].pool;
    return mix(seed_ ^ mix(index << 8 | request.class_id)) % kCallers;
  }

 private:
  std::uint64_t seed_;
  std::unique_ptr<const Mesh> mesh_;
  std::array<std::vector<Message>, kClasses.size()> messages_;
};

class Worker {
 public:
  /// Every caller has a ticket before the first request may ask for one.
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset) {
    for (std::size_t caller = 0; caller < kCallers; ++caller) {
      const Mesh& mesh = dataset.mesh();
      tickets_[caller] =
          std::move(connection_.run(mesh.client(caller), mesh.server(), nullptr, Message{}).newest);
    }
  }

  void request(const cf_request& request, cf_answer& answer) {
    const std::size_t caller = dataset_.caller(request);
    const bool resume = request.class_id == kResumed;
    const Mesh& mesh = dataset_.mesh();
    outcome_ = connection_.run(mesh.client(caller), mesh.server(), resume ? tickets_[caller].get() : nullptr,
                               dataset_.message(request));
    if (outcome_.client_resumed != resume || outcome_.server_resumed != resume) {
      throw wrong(
          resume ? "a full handshake instead of a resumed one" : "resumed instead of a full handshake",
          "SSL_session_reused tells it");
    }
    tickets_[caller] = std::move(outcome_.newest);
    const std::string text = outcome_.text();
    answer.digest = digest(text.data(), text.size());
    answer.bytes_in = kMessageBytes;
    answer.bytes_out = kMessageBytes;
    answer.items = 1;
  }

  void verify(const cf_request& request, const cf_answer& answer) {
    const std::string expected = expected_text(request);
    if (outcome_.text() != expected) {
      throw wrong("the ends agreed on something else", "protocol, identities or message differ");
    }
    if (answer.digest != digest(expected.data(), expected.size()) || answer.bytes_in != kMessageBytes ||
        answer.bytes_out != kMessageBytes || answer.items != 1) {
      throw wrong("the answer does not describe the connection", "digest or counts differ");
    }
    const Mesh& mesh = dataset_.mesh();
    const std::size_t caller = dataset_.caller(request);
    check_certificate(outcome_.of_server.get(), mesh.service());
    check_certificate(outcome_.of_client.get(), mesh.caller(caller));
    SSL_SESSION* offered = request.class_id == kResumed ? tickets_[caller].get() : nullptr;
    Outcome again = WireCheck(mesh, caller).check(offered, dataset_.message(request));
    tickets_[caller] = std::move(again.newest);
    if (again.text() != expected) {
      throw wrong("the repeated connection is another", "protocol, identities or message differ");
    }
  }

 private:
  /// What both ends must have found, from the request and the identities as they were made.
  std::string expected_text(const cf_request& request) const {
    constexpr std::uint16_t aes_128_gcm_sha256 = 0x1301;  // RFC 8446, B.4
    Outcome outcome;
    outcome.protocol = TLS1_3_VERSION;
    outcome.cipher = aes_128_gcm_sha256;
    outcome.group = NID_X25519;
    outcome.alpn = "h2";
    outcome.client_resumed = outcome.server_resumed = request.class_id == kResumed;
    outcome.client_verdict = outcome.server_verdict = X509_V_OK;
    outcome.seen_by_client = dataset_.mesh().service().id;
    outcome.seen_by_server = dataset_.mesh().caller(dataset_.caller(request)).id;
    outcome.echoed = dataset_.message(request);
    return outcome.text();
  }

  /// The other end's certificate is the one that was issued, and each signature up to the root holds.
  void check_certificate(X509* certificate, const Identity& identity) const {
    if (der_of(certificate) != der_of(identity.certificate.get())) {
      throw wrong("a certificate is not the one that was issued", identity.id);
    }
    const Mesh& mesh = dataset_.mesh();
    if (X509_verify(certificate, X509_get0_pubkey(mesh.issuer())) != 1 ||
        X509_verify(mesh.issuer(), X509_get0_pubkey(mesh.root())) != 1) {
      throw wrong("a certificate is not signed by its issuer", identity.id);
    }
  }

  const Dataset& dataset_;
  Connection connection_;
  std::array<Session, kCallers> tickets_;
  Outcome outcome_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
