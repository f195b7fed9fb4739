// Issuer: makes credentials as they arrive at an edge, from a seed: 70 % ES256, 30 % HS256; 3 % expired, 2 %
// meant for another service, 3 % with a signature that must not pass, each of four kinds that attackers try.
// Signatures have the same bytes on every host. Runs before anything is timed.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "workloads/base64.h"
#include "workloads/generators/random.h"
#include "workloads/json_writer.h"
#include "workloads/token/credential.h"
#include "workloads/token/key_ring.h"

namespace crossfade::workloads::token {

/// What attackers do to a token. The first two take a whole signature check to find out, the others none.
enum class Forgery { altered_claims, other_key, no_algorithm, swapped_algorithm };

class Issuer {
 public:
  Issuer(const KeyRing& keys, Random& random) : keys_(keys), random_(random) {}

  Credential make() {
    constexpr std::uint64_t hs256_percent = 30, expired_below = 3, audience_below = 5, signature_below = 8;
    KeyId key;
    key.algorithm = random_.below(100) < hs256_percent ? Algorithm::hs256 : Algorithm::es256;
    key.number = random_.below(kKeysPerAlgorithm);
    const std::uint64_t roll = random_.below(100);
    Credential credential;
    credential.expected = roll < expired_below     ? Verdict::expired
                          : roll < audience_below  ? Verdict::wrong_audience
                          : roll < signature_below ? Verdict::bad_signature
                                                   : Verdict::accepted;
    const std::string subject = "account:" + hexadecimal(24);
    const std::string claims = make_claims(subject, credential.expected);
    if (credential.expected == Verdict::bad_signature) {
      credential.jwt = forge(static_cast<Forgery>(random_.below(4)), key, claims, subject);
    } else {
      credential.jwt = sign(signing_input(name_of(key.algorithm), key.text(), claims), key);
    }
    append_base64url(credential.cookie, as_octets(seal(make_session(), subject)));
    return credential;
  }

  /// Header and payload as they are signed.
  static std::string signing_input(std::string_view algorithm, std::string_view key,
                                   std::string_view claims) {
    JsonWriter header;
    header.begin_object();
    header.member("alg", algorithm);
    header.member("kid", key);
    header.member("typ", "JWT");
    header.end_object();
    std::string text;
    append_base64url(text, as_octets(header.text()));
    text += '.';
    append_base64url(text, as_octets(claims));
    return text;
  }

  std::string sign(const std::string& input, const KeyId& key) const {
    std::string jwt = input + '.';
    if (key.algorithm == Algorithm::es256) {
      append_base64url(jwt, keys_.elliptic(key.number).sign(input));
    } else {
      append_base64url(jwt, code(keys_.mac(key.number), input));
    }
    return jwt;
  }

  std::string forge(Forgery kind, const KeyId& key, std::string claims, const std::string& subject) const {
    const std::string algorithm(name_of(key.algorithm));
    switch (kind) {
      case Forgery::altered_claims: {
        const std::string jwt = sign(signing_input(algorithm, key.text(), claims), key);
        char& digit = claims[claims.find(subject) + subject.size() - 1];
        digit = digit == '0' ? '1' : '0';
        return signing_input(algorithm, key.text(), claims) + jwt.substr(jwt.rfind('.'));
      }
      case Forgery::other_key:
        return sign(signing_input(algorithm, key.text(), claims),
                    {key.algorithm, (key.number + 1) % kKeysPerAlgorithm});
      case Forgery::no_algorithm:
        return signing_input("none", key.text(), claims) + '.';
      case Forgery::swapped_algorithm:
        break;
    }
    // A public key is no secret: a verifier that takes the algorithm from the token would accept it as the
    // key of a code.
    const KeyId elliptic{Algorithm::es256, key.number};
    std::string jwt = signing_input(name_of(Algorithm::hs256), elliptic.text(), claims);
    const std::array<unsigned char, 32> made = code(keys_.elliptic(key.number).public_bytes(), jwt);
    jwt += '.';
    append_base64url(jwt, made);
    return jwt;
  }

