// Member: for whom a page is made, and the rules of showing: what may be shown is decided by the title's
// facts, and which artwork is shown by how it scores for the member. A page is a list of Placed.
#pragma once

#include <cstdint>

#include "workloads/catalog_page/title.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads::catalog_page {

inline constexpr std::uint32_t kRowsPerPage = 40;
inline constexpr std::uint32_t kTitlesPerRow = 75;  // candidates
inline constexpr std::uint32_t kShownPerRow = 32;   // at most

struct Member {
  std::uint64_t taste;  ///< bit n: likes artwork of style n
  std::uint32_t country, device, most_maturity, day, language;
  std::uint32_t first_list;  ///< where the member's rows begin among the lists

  /// Every second place of a row is given to what is similar to the title there: which of the similar ones.
  std::uint32_t similar_choice(std::uint32_t row) const {
    return static_cast<std::uint32_t>(taste >> (row % 32)) % kSimilar;
  }

  /// The number of the list that a row shows.
  std::uint32_t list_of(std::uint32_t row, std::uint32_t lists) const {
    return (first_list + row * 101) % lists;
  }

  std::uint32_t artwork_score(std::uint32_t image, std::uint32_t style, std::uint32_t boost) const {
    const std::uint32_t liking = (image ^ static_cast<std::uint32_t>(taste)) * 2654435761u >> 8;
    return liking / 2 + (boost << 17) + (static_cast<std::uint32_t>(taste >> style & 1) << 21);
  }
};

/// Most members may see everything that their country and device allow; some profiles are for children.
inline Member make_member(Random& random, std::uint32_t lists) {
  Member member{};
  member.taste = random.next();
  member.country = static_cast<std::uint32_t>(random.below(kCountries));
  member.device = static_cast<std::uint32_t>(random.below(kDevices));
  const auto one = static_cast<std::uint32_t>(random.below(kMaturities));
  const auto other = static_cast<std::uint32_t>(random.below(kMaturities));
  member.most_maturity = one > other ? one : other;
  member.day = kDays * 3 / 4 + static_cast<std::uint32_t>(random.below(kDays / 4));
  member.language = 1 + static_cast<std::uint32_t>(random.below(kLanguages - 1));
  member.first_list = static_cast<std::uint32_t>(random.below(lists));
  return member;
}

/// One place of a page.
struct Placed {
  std::uint32_t title;
  std::uint16_t row, artwork;
};

}  // namespace crossfade::workloads::catalog_page
