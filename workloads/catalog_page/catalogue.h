// Catalogue: all titles as records of equal length packed bit by bit, their artworks packed one behind
// another, and the lists that rows of pages are made from. It has the shape of in-memory datasets such as
// Hollow (hollow.how): a record is found by its ordinal, a field by its bit offset, and a field is as wide as
// its largest value needs. Read-only once made.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "workloads/catalog_page/bit_array.h"
#include "workloads/catalog_page/member.h"
#include "workloads/catalog_page/row_list.h"
#include "workloads/catalog_page/title.h"
#include "workloads/catalog_page/title_layout.h"
#include "workloads/environment.h"
#include "workloads/generators/digest.h"
#include "workloads/page_memory.h"

namespace crossfade::workloads::catalog_page {

class Catalogue {
 public:
  /// As many titles as fit into the bytes together with their artworks and the lists, to a percent or so.
  Catalogue(const Environment& environment, std::uint64_t seed, std::uint64_t bytes, PageSize pages)
      : lists_(static_cast<std::uint32_t>(bytes / kBytesPerList)),
        titles_(titles_in(bytes - lists_ * sizeof(List))),
        layout_(titles_, count_artworks(seed)),
        records_(std::uint64_t{titles_} * layout_.bits, pages),
        artworks_(count_artworks(seed) * ArtworkLayout::kBits, pages),
        list_memory_(lists_ * sizeof(List), pages) {
    std::uint64_t first_artwork = 0;
    for (std::uint32_t ordinal = 0; ordinal < titles_; ++ordinal) {
      if (ordinal % 4096 == 0) {
        environment.check_cancelled();
      }
      first_artwork = pack(make_title(seed, ordinal, titles_), ordinal, first_artwork);
    }
    const RowLists maker(seed, titles_);
    for (std::uint32_t number = 0; number < lists_; ++number) {
      if (number % 64 == 0) {
        environment.check_cancelled();
      }
      maker.make(number, reinterpret_cast<List*>(list_memory_.data())[number]);
    }
  }

  bool may_show(std::uint32_t ordinal, const Member& member) const {
    const std::uint64_t record = record_of(ordinal);
    if (!records_.test(record + layout_.countries_low.at + member.country)) {
      return false;
    }
    if (!records_.test(record + layout_.devices.at + member.device)) {
      return false;
    }
    if (read(record, layout_.maturity) > member.most_maturity) {
      return false;
    }
    return read(record, layout_.opens) <= member.day && member.day < read(record, layout_.closes);
  }

  std::uint32_t similar(std::uint32_t ordinal, std::uint32_t choice) const {
    return static_cast<std::uint32_t>(read(record_of(ordinal), layout_.similar[choice]));
  }

  /// The place, among the title's artworks, of the one that scores highest for the member.
  std::uint16_t best_artwork(std::uint32_t ordinal, const Member& member) const {
    const std::uint64_t record = record_of(ordinal);
    std::uint64_t position = read(record, layout_.first_artwork) * ArtworkLayout::kBits;
    const std::uint64_t count = read(record, layout_.artworks);
    std::uint32_t highest = 0;
    std::uint16_t best = 0;
    for (std::uint16_t place = 0; place < count; ++place, position += ArtworkLayout::kBits) {
      const std::uint64_t packed = artworks_.read(position, ArtworkLayout::kBits);
      const std::uint32_t language = part(packed, ArtworkLayout::kLanguage);
      if (language != 0 && language != member.language) {
        continue;
      }
      const std::uint32_t score =
          member.artwork_score(part(packed, ArtworkLayout::kImage), part(packed, ArtworkLayout::kStyle),
                               part(packed, ArtworkLayout::kBoost));
      if (score > highest) {
        highest = score;
        best = place;
      }
    }
    return best;
  }

  std::span<const std::uint32_t, kTitlesPerRow> list(std::uint32_t number) const {
    return reinterpret_cast<const List*>(list_memory_.data())[number];
  }

  std::uint32_t titles() const { return titles_; }
  std::uint32_t lists() const { return lists_; }
  std::uint64_t contents_digest() const {
    return digest(list_memory_.bytes(), digest(artworks_.bytes(), digest(records_.bytes())));
  }

 private:
  using List = std::array<std::uint32_t, kTitlesPerRow>;
  static constexpr std::uint64_t kBytesPerList = 20 * sizeof(List);  // lists take one byte in twenty

  static std::uint32_t titles_in(std::uint64_t bytes) {
    constexpr std::uint64_t kMeanArtworks = (kLeastArtworks + kMostArtworks) / 2;
    const std::uint64_t about = bytes / 130;
    const std::uint64_t bits = TitleLayout(about, about * kMeanArtworks).bits;
    return static_cast<std::uint32_t>(bytes * 8 / (bits + kMeanArtworks * ArtworkLayout::kBits));
  }

  std::uint64_t count_artworks(std::uint64_t seed) const {
    std::uint64_t sum = 0;
    for (std::uint32_t ordinal = 0; ordinal < titles_; ++ordinal) {
      sum += artworks_of(seed, ordinal);
    }
    return sum;
  }

  std::uint64_t record_of(std::uint32_t ordinal) const { return std::uint64_t{ordinal} * layout_.bits; }
  std::uint64_t read(std::uint64_t record, Field field) const {
    return records_.read(record + field.at, field.width);
  }
  static std::uint32_t part(std::uint64_t packed, Field field) {
    return static_cast<std::uint32_t>(packed >> field.at & ((std::uint64_t{1} << field.width) - 1));
  }

  /// Returns the place behind the title's artworks.
  std::uint64_t pack(const Title& title, std::uint32_t ordinal, std::uint64_t first_artwork) {
    const auto write = [&](Field field, std::uint64_t value) {
      records_.write(record_of(ordinal) + field.at, field.width, value);
    };
    for (std::uint32_t choice = 0; choice < kSimilar; ++choice) {
      write(layout_.similar[choice], title.similar[choice]);
    }
    write(layout_.countries_low, title.countries);
    write(layout_.countries_high, title.countries >> (kCountries / 2));
    write(layout_.devices, title.devices);
    write(layout_.maturity, title.maturity);
    write(layout_.opens, title.opens);
    write(layout_.closes, title.closes);
    write(layout_.first_artwork, first_artwork);
    write(layout_.artworks, title.artworks);
    write(layout_.audio, title.audio);
    write(layout_.subtitles, title.subtitles);
    write(layout_.genres, title.genres);
    write(layout_.flags, title.flags);
    write(layout_.synopsis, title.synopsis);
    write(layout_.year, title.year);
    write(layout_.minutes, title.minutes);
    write(layout_.popularity, title.popularity);
    for (std::size_t person = 0; person < title.cast.size(); ++person) {
      write(layout_.cast[person], title.cast[person]);
    }
    for (std::uint32_t place = 0; place < title.artworks; ++place) {
      const Artwork& artwork = title.artwork[place];
      const std::uint64_t position = (first_artwork + place) * ArtworkLayout::kBits;
      const auto write_part = [&](Field field, std::uint64_t value) {
        artworks_.write(position + field.at, field.width, value);
      };
      write_part(ArtworkLayout::kImage, artwork.image);
      write_part(ArtworkLayout::kLanguage, artwork.language);
      write_part(ArtworkLayout::kStyle, artwork.style);
      write_part(ArtworkLayout::kBoost, artwork.boost);
    }
    return first_artwork + title.artworks;
  }

  std::uint32_t lists_, titles_;
  TitleLayout layout_;
  BitArray records_, artworks_;
  PageMemory list_memory_;
};

}  // namespace crossfade::workloads::catalog_page
