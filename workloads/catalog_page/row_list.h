// RowLists: the lists that rows of pages are made from: 75 title ordinals each, popular titles in more of
// them. Generated one by one from (seed, number of the list).
#pragma once

#include <cstdint>
#include <numeric>
#include <span>

#include "workloads/catalog_page/member.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"

namespace crossfade::workloads::catalog_page {

class RowLists {
 public:
  RowLists(std::uint64_t seed, std::uint32_t titles)
      : seed_(seed),
        titles_(titles),
        step_(static_cast<std::uint64_t>(0.6180339887498949 * titles)),
        popularity_(titles, kPopularityExponent) {
    while (std::gcd(step_, std::uint64_t{titles}) != 1) {
      ++step_;
    }
  }

  void make(std::uint32_t list, std::span<std::uint32_t, kTitlesPerRow> ordinals) const {
    Random random(seed_, kFirstStream + list);
    for (std::uint32_t& ordinal : ordinals) {
      // Ranks go to titles in steps of the golden section, so that popular titles are not neighbours.
      ordinal = static_cast<std::uint32_t>(popularity_(random) * step_ % titles_);
    }
  }

 private:
  static constexpr double kPopularityExponent = 0.6;
  static constexpr std::uint64_t kFirstStream = std::uint64_t{1} << 40;  // those below belong to titles

  std::uint64_t seed_, titles_, step_;
  Zipf popularity_;
};

}  // namespace crossfade::workloads::catalog_page
