#include "collector/measure/verified_sample.h"

#include <numeric>

#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

/// Of each of these cases of "index modulo 8" there must be one, and so of those modulo 2 and 4.
constexpr std::uint64_t residues = 8;

std::vector<std::uint64_t> drawn(std::uint64_t pool, std::uint64_t draw) {
  std::vector<std::uint64_t> indexes;
  indexes.reserve(verified_per_class);
  for (std::uint64_t part = 0; part < verified_per_class; ++part) {
    const std::uint64_t begin = part * pool / verified_per_class;
    const std::uint64_t end = (part + 1) * pool / verified_per_class;
    indexes.push_back(begin + workloads::mix(draw * verified_per_class + part) % (end - begin));
  }
  return indexes;
}

bool has_every_residue(const std::vector<std::uint64_t>& indexes) {
  std::uint64_t met = 0;
  for (const std::uint64_t index : indexes) met |= std::uint64_t{1} << index % residues;
  return met == (std::uint64_t{1} << residues) - 1;
}

}  // namespace

std::vector<std::uint64_t> verified_indexes(std::uint64_t pool) {
  if (pool <= verified_per_class) {
    std::vector<std::uint64_t> all(pool);
    std::iota(all.begin(), all.end(), std::uint64_t{0});
    return all;
  }
  // One draw in hundreds leaves a residue out; every part of more than one index can give another.
  for (std::uint64_t draw = 0;; ++draw) {
    std::vector<std::uint64_t> indexes = drawn(pool, draw);
    if (has_every_residue(indexes)) return indexes;
  }
}

}  // namespace crossfade::collector
