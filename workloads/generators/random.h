// Random: xoshiro256++ seeded through splitmix64. The same seed gives the same numbers on every CPU: integer
// arithmetic, and doubles made by exact steps only. Not for secrets.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "workloads/generators/exact_math.h"

namespace crossfade::workloads {

/// A bijection of 64-bit numbers that looks random: seeds, hashes of small numbers.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

class Random {
 public:
  /// Different streams of one seed are independent of each other.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) {
    std::uint64_t state = seed ^ mix(stream + 1);
    for (std::uint64_t& word : state_) {
      word = mix(state);
      state += 0x9e3779b97f4a7c15u;
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

  /// In [0, bound); 0 if bound is 0. The bias is below bound / 2^64.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }

  /// In [low, high], both included.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }

  /// In [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// Mean 1: gaps of a Poisson process.
  double exponential() { return -exact_log(1 - uniform()); }

  /// Standard normal, by Marsaglia's polar method; square root and division are exactly rounded everywhere.
  double normal() {
    for (;;) {
      const double x = 2 * uniform() - 1;
      const double y = 2 * uniform() - 1;
      const double square = x * x + y * y;
      if (square > 0 && square < 1) {
        return x * std::sqrt(-2 * exact_log(square) / square);
      }
    }
  }

  /// exp(N(log median, sigma)): sizes of objects, bandwidths.
  double log_normal(double median, double sigma) { return median * exact_exp(sigma * normal()); }

  void fill(std::span<std::byte> bytes) {
    std::size_t offset = 0;
    for (; offset + 8 <= bytes.size(); offset += 8) {
      const std::uint64_t word = next();
      std::memcpy(bytes.data() + offset, &word, 8);
    }
    if (offset < bytes.size()) {
      const std::uint64_t word = next();
      std::memcpy(bytes.data() + offset, &word, bytes.size() - offset);
    }
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace crossfade::workloads
