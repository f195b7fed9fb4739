// Quoted-printable (RFC 2045, 6.7): text that is mostly ASCII, for mail. Lines of the input end with '\n';
// lines of the output end with CRLF and have at most 76 characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crossfade::workloads::email {

inline constexpr std::size_t kMostLineBytes = 76;

inline void append_quoted_printable(std::string& target, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::size_t room = kMostLineBytes - 1;  // a soft line break needs one
  std::size_t column = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char c = text[index];
    if (c == '\n') {
      target += "\r\n";
      column = 0;
      continue;
    }
    const bool at_end = index + 1 == text.size() || text[index + 1] == '\n';
    const bool blank = c == ' ' || c == '\t';
    const bool literal = blank ? !at_end : c > ' ' && c <= '~' && c != '=';
    const std::size_t width = literal ? 1 : 3;
    if (column + width > room) {
      target += "=\r\n";
      column = 0;
    }
    if (literal) {
      target += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      target += '=';
      target += digits[byte >> 4];
      target += digits[byte & 15];
    }
    column += width;
  }
}

/// The inverse, by rules 1 to 5 of the RFC. False if the text breaks one of them, as far as a decoder can
/// tell.
inline bool decode_quoted_printable(std::string_view text, std::string& decoded) {
  decoded.clear();
  const auto value = [](char digit) {
    return digit >= '0' && digit <= '9' ? digit - '0' : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
  };
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    if (line.size() > kMostLineBytes || (!line.empty() && (line.back() == ' ' || line.back() == '\t'))) {
      return false;
    }
    bool soft = false;
    for (std::size_t index = 0; index < line.size(); ++index) {
      if (line[index] != '=') {
        decoded += line[index];
      } else if (index + 1 == line.size()) {
        soft = true;
      } else {
        const int high = value(line[index + 1]);
        const int low = index + 2 < line.size() ? value(line[index + 2]) : -1;
        if (high < 0 || low < 0) {
          return false;
        }
        decoded += static_cast<char>(high << 4 | low);
        index += 2;
      }
    }
    if (!soft && end != std::string_view::npos) {
      decoded += '\n';
    }
  }
  return true;
}

}  // namespace crossfade::workloads::email
