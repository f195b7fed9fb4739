// Credential: what one caller shows at the edge: a JSON Web Token in its compact form (RFC 7515, 7519) and a
// sealed session cookie. With it what the edge must say to it: the test of every answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::workloads::token {

enum class Verdict : std::uint8_t {
  accepted,
  malformed,
  bad_signature,  ///< also: no such key, or not the algorithm of that key
  wrong_issuer,
  expired,  ///< or not valid yet
  wrong_audience,
  bad_cookie
};

/// The instant of the check, whatever the clock says, and how far clocks may differ. Seconds since 1970.
inline constexpr std::uint64_t kNow = 1'790'000'000;
inline constexpr std::uint64_t kLeeway = 30;

inline constexpr std::string_view kIssuer = "https://identity.stream.example";
inline constexpr std::string_view kAudience = "playback";

struct Credential {
  std::string jwt;
  std::string cookie;  ///< base64url of nonce, ciphertext, tag
  Verdict expected = Verdict::accepted;
};

/// What the edge learned. Views into memory of whoever judged, until the next credential.
struct Judgement {
  Verdict verdict = Verdict::malformed;
  std::string_view subject;
  std::uint32_t scopes = 0;
  std::string_view session;  ///< opened cookie
};

/// The record of one judgement in an answer. Of a refused caller nothing but the refusal is known.
inline void append_record(std::string& text, const Judgement& judgement) {
  text += static_cast<char>('0' + static_cast<int>(judgement.verdict));
  if (judgement.verdict == Verdict::accepted) {
    text += judgement.subject;
    text += ' ';
    text += std::to_string(judgement.scopes);
    text += ' ';
    text += judgement.session;
  }
  text += '\n';
}

}  // namespace crossfade::workloads::token
