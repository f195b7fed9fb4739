// Record: what feature extractors read about one pair of member and title, about 8 KB: flags, numbers, a
// histogram of plays, words, a hash table of affinities, and a small decision tree. Generated from the seed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "workloads/generators/random.h"

namespace crossfade::workloads::feature_extract {

struct Record {
  struct Affinity {
    std::uint32_t key, value;  ///< key 0: free
  };
  struct Split {
    std::uint8_t number, left, right, leaf;  ///< of which number; children; 1: no children
  };

  std::array<std::uint64_t, 32> flags;
  std::array<std::int32_t, 128> numbers;       // normal, sigma 3000
  std::array<std::uint32_t, 256> histogram;    // below 1000
  std::array<std::array<char, 24>, 32> words;  // lower-case letters
  std::array<Affinity, 512> affinities;        // half full, linear probing, not tidy
  std::array<Split, 255> tree;                 // complete, root first, 8 levels
};

inline void fill(Record& record, Random& random) {
  random.fill(std::as_writable_bytes(std::span(record.flags)));
  for (std::int32_t& number : record.numbers) {
    number = static_cast<std::int32_t>(random.normal() * 3000);
  }
  for (std::uint32_t& count : record.histogram) {
    count = static_cast<std::uint32_t>(random.below(1000));
  }
  for (auto& word : record.words) {
    for (char& letter : word) {
      letter = static_cast<char>('a' + random.below(26));
    }
  }
  for (auto& [key, value] : record.affinities) {
    const bool taken = random.below(2) == 1;
    key = taken ? static_cast<std::uint32_t>(random.next()) | 1u : 0u;
    value = static_cast<std::uint32_t>(random.below(999));
  }
  for (std::uint32_t place = 0; place < record.tree.size(); ++place) {
    const bool leaf = 2 * place + 2 >= record.tree.size();
    const auto number = static_cast<std::uint8_t>(random.below(record.numbers.size()));
    record.tree[place] = {number, static_cast<std::uint8_t>(leaf ? place : 2 * place + 1),
                          static_cast<std::uint8_t>(leaf ? place : 2 * place + 2),
                          static_cast<std::uint8_t>(leaf)};
  }
}

}  // namespace crossfade::workloads::feature_extract
