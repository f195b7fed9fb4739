// Seeds: numbers derived from the plan's seed, the same on every host and with every standard library, so
// that two hosts measure the same inputs in the same order. Not for cryptography.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::collector {

/// One step of SplitMix64: advances `state` and returns a well mixed number.
std::uint64_t next_random(std::uint64_t& state);

/// A number that depends on every part and on their order.
std::uint64_t derive_seed(std::uint64_t seed, std::initializer_list<std::uint64_t> parts);

/// What a seed derived from the plan's is for, as the first part of its derivation: none is used twice.
enum class SeedPurpose : std::uint64_t {
  block_order = 1,
  inputs,
  stage_order,
  stage,
  slo_prediction,
  calibration_order,
  verification
};
constexpr std::uint64_t part(SeedPurpose purpose) {
  return static_cast<std::uint64_t>(purpose);
}

/// FNV-1a, to make a part of a name.
std::uint64_t seed_part(std::string_view name);

/// Fisher-Yates; std::shuffle may differ between standard libraries.
template <class T>
void shuffle(std::vector<T>& values, std::uint64_t seed) {
  for (std::size_t left = values.size(); left > 1; --left) {
    // The bias of the remainder is below 2^-58 for the lists shuffled here.
    const auto chosen = static_cast<std::size_t>(next_random(seed) % left);
    std::swap(values[left - 1], values[chosen]);
  }
}

}  // namespace crossfade::collector
