// email_render: a mailing to members, one recipient at a time. The digest of what is new, in the recipient's
// language with 18 to 42 chosen titles, is rendered from an HTML and a plain template, made into MIME parts
// (quoted-printable, base64) and signed with DKIM (relaxed/relaxed, RSA-2048): about 60 KB that can go to the
// next mail server. Template, encodings and canonical forms are byte loops with branches; the signature,
// about a third of the time with AVX-512 IFMA and half of it without, is big-number arithmetic. Choosing the
// titles, the queue and SMTP are not part of it.
//
// RSA signatures of PKCS #1 are deterministic, so the digest covers the whole message. verify() reads the
// message as its recipient does: signature opened with the public key, parts decoded, every title found in
// its place.
#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "workloads/email/campaign.h"
#include "workloads/email/mail_check.h"
#include "workloads/email/message.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/openssl_path.h"
#include "workloads/sugar.h"
#include "workloads/test_keys/rsa_key.h"

namespace crossfade::workloads {
namespace {

using namespace email;

constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
constexpr std::array kClasses{cf_class{"digest", 1.0, 10 * kMillisecond, 0, 1, 384, 0, 4096, 62'000, 0, 0}};

constexpr Description kDescription{
    .name = "email_render",
    .version = "1",
    .summary = "Renders a localised mail of 60 KB, encodes it as MIME and signs it with DKIM",
    .seed_system = "mailings to members",
    .unit = "one mail",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
};

class Dataset {
 public:
  static Need need(const Environment& /*environment*/) {
    constexpr std::uint64_t title_bytes = 420, row_bytes = 24;
    return {
        .shared_bytes = kLanguages.size() * kTitles * title_bytes + kClasses[0].pool * kMostRows * row_bytes,
        .per_worker_bytes = 1 << 20};
  }

  explicit Dataset(const Environment& environment) {
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library("OpenSSL", OpensslPath::version(),
                             "RSA-2048 " + path.rsa_2048_sign() + ", SHA-256 " + path.sha256());
    Random random(environment.seed());
    key_ = make_rsa_key(random);
    campaign_ = std::make_unique<const Campaign>(random, kClasses[0].pool, environment);
    environment.note_dataset_digest(digest_with_key());
  }

  const Campaign& campaign() const { return *campaign_; }
  const Recipient& recipient(const cf_request& request) const {
    return campaign_->recipient(request.index % kClasses[0].pool);
  }
  EVP_PKEY* key() const { return key_.get(); }

 private:
  std::uint64_t digest_with_key() const {
    BIGNUM* modulus = nullptr;
    check_openssl(EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_RSA_N, &modulus),
                  "EVP_PKEY_get_bn_param");
    const Bignum owned(modulus);
    std::array<unsigned char, kRsaBits / 8> bytes;
    BN_bn2binpad(modulus, bytes.data(), static_cast<int>(bytes.size()));
    return digest(bytes.data(), bytes.size(), campaign_->digest_of_all());
  }

  KeyHandle key_;
  std::unique_ptr<const Campaign> campaign_;
};

class Worker {
 public:
  /// A key of its own: libcrypto keeps blinding numbers in the key, behind a lock.
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset),
        builder_(dataset.campaign(), own<KeyHandle>(EVP_PKEY_dup(dataset.key()), "EVP_PKEY_dup")) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Recipient& recipient = dataset_.recipient(request);
    const std::string_view message = builder_.build(recipient);
    answer.digest = digest(message.data(), message.size());
    answer.bytes_in = bytes_in(recipient);
    answer.bytes_out = message.size();
    answer.items = static_cast<std::uint32_t>(recipient.rows.size());
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    const Recipient& recipient = dataset_.recipient(request);
    const std::string_view message = builder_.message();
    MailCheck(dataset_.campaign(), recipient).check(message, dataset_.key());
    if (answer.digest != digest(message.data(), message.size()) || answer.bytes_out != message.size() ||
        answer.bytes_in != bytes_in(recipient) || answer.items != recipient.rows.size()) {
      throw wrong("the answer does not describe the mail", "digest or counts differ");
    }
  }

 private:
  /// What was chosen for the recipient.
  static std::uint64_t bytes_in(const Recipient& recipient) {
    return recipient.name.size() + recipient.address.size() + recipient.rows.size() * sizeof(Row);
  }

  const Dataset& dataset_;
  MessageBuilder builder_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
