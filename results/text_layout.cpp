#include "results/text_layout.h"

#include <algorithm>

namespace crossfade::results {
namespace {

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

/// Of the first `count` characters.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  while (end < text.size() && (count > 0 || !starts_character(text[end]))) {
    if (starts_character(text[end])) --count;
    ++end;
  }
  return end;
}

}  // namespace

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string padded(std::string_view text, std::size_t width, bool right_aligned) {
  const std::size_t used = text_width(text);
  const std::string blanks(width > used ? width - used : 0, ' ');
  return right_aligned ? blanks + std::string(text) : std::string(text) + blanks;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (text_width(text) <= width) return std::string(text);
  std::size_t kept = 0, end = 0;
  while (end < text.size() && (kept + 3 < width || !starts_character(text[end]))) {
    kept += starts_character(text[end]);
    ++end;
  }
  return std::string(text.substr(0, end)) + "...";
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view first, std::size_t indent,
                    bool break_words) {
  std::string out(first);
  std::size_t column = text_width(first);
  bool line_empty = true;
  const auto end_line = [&] {
    out += '\n';
    out.append(indent, ' ');
    column = indent;
    line_empty = true;
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find(' ', at), text.size());
    // "5 %" stays together.
    if (text.substr(end).starts_with(" %")) end = std::min(text.find(' ', end + 1), text.size());
    std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const std::size_t needed = text_width(word) + (line_empty ? 0 : 1);
    if (!line_empty && column + needed > width) end_line();
    while (break_words && width > column && column + text_width(word) > width) {
      const std::size_t bytes = bytes_of(word, width - column);
      out += word.substr(0, bytes);
      word.remove_prefix(bytes);
      end_line();
    }
    if (!line_empty) out += ' ';
    out += word;
    column += text_width(word) + (line_empty ? 0 : 1);
    line_empty = false;
  }
  out += '\n';
  return out;
}

}  // namespace crossfade::results
