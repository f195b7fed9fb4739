// KeyRing: the keys an edge knows, by key identifier: four of ES256, four of HS256, and the one that seals
// cookies. A key belongs to one algorithm; what a token says about itself does not decide. TEST KEYS of this
// benchmark, from the seed.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/test_keys/p256_key.h"

namespace crossfade::workloads::token {

inline constexpr std::size_t kKeysPerAlgorithm = 4;
inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

enum class Algorithm { es256, hs256 };

inline constexpr std::string_view name_of(Algorithm algorithm) {
  return algorithm == Algorithm::es256 ? "ES256" : "HS256";
}

struct KeyId {
  Algorithm algorithm = Algorithm::es256;
  std::size_t number = 0;

  std::string text() const {
    return (algorithm == Algorithm::es256 ? "edge-ec-" : "edge-mac-") + std::to_string(number);
  }

  /// Nothing for a key that is not in the ring.
  static std::optional<KeyId> find(std::string_view text) {
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::hs256}) {
      const std::string_view prefix = algorithm == Algorithm::es256 ? "edge-ec-" : "edge-mac-";
      if (text.size() == prefix.size() + 1 && text.starts_with(prefix)) {
        const auto number = static_cast<std::size_t>(static_cast<unsigned char>(text.back()) - '0');
        if (number < kKeysPerAlgorithm) {
          return KeyId{algorithm, number};
        }
      }
    }
    return std::nullopt;
  }
};

using MacKey = std::array<unsigned char, 32>;
using CookieKey = std::array<unsigned char, 16>;

class KeyRing {
 public:
  explicit KeyRing(Random& random) {
    for (std::size_t number = 0; number < kKeysPerAlgorithm; ++number) {
      elliptic_.push_back(P256Key::from(random));
      random.fill(std::as_writable_bytes(std::span(mac_[number])));
    }
    random.fill(std::as_writable_bytes(std::span(cookie_)));
  }

  const P256Key& elliptic(std::size_t number) const { return elliptic_[number]; }
  const MacKey& mac(std::size_t number) const { return mac_[number]; }
  const CookieKey& cookie() const { return cookie_; }

  std::uint64_t digest_of_all() const {
    std::uint64_t all = digest(mac_.data(), sizeof mac_, digest(cookie_.data(), cookie_.size()));
    for (const P256Key& key : elliptic_) {
      all = digest(key.public_bytes().data(), key.public_bytes().size(), all);
    }
    return all;
  }

 private:
  std::vector<P256Key> elliptic_;
  std::array<MacKey, kKeysPerAlgorithm> mac_{};
  CookieKey cookie_{};
};

}  // namespace crossfade::workloads::token
