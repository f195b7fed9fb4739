// Mutual TLS: published key derivation, certificates that depend on the seed and not on the clock,
// connections that must fail, resumption and what spoils it, and a wire reader that notices what is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <string>
#include <string_view>
#include <vector>

#include "workloads/mtls/connection.h"
#include "workloads/mtls/mesh.h"
#include "workloads/mtls/traffic_reader.h"
#include "workloads/mtls/wire_check.h"

namespace crossfade::workloads::mtls {
namespace {

Bytes bytes_of(std::string_view hexadecimal) {
  Bytes bytes;
  for (std::size_t digit = 0; digit < hexadecimal.size(); digit += 2) {
    bytes.push_back(
        static_cast<unsigned char>(std::stoul(std::string(hexadecimal.substr(digit, 2)), nullptr, 16)));
  }
  return bytes;
}

/// The status of the Failure that `body` throws; CF_OK if none.
template <class Body>
int status_of(Body&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.status;
  }
  return CF_OK;
}

TEST(TrafficKeys, AreThoseOfRfc8448) {
  // Section 3, "derive write traffic keys for handshake data", server.
  const Bytes secret = bytes_of("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
  EXPECT_EQ(expand_label(secret, "key", 16), bytes_of("3fce516009c21727d0f2e4e86ee403bc"));
  EXPECT_EQ(expand_label(secret, "iv", 12), bytes_of("5d313eb2671276ee13000b30"));
}

class MeshTest : public testing::Test {
 protected:
  MeshTest() {
    for (std::size_t index = 0; index < message_.size(); ++index) {
      message_[index] = static_cast<std::byte>(index * 7);
    }
  }

  Outcome connect(std::size_t caller, SSL_SESSION* offered = nullptr) {
    return connection_.run(mesh_.client(caller), mesh_.server(), offered, message_);
  }

  /// What libcrypto says of a service's certificate at an instant.
  int verdict_at(std::time_t when) const {
    using Store = OpensslHandle<X509_STORE, X509_STORE_free>;
    using Context = OpensslHandle<X509_STORE_CTX, X509_STORE_CTX_free>;
    const Store store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), mesh_.root());
    STACK_OF(X509)* chain = sk_X509_new_null();
    sk_X509_push(chain, mesh_.issuer());
    const Context context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), mesh_.service().certificate.get(), chain);
    X509_STORE_CTX_set_time(context.get(), 0, when);
    X509_verify_cert(context.get());
    const int verdict = X509_STORE_CTX_get_error(context.get());
    sk_X509_free(chain);
    return verdict;
  }

  Random random_{21};
  Mesh mesh_{random_};
  Connection connection_;
  Message message_;
};

TEST_F(MeshTest, TheSameSeedGivesTheSameCertificates) {
  Random random(21);
  EXPECT_EQ(Mesh(random).digest_of_all(), mesh_.digest_of_all());
  EXPECT_NE(Mesh(random).digest_of_all(), mesh_.digest_of_all()) << "the next draws are other keys";
}

