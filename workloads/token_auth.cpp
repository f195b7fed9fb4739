// token_auth: an edge service checks who is calling. One request is a batch of eight callers, as they share
// one connection of a proxy: a JSON Web Token each (ES256 for seven in ten, HS256 for the others) and a
// session cookie sealed with AES-128-GCM. Base64url, two JSON documents (simdjson), an ECDSA or HMAC check
// (libcrypto), the claims, the cookie. Eight, because one HS256 token takes a few microseconds and a request
// must be more than the clock's reading.
//
// Eight callers in a hundred must be refused: 3 expired, 2 meant for another service, 3 forged. A caller that
// is accepted and should not be, or the other way round, is a wrong answer at once. Fetching keys, revocation
// lists and rate limits are not part of it.
//
// The digest covers the verdicts and, of those accepted, subject, number of scopes and the opened cookie.
// verify() judges all eight again by other interfaces and by ECDSA made from group arithmetic.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/openssl_path.h"
#include "workloads/simdjson_path.h"
#include "workloads/sugar.h"
#include "workloads/token/credential.h"
#include "workloads/token/credential_check.h"
#include "workloads/token/issuer.h"
#include "workloads/token/key_ring.h"
#include "workloads/token/verifier.h"

namespace crossfade::workloads {
namespace {

using namespace token;

constexpr std::size_t kBatch = 8;
constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
constexpr std::array kClasses{cf_class{"batch8", 1.0, 10 * kMillisecond, 0, 1, 256, 0, 14'500, 1600, 0, 0}};

constexpr std::array kParameters{
    cf_parameter{"callers", "of a batch; fewer for a part of a mix that takes short turns", "", "8", "1",
                 "8"},
};

constexpr Description kDescription{
    .name = "token_auth",
    .version = "2",
    .summary = "Checks eight callers' JSON Web Tokens (ES256, HS256) and sealed cookies",
    .seed_system = "edge authentication of a streaming service",
    .unit = "eight callers checked",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

class Dataset {
 public:
  static Need need(const Environment& /*environment*/) {
    constexpr std::uint64_t credential_bytes = 2800;
    return {.shared_bytes = kClasses[0].pool * kBatch * credential_bytes, .per_worker_bytes = 256 << 10};
  }

  explicit Dataset(const Environment& environment)
      : callers_(static_cast<std::size_t>(environment.integer("callers"))) {
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library(
        "OpenSSL", OpensslPath::version(),
        "ECDSA P-256 " + path.ecdsa_p256() + ", SHA-256 " + path.sha256() + ", AES-GCM " + path.aes_gcm());
    note_simdjson(environment);
    Random random(environment.seed());
    keys_ = std::make_unique<const KeyRing>(random);
    Issuer issuer(*keys_, random);
    std::uint64_t all = keys_->digest_of_all();
    for (std::size_t number = 0; number < kClasses[0].pool * kBatch; ++number) {
      if (number % 64 == 0) {
        environment.check_cancelled();
      }
      credentials_.push_back(issuer.make());
      const Credential& made = credentials_.back();
      all = digest(made.jwt.data(), made.jwt.size(), all);
      all = digest(made.cookie.data(), made.cookie.size(), all);
    }
    environment.note_dataset_digest(all);
  }

  const KeyRing& keys() const { return *keys_; }
  std::span<const Credential> batch(const cf_request& request) const {
    return std::span(credentials_).subspan(request.index % kClasses[0].pool * kBatch, callers_);
  }

 private:
  std::size_t callers_;
  std::unique_ptr<const KeyRing> keys_;
  std::vector<Credential> credentials_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset), verifier_(dataset.keys()) {}

  void request(const cf_request& request, cf_answer& answer) {
    records_.clear();
    bool as_expected = true;
    for (const Credential& credential : dataset_.batch(request)) {
      const Judgement judgement = verifier_.judge(credential.jwt, credential.cookie);
      as_expected = as_expected && judgement.verdict == credential.expected;
      append_record(records_, judgement);
      answer.bytes_in += credential.jwt.size() + credential.cookie.size();
    }
    answer.bytes_out = records_.size();
    answer.items = static_cast<std::uint32_t>(dataset_.batch(request).size());
    answer.digest = digest(records_.data(), records_.size());
    if (!as_expected) {
      throw wrong("a caller was judged wrongly", "accepted or refused against what its token deserves");
    }
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    CredentialCheck check(dataset_.keys());
    std::string expected;
    std::uint64_t bytes_in = 0;
    for (const Credential& credential : dataset_.batch(request)) {
      const Judgement judgement = check.judge(credential);
      if (judgement.verdict != credential.expected) {
        throw wrong("a caller is judged differently by other means", "verdicts differ");
      }
      append_record(expected, judgement);
      bytes_in += credential.jwt.size() + credential.cookie.size();
    }
    if (records_ != expected) {
      throw wrong("the callers are others", "verdicts, subjects, scopes or sessions differ");
    }
    if (answer.digest != digest(expected.data(), expected.size()) || answer.bytes_in != bytes_in ||
        answer.bytes_out != expected.size() || answer.items != dataset_.batch(request).size()) {
      throw wrong("the answer does not describe the callers", "digest or counts differ");
    }
  }

 private:
  const Dataset& dataset_;
  Verifier verifier_;
  std::string records_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
