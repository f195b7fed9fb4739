// Title and Artwork: what the catalogue knows, one struct member a fact, before it is packed. Generated from
// (seed, ordinal), so any title can be made again without the catalogue.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "workloads/generators/random.h"

namespace crossfade::workloads::catalog_page {

inline constexpr std::uint32_t kCountries = 64, kDevices = 16, kMaturities = 8, kLanguages = 40;
inline constexpr std::uint32_t kDays = 8192;
inline constexpr std::uint32_t kSimilar = 4;
inline constexpr std::uint32_t kLeastArtworks = 4, kMostArtworks = 20;
inline constexpr std::uint32_t kStyles = 64;

struct Artwork {
  std::uint32_t image;     ///< 28 bits
  std::uint32_t language;  ///< 0: none, for everybody
  std::uint32_t style;
  std::uint32_t boost;  ///< 6 bits, from experiments
};

struct Title {
  std::uint64_t countries;  ///< bit n: may be shown in country n
  std::uint32_t devices;    ///< bit n: plays on device kind n
  std::uint32_t maturity;
  std::uint32_t opens, closes;                  ///< days: shown from the first until before the second
  std::array<std::uint32_t, kSimilar> similar;  ///< ordinals
  // What the page does not read.
  std::uint64_t audio, subtitles;  ///< a bit for each language
  std::uint32_t genres, flags, synopsis, year, minutes, popularity;
  std::array<std::uint32_t, 4> cast;
  std::uint32_t artworks;  ///< used places of the next
  std::array<Artwork, kMostArtworks> artwork;
};

/// Known before the title is made, so that a packer can lay out all titles first.
inline std::uint32_t artworks_of(std::uint64_t seed, std::uint32_t ordinal) {
  return kLeastArtworks +
         static_cast<std::uint32_t>(mix(seed ^ ordinal) % (kMostArtworks - kLeastArtworks + 1));
}

/// The title of an ordinal in a catalogue of so many titles.
inline Title make_title(std::uint64_t seed, std::uint32_t ordinal, std::uint32_t titles) {
  Random random(seed, std::uint64_t{ordinal} + 16);
  const auto below = [&](std::uint64_t bound) { return static_cast<std::uint32_t>(random.below(bound)); };
  Title title;
  title.countries = random.next();
  title.countries |= random.next();
  title.countries |= random.next();  // seven countries of eight
  title.devices = below(1u << kDevices);
  title.devices |= below(1u << kDevices);
  title.devices |= below(1u << kDevices);
  const std::uint32_t first = below(kMaturities);
  const std::uint32_t second = below(kMaturities);
  title.maturity = std::min(first, second);
  title.opens = below(kDays);
  title.closes = title.opens + below(kDays);
  for (std::uint32_t& other : title.similar) {
    other = below(titles);
  }
  title.audio = random.next() >> (64 - kLanguages);
  title.subtitles = random.next() >> (64 - kLanguages);
  title.genres = below(1u << 24);
  title.flags = below(1u << 31);
  title.synopsis = below(1u << 31);
  title.year = 1950 + below(80);
  title.minutes = below(512);
  title.popularity = below(1u << 16);
  for (std::uint32_t& person : title.cast) {
    person = below(1u << 20);
  }
  title.artworks = artworks_of(seed, ordinal);
  for (std::uint32_t place = 0; place < title.artworks; ++place) {
    Artwork& artwork = title.artwork[place];
    artwork.image = below(1u << 28);
    // Half are for everybody, and the first always is, so that there is one for each member.
    const bool localised = below(2) == 1;
    const std::uint32_t language = below(kLanguages);
    artwork.language = localised && place > 0 ? language : 0;
    artwork.style = below(kStyles);
    artwork.boost = below(64);
  }
  return title;
}

}  // namespace crossfade::workloads::catalog_page
