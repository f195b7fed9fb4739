// Assets: keys and records of media assets (an encode, an audio track, an image of a title), made from the
// seed and the asset's number alone, so that any record can be made again without the database. Assets of one
// title are neighbours in the order of keys; titles are scattered, as object stores ask of their keys.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/random.h"

namespace crossfade::workloads::asset_index {

inline constexpr std::uint32_t kAssetsPerTitle = 64;
/// Added to an asset's number: a key of the same title that is not there.
inline constexpr std::uint32_t kAbsent = std::uint32_t{1} << 31;
/// Mean size of key and record, for planning.
inline constexpr std::uint64_t kMeanAssetBytes = 512;

/// "asset/" title's prefix (5 digits) "/" number (10 digits)
using Key = std::array<char, 22>;

inline void write_decimal(char* end, std::uint32_t number, int digits) {
  for (int digit = 0; digit < digits; ++digit) {
    *--end = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

inline std::uint32_t title_prefix(std::uint64_t seed, std::uint32_t title) {
  return static_cast<std::uint32_t>(mix(seed ^ title) % 99'991);
}

inline Key asset_key(std::uint64_t seed, std::uint32_t number) {
  Key key{'a', 's', 's', 'e', 't', '/'};
  write_decimal(key.data() + 11, title_prefix(seed, (number & ~kAbsent) / kAssetsPerTitle), 5);
  key[11] = '/';
  write_decimal(key.data() + 22, number, 10);
  return key;
}

inline std::string_view text_of(const Key& key) {
  return {key.data(), key.size()};
}

/// Numbers of whole titles in the order of their keys.
class KeyOrder {
 public:
  KeyOrder(std::uint64_t seed, std::uint32_t titles) : titles_(titles), places_(titles) {
    for (std::uint32_t title = 0; title < titles; ++title) {
      titles_[title] = title;
    }
    std::sort(titles_.begin(), titles_.end(), [&](std::uint32_t one, std::uint32_t other) {
      const std::uint32_t a = title_prefix(seed, one), b = title_prefix(seed, other);
      return a != b ? a < b : one < other;
    });
    for (std::uint32_t place = 0; place < titles; ++place) {
      places_[titles_[place]] = place;
    }
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(titles_.size()) * kAssetsPerTitle; }
  std::uint32_t at(std::uint32_t place) const {
    return titles_[place / kAssetsPerTitle] * kAssetsPerTitle + place % kAssetsPerTitle;
  }
  std::uint32_t place_of(std::uint32_t number) const {
    return places_[number / kAssetsPerTitle] * kAssetsPerTitle + number % kAssetsPerTitle;
  }

 private:
  std::vector<std::uint32_t> titles_, places_;
};

namespace asset_detail {

inline void append_hexadecimal(std::string& text, std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) {
    text += digits[number >> shift & 15];
  }
}

inline void append_decimal(std::string& text, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  text.append(digits, end);
}

}  // namespace asset_detail

/// JSON, of log-normal size: a few fixed fields and as many access grants as fit. Replaces the text.
inline void make_record(std::uint64_t seed, std::uint32_t number, std::string& text) {
  using namespace asset_detail;
  constexpr std::array<std::string_view, 6> kinds{"video",   "audio",     "subtitle",
                                                  "artwork", "trickplay", "package"};
  constexpr std::array<std::string_view, 5> rights{"read", "write", "encode", "publish", "audit"};
  Random random(seed, number);
  const double wanted = random.log_normal(380, 0.6);
  const auto bytes = static_cast<std::size_t>(std::clamp(wanted, 200.0, 4000.0));
  text = "{\"asset\":";
  append_decimal(text, number);
  text += ",\"kind\":\"";
  text += kinds[random.below(kinds.size())];
  text += "\",\"bytes\":";
  append_decimal(text, random.below(4'000'000'000));
  text += ",\"sha256\":\"";
  for (int part = 0; part < 4; ++part) {
    append_hexadecimal(text, random.next());
  }
  text += "\",\"bucket\":\"media-";
  append_decimal(text, random.below(31));
  text += "\",\"owner\":\"studio-";
  append_decimal(text, random.below(997));
  text += "\",\"state\":\"sealed\",\"grants\":[";
  for (bool first = true; text.size() < bytes; first = false) {
    text += first ? "{\"role\":\"team-" : ",{\"role\":\"team-";
    append_decimal(text, random.below(5000));
    text += "\",\"may\":\"";
    text += rights[random.below(rights.size())];
    text += "\"}";
  }
  text += "]}";
}

}  // namespace crossfade::workloads::asset_index
