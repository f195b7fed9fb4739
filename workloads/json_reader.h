// JsonReader: reads JSON text from front to back, one value at a time, as the caller asks for them. Small and
// not fast: for checks by another path than a library's, and for builds without one. It makes no tree, and
// does not check what it skips beyond finding its end. Bad text throws Failure (CF_FAILED) with the place.
//
//   JsonReader reader(R"({"id": 7, "tags": ["a", "b"]})");
//   reader.object([&](const std::string& name) {
//     if (name == "id") id = reader.number();
//     else if (name == "tags") reader.array([&] { tags.push_back(reader.string()); });
//     else reader.skip();
//   });
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "workloads/failure.h"

namespace crossfade::workloads {

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  /// Calls member(name) for each member; it must read the value or skip it.
  template <class Member>
  void object(Member&& member) {
    expect('{');
    if (accepted('}')) {
      return;
    }
    do {
      const std::string name = string();
      expect(':');
      member(name);
    } while (accepted(','));
    expect('}');
  }

  /// Calls element() for each element; it must read the value or skip it.
  template <class Element>
  void array(Element&& element) {
    expect('[');
    if (accepted(']')) {
      return;
    }
    do {
      element();
    } while (accepted(','));
    expect(']');
  }

  std::string string() {
    expect('"');
    std::string value;
    for (;;) {
      const char c = take();
      if (c == '"') {
        return value;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        fail("a control character in a string");
      }
      if (c == '\\') {
        append_escaped(value);
      } else {
        value += c;
      }
    }
  }

  /// A whole number without sign.
  std::uint64_t number() {
    std::uint64_t value = 0;
    read_number(value);
    return value;
  }

  double decimal() {
    double value = 0;
    read_number(value);
    return value;
  }

  bool boolean() {
    skip_space();
    if (accepted_word("true")) {
      return true;
    }
    if (accepted_word("false")) {
      return false;
    }
    fail("neither true nor false");
  }

  /// Does the next value begin with this character? '[' array, '{' object, '"' string.
  bool at(char first) {
    skip_space();
    return place_ < text_.size() && text_[place_] == first;
  }

  void skip() {
    if (at('{')) {
      object([this](const std::string&) { skip(); });
    } else if (at('[')) {
      array([this] { skip(); });
    } else if (at('"')) {
      string();
    } else if (!accepted_word("null") && !accepted_word("true") && !accepted_word("false")) {
      decimal();
    }
  }

  /// Nothing but white space is left.
  bool at_end() {
    skip_space();
    return place_ == text_.size();
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Failure{CF_FAILED, "cannot read JSON", "byte " + std::to_string(place_), why, {}};
  }

  char take() {
    if (place_ == text_.size()) {
      fail("the text ends here");
    }
    return text_[place_++];
  }

  void skip_space() {
    while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\n' || text_[place_] == '\r' ||
                                     text_[place_] == '\t')) {
      ++place_;
    }
  }

  bool accepted(char wanted) {
    if (!at(wanted)) {
      return false;
    }
    ++place_;
    return true;
  }

  bool accepted_word(std::string_view word) {
    if (text_.substr(place_, word.size()) != word) {
      return false;
    }
    place_ += word.size();
    return true;
  }

  void expect(char wanted) {
    if (!accepted(wanted)) {
      fail(std::string("'") + wanted + "' is missing");
    }
  }

  template <class Number>
  void read_number(Number& value) {
    skip_space();
    const char* begin = text_.data() + place_;
    const auto [end, problem] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (problem != std::errc()) {
      fail("no number of the wanted kind");
    }
    place_ += static_cast<std::size_t>(end - begin);
  }

  std::uint32_t four_digits() {
    if (text_.size() - place_ < 4) {
      fail("the text ends in an escape");
    }
    std::uint32_t value = 0;
    const char* begin = text_.data() + place_;
    if (std::from_chars(begin, begin + 4, value, 16).ptr != begin + 4) {
      fail("four hexadecimal digits are missing");
    }
    place_ += 4;
    return value;
  }

  void append_escaped(std::string& value) {
    const char kind = take();
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t known = letters.find(kind); known != std::string_view::npos) {
      value += meanings[known];
      return;
    }
    if (kind != 'u') {
      fail("an unknown escape");
    }
    std::uint32_t point = four_digits();
    if (point >= 0xd800 && point < 0xdc00) {
      if (!accepted_word("\\u")) {
        fail("half of a pair of surrogates");
      }
      point = 0x10000 + ((point - 0xd800) << 10) + (four_digits() - 0xdc00);
    }
    append_utf8(value, point);
  }

  static void append_utf8(std::string& value, std::uint32_t point) {
    const auto append = [&](std::uint32_t byte) { value += static_cast<char>(byte); };
    if (point < 0x80) {
      append(point);
    } else if (point < 0x800) {
      append(0xc0 | point >> 6);
      append(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
      append(0xe0 | point >> 12);
      append(0x80 | (point >> 6 & 0x3f));
      append(0x80 | (point & 0x3f));
    } else {
      append(0xf0 | point >> 18);
      append(0x80 | (point >> 12 & 0x3f));
      append(0x80 | (point >> 6 & 0x3f));
      append(0x80 | (point & 0x3f));
    }
  }

  std::string_view text_;
  std::size_t place_ = 0;
};

}  // namespace crossfade::workloads
