// JsonWriter: appends JSON to a string that keeps its memory between documents. Commas are set by the writer;
// what is written must be well-formed otherwise. Numbers are whole; a decimal is written in tenths.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::workloads {

class JsonWriter {
 public:
  void clear() {
    text_.clear();
    comma_ = false;
  }
  const std::string& text() const { return text_; }

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// The name must need no escape.
  void name(std::string_view name) {
    separate();
    text_ += '"';
    text_ += name;
    text_ += "\":";
    comma_ = false;
  }

  void number(std::uint64_t value) {
    separate();
    append_digits(value);
  }

  void tenths(std::uint64_t value) {
    separate();
    append_digits(value / 10);
    text_ += '.';
    text_ += static_cast<char>('0' + value % 10);
  }

  void boolean(bool value) {
    separate();
    text_ += value ? "true" : "false";
  }

  void string(std::string_view value) {
    separate();
    text_ += '"';
    for (const char c : value) {
      append_escaped(c);
    }
    text_ += '"';
  }

  /// For text known to need no escape: URLs, identifiers.
  void plain_string(std::string_view value) {
    separate();
    text_ += '"';
    text_ += value;
    text_ += '"';
  }

  void member(std::string_view key, std::uint64_t value) {
    name(key);
    number(value);
  }
  void member(std::string_view key, std::string_view value) {
    name(key);
    string(value);
  }

 private:
  void separate() {
    if (comma_) {
      text_ += ',';
    }
    comma_ = true;
  }
  void open(char bracket) {
    separate();
    text_ += bracket;
    comma_ = false;
  }
  void close(char bracket) {
    text_ += bracket;
    comma_ = true;
  }

  void append_digits(std::uint64_t value) {
    char digits[20];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, value);
    static_cast<void>(problem);  // 20 digits hold every 64-bit number
    text_.append(digits, end);
  }

  void append_escaped(char c) {
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view hex = "0123456789abcdef";
      text_ += "\\u00";
      text_ += hex[static_cast<unsigned char>(c) >> 4];
      text_ += hex[static_cast<unsigned char>(c) & 15];
    } else {
      text_ += c;
    }
  }

  std::string text_;
  bool comma_ = false;
};

}  // namespace crossfade::workloads
