// Random: xoshiro256++ (Blackman and Vigna, 2019), seeded by splitmix64. The same numbers on every machine,
// which the distributions of the standard library do not promise. Not for secrets.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace crossfade::collector {

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15U;
      std::uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9U;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
      word = mixed ^ (mixed >> 31);
    }
  }
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  /// In (0, 1).
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }
  /// Mean 1.
  double exponential() { return -std::log(uniform()); }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace crossfade::collector