  /// AES-128-GCM: nonce, ciphertext, tag. The subject is additional data, so that a cookie serves one
  /// account.
  std::string seal(const std::string& session, const std::string& subject) {
    std::array<unsigned char, kNonceBytes> nonce;
    random_.fill(std::as_writable_bytes(std::span(nonce)));
    std::string sealed(kNonceBytes + session.size() + kTagBytes, '\0');
    auto* target = reinterpret_cast<unsigned char*>(sealed.data());
    std::copy(nonce.begin(), nonce.end(), target);
    const auto context = own<CipherContextHandle>(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new");
    int written = 0;
    check_openssl(
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, keys_.cookie().data(), nonce.data()),
        "EVP_EncryptInit_ex");
    check_openssl(EVP_EncryptUpdate(context.get(), nullptr, &written, as_octets(subject).data(),
                                    static_cast<int>(subject.size())),
                  "EVP_EncryptUpdate(subject)");
    check_openssl(EVP_EncryptUpdate(context.get(), target + kNonceBytes, &written, as_octets(session).data(),
                                    static_cast<int>(session.size())),
                  "EVP_EncryptUpdate");
    check_openssl(EVP_EncryptFinal_ex(context.get(), target + kNonceBytes + written, &written),
                  "EVP_EncryptFinal_ex");
    check_openssl(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                                      target + kNonceBytes + session.size()),
                  "EVP_CTRL_AEAD_GET_TAG");
    return sealed;
  }

 private:
  static std::array<unsigned char, 32> code(std::span<const unsigned char> key, std::string_view input) {
    std::array<unsigned char, 32> result;
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_octets(input).data(), input.size(),
         result.data(), &size);
    return result;
  }

  std::string hexadecimal(std::size_t digits) {
    std::string text(digits, '0');
    for (char& digit : text) {
      digit = "0123456789abcdef"[random_.below(16)];
    }
    return text;
  }

  /// About 0.9 KB: what an account may do on which device.
  std::string make_claims(const std::string& subject, Verdict expected) {
    constexpr std::uint64_t hour = 3600, day = 86'400;
    const std::uint64_t until = expected == Verdict::expired ? kNow - kLeeway - 1 - random_.below(day)
                                                             : kNow + 60 + random_.below(hour);
    JsonWriter json;
    json.begin_object();
    json.member("iss", kIssuer);
    json.member("sub", subject);
    write_audience(json, expected == Verdict::wrong_audience);
    json.member("exp", until);
    json.member("nbf", until - 2 * day);
    json.member("iat", until - 2 * day);
    json.member("jti", hexadecimal(32));
    json.name("scope");
    json.begin_array();
    for (std::uint64_t scope = random_.between(3, 22); scope > 0; --scope) {
      json.string("title:" + std::to_string(80'000'000 + random_.below(10'000)) + ":read");
    }
    json.end_array();
    json.name("device");
    json.begin_object();
    json.member("esn", "ANDROID2-" + hexadecimal(40));
    json.name("attested");
    json.boolean(random_.below(2) == 1);
    json.member("security_level", random_.below(4));
    json.end_object();
    json.member("country", std::string_view("BRDEESFRGBINITJPKRMXUS").substr(2 * random_.below(11), 2));
    json.end_object();
    return json.text();
  }

  /// One service, or a list of them (RFC 7519, 4.1.3).
  void write_audience(JsonWriter& json, bool wrong_one) {
    constexpr std::array<std::string_view, 3> others{"billing", "messaging", "playback-test"};
    const std::string_view other = others[random_.below(others.size())];
    json.name("aud");
    if (random_.below(4) != 0) {
      json.string(wrong_one ? other : kAudience);
      return;
    }
    json.begin_array();
    json.string(other);
    json.string(wrong_one ? "artwork" : kAudience);
    json.end_array();
  }

  /// 200 to 800 bytes of session state.
  std::string make_session() {
    JsonWriter json;
    json.begin_object();
    json.member("profile", hexadecimal(16));
    json.member("language", std::string_view("deenesfrjakoptru").substr(2 * random_.below(8), 2));
    json.name("tests");
    json.begin_array();
    for (std::uint64_t test = random_.between(12, 60); test > 0; --test) {
      const std::uint64_t cell = random_.below(8);
      json.number(random_.between(10'000'000, 99'999'999) * 1000 + cell);
    }
    json.end_array();
    json.end_object();
    return json.text();
  }

  const KeyRing& keys_;
  Random& random_;
};

}  // namespace crossfade::workloads::token
