#include "results/text.h"

#include <algorithm>
#include <cstdint>

namespace crossfade::results {
namespace {

/// Length of the well-formed character at the front of `text` (not empty), 0 if it is not well formed or a
/// control character. Follows table 3-7 of the Unicode standard.
std::size_t clean_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto continues = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return (first >= 0x20 && first != 0x7F) || first == '\n' || first == '\t' ? 1 : 0;
  if (first >= 0xC2 && first <= 0xDF) {
    // C2 80 ... C2 9F are the control characters of ISO 8859.
    return continues(1, first == 0xC2 ? 0xA0 : 0x80) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = continues(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool second = continues(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_clean_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = clean_character(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string clean_text(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD", ellipsis = "\xE2\x80\xA6";
  std::string clean;
  clean.reserve(std::min(text.size(), max_bytes));
  std::size_t last_room_for_ellipsis = 0;
  while (!text.empty()) {
    const std::size_t length = clean_character(text);
    const std::string_view next = length == 0 ? replacement : text.substr(0, length);
    if (clean.size() + ellipsis.size() <= max_bytes) last_room_for_ellipsis = clean.size();
    if (clean.size() + next.size() > max_bytes) {
      clean.resize(last_room_for_ellipsis);
      return clean += ellipsis;
    }
    clean += next;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

std::string one_line(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = text.front() == '\n' || text.front() == '\t' ? 0 : clean_character(text);
    if (length > 0) {
      line += text.substr(0, length);
    } else if (text.front() == '\n') {
      line += "\\n";
    } else if (text.front() == '\t') {
      line += "\\t";
    } else {
      const auto byte = static_cast<std::uint8_t>(text.front());
      line += {'\\', 'x', digits[byte / 16U], digits[byte % 16U]};
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return line;
}

}  // namespace crossfade::results
