// Base64 (RFC 4648): the standard alphabet with padding, as mail has it, and the one for URLs without, as
// tokens have it. Decoding is strict: nothing but the alphabet, no padding, no bits left over. One way of
// writing a text, so that it cannot be changed without being another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crossfade::workloads {

namespace base64_detail {

inline constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

inline constexpr std::uint8_t kNotInAlphabet = 0x80;

inline constexpr std::array<std::uint8_t, 256> kUrlValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNotInAlphabet);
  for (std::size_t index = 0; index < kUrl.size(); ++index) {
    values[static_cast<unsigned char>(kUrl[index])] = static_cast<std::uint8_t>(index);
  }
  return values;
}();

/// Writes the characters of all bytes, without padding; returns where it ended.
inline char* encode(std::span<const unsigned char> bytes, std::string_view alphabet, char* target) {
  std::size_t index = 0;
  for (; index + 3 <= bytes.size(); index += 3) {
    const std::uint32_t group = std::uint32_t{bytes[index]} << 16 | std::uint32_t{bytes[index + 1]} << 8 |
                                std::uint32_t{bytes[index + 2]};
    *target++ = alphabet[group >> 18];
    *target++ = alphabet[group >> 12 & 63];
    *target++ = alphabet[group >> 6 & 63];
    *target++ = alphabet[group & 63];
  }
  if (const std::size_t rest = bytes.size() - index; rest > 0) {
    const std::uint32_t group =
        std::uint32_t{bytes[index]} << 16 | (rest == 2 ? std::uint32_t{bytes[index + 1]} << 8 : 0);
    *target++ = alphabet[group >> 18];
    *target++ = alphabet[group >> 12 & 63];
    if (rest == 2) {
      *target++ = alphabet[group >> 6 & 63];
    }
  }
  return target;
}

}  // namespace base64_detail

inline std::span<const unsigned char> as_octets(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

inline void append_base64(std::string& text, std::span<const unsigned char> bytes) {
  const std::size_t start = text.size();
  text.resize(start + (bytes.size() + 2) / 3 * 4, '=');
  base64_detail::encode(bytes, base64_detail::kStandard, text.data() + start);
}

inline void append_base64url(std::string& text, std::span<const unsigned char> bytes) {
  const std::size_t start = text.size();
  text.resize(start + (bytes.size() * 4 + 2) / 3);
  base64_detail::encode(bytes, base64_detail::kUrl, text.data() + start);
}

/// Replaces `bytes`. False if the text is not the one way of writing some bytes.
inline bool decode_base64url(std::string_view text, std::string& bytes) {
  using base64_detail::kNotInAlphabet;
  using base64_detail::kUrlValues;
  if (text.size() % 4 == 1) {
    return false;
  }
  bytes.resize(text.size() * 3 / 4);
  char* target = bytes.data();
  std::uint32_t group = 0;
  std::uint32_t seen = 0;
  std::size_t index = 0;
  for (; index + 4 <= text.size(); index += 4) {
    group = 0;
    for (std::size_t digit = 0; digit < 4; ++digit) {
      const std::uint32_t value = kUrlValues[static_cast<unsigned char>(text[index + digit])];
      seen |= value;
      group = group << 6 | (value & 63);
    }
    *target++ = static_cast<char>(group >> 16);
    *target++ = static_cast<char>(group >> 8);
    *target++ = static_cast<char>(group);
  }
  std::uint32_t left_over = 0;
  if (const std::size_t rest = text.size() - index; rest > 0) {
    group = 0;
    for (std::size_t digit = 0; digit < rest; ++digit) {
      const std::uint32_t value = kUrlValues[static_cast<unsigned char>(text[index + digit])];
      seen |= value;
      group = group << 6 | (value & 63);
    }
    group <<= 6 * (4 - rest);
    *target++ = static_cast<char>(group >> 16);
    if (rest == 3) {
      *target++ = static_cast<char>(group >> 8);
    }
    left_over = group & (rest == 3 ? 0xffu : 0xffffu);
  }
  return (seen & kNotInAlphabet) == 0 && left_over == 0;
}

}  // namespace crossfade::workloads