TEST_F(MeshTest, CertificatesHoldForOneDayAtAFixedTime) {
  EXPECT_EQ(verdict_at(kNow), X509_V_OK);
  EXPECT_EQ(verdict_at(kNow + kDay), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(verdict_at(kNow - kDay), X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(MeshTest, BothEndsKnowEachOther) {
  const Outcome outcome = connect(3);
  EXPECT_EQ(outcome.seen_by_client, "spiffe://mesh.example/ns/prod/sa/playback");
  EXPECT_EQ(outcome.seen_by_server, "spiffe://mesh.example/ns/prod/sa/caller-3");
  EXPECT_EQ(outcome.client_verdict, X509_V_OK);
  EXPECT_EQ(outcome.server_verdict, X509_V_OK);
  EXPECT_EQ(outcome.alpn, "h2");
  EXPECT_EQ(outcome.echoed, message_);
  EXPECT_FALSE(outcome.client_resumed);
  EXPECT_FALSE(outcome.server_resumed);
}

TEST_F(MeshTest, TheNewestTicketResumesAgainAndAgain) {
  Session ticket = std::move(connect(1).newest);
  for (int round = 0; round < 5; ++round) {
    Outcome outcome = connect(1, ticket.get());
    EXPECT_TRUE(outcome.client_resumed);
    EXPECT_TRUE(outcome.server_resumed);
    EXPECT_EQ(outcome.seen_by_server, "spiffe://mesh.example/ns/prod/sa/caller-1") << "from the ticket";
    EXPECT_EQ(outcome.client_verdict, X509_V_OK);
    ticket = std::move(outcome.newest);
  }
}

TEST_F(MeshTest, ASpoiltTicketMeansAFullHandshake) {
  Random random(22);
  const Mesh elsewhere(random);
  const Outcome foreign = Connection().run(elsewhere.client(1), elsewhere.server(), nullptr, message_);
  const Outcome outcome = connect(1, foreign.newest.get());
  EXPECT_FALSE(outcome.client_resumed) << "another service's ticket";
  EXPECT_FALSE(outcome.server_resumed);
}

TEST_F(MeshTest, StrangersAreRefusedAndTheConnectionWorksAfterwards) {
  Random random(22);
  const Mesh elsewhere(random);
  EXPECT_EQ(status_of([&] { connection_.run(elsewhere.client(0), mesh_.server(), nullptr, message_); }),
            CF_FAILED);
  EXPECT_EQ(status_of([&] { connection_.run(mesh_.client(0), elsewhere.server(), nullptr, message_); }),
            CF_FAILED);
  EXPECT_EQ(connect(0).echoed, message_);
}

TEST_F(MeshTest, AClientWithoutACertificateIsRefused) {
  const TlsContext bare = own<TlsContext>(SSL_CTX_new(TLS_client_method()), "SSL_CTX_new");
  SSL_CTX_set_alpn_protos(bare.get(), kAlpn, sizeof kAlpn);
  EXPECT_EQ(status_of([&] { connection_.run(bare.get(), mesh_.server(), nullptr, message_); }), CF_FAILED);
}

TEST_F(MeshTest, TheOutcomeIsTheSameTextEveryTime) {
  const Session ticket = std::move(connect(5).newest);
  EXPECT_EQ(connect(5).text(), connect(5).text());
  EXPECT_NE(connect(5).text(), connect(6).text()) << "another caller";
  EXPECT_NE(connect(5).text(), connect(5, ticket.get()).text()) << "resumed";
}

TEST_F(MeshTest, TheWireShowsWhatWasSent) {
  const Outcome full = WireCheck(mesh_, 2).check(nullptr, message_);
  WireCheck resumed(mesh_, 2);
  EXPECT_TRUE(resumed.check(full.newest.get(), message_).client_resumed);
  WireCheck again(mesh_, 2);
  again.check(nullptr, message_);
  EXPECT_GT(again.bytes_to_client(), resumed.bytes_to_client() + 500) << "certificates";
}

TEST_F(MeshTest, TheWireTellsAFullHandshakeFromAResumedOne) {
  Random random(22);
  const Mesh elsewhere(random);
  const Outcome foreign = Connection().run(elsewhere.client(2), elsewhere.server(), nullptr, message_);
  EXPECT_EQ(status_of([&] { WireCheck(mesh_, 2).check(foreign.newest.get(), message_); }), CF_WRONG)
      << "offered a ticket and was not resumed";
}

TEST(TrafficReader, RefusesWhatDoesNotAuthenticate) {
  const Bytes secret = bytes_of("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
  Bytes wire{23, 3, 3, 0, 40};
  wire.resize(45, 0x55);
  EXPECT_EQ(status_of([&] { TrafficReader(secret, secret).read(wire); }), CF_WRONG);
  wire[4] = 16;
  wire.resize(21);
  EXPECT_EQ(status_of([&] { TrafficReader(secret, secret).read(wire); }), CF_WRONG) << "no room for a tag";
  wire.resize(12);
  EXPECT_EQ(status_of([&] { TrafficReader(secret, secret).read(wire); }), CF_WRONG) << "cut off";
}

}  // namespace
}  // namespace crossfade::workloads::mtls
