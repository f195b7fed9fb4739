// Where the fields of packed records lie, and how wide they are, in bits. What a page reads of a title lies
// first, in the order of reading. Ordinals are as wide as the catalogue's size needs.
#pragma once

#include <array>
#include <cstdint>

#include "workloads/catalog_page/bit_array.h"
#include "workloads/catalog_page/title.h"

namespace crossfade::workloads::catalog_page {

struct Field {
  std::uint32_t at = 0, width = 0;
};

struct ArtworkLayout {
  static constexpr Field kImage{0, 28}, kLanguage{28, 6}, kStyle{34, 6}, kBoost{40, 6};
  static constexpr std::uint32_t kBits = 46;  // one read takes a whole artwork
  static_assert(kBits <= BitArray::kMostBits);
};

struct TitleLayout {
  TitleLayout(std::uint64_t titles, std::uint64_t artworks_in_all) {
    for (Field& one : similar) {
      one = next(width_of(titles));
    }
    countries_low = next(kCountries / 2);
    countries_high = next(kCountries / 2);
    devices = next(kDevices);
    maturity = next(width_of(kMaturities - 1));
    opens = next(width_of(kDays));
    closes = next(width_of(std::uint64_t{2} * kDays));
    first_artwork = next(width_of(artworks_in_all));
    artworks = next(width_of(kMostArtworks));
    audio = next(kLanguages);
    subtitles = next(kLanguages);
    genres = next(24);
    flags = next(31);
    synopsis = next(31);
    year = next(11);
    minutes = next(9);
    popularity = next(16);
    for (Field& one : cast) {
      one = next(20);
    }
  }

  std::array<Field, kSimilar> similar;
  Field countries_low, countries_high;  ///< together they are wider than one read; tested bit by bit
  Field devices, maturity, opens, closes, first_artwork, artworks;
  Field audio, subtitles, genres, flags, synopsis, year, minutes, popularity;
  std::array<Field, 4> cast;
  std::uint32_t bits = 0;  ///< of a record

 private:
  Field next(std::uint32_t width) {
    const Field field{bits, width};
    bits += width;
    return field;
  }
};

}  // namespace crossfade::workloads::catalog_page
