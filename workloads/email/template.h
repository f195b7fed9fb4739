// Template: a mail's text with places to fill, compiled once and rendered for every recipient. The notation:
//   {{name}}              the value of a field; escaped if the template is HTML
//   {{#rows}} .. {{/rows}} once for every row
//   {{?field}} .. {{/field}} only where the field holds
// Values come from a source: void append(std::string&, Field, std::size_t row); bool holds(Field, row);
// std::size_t rows(). Loops do not nest, nor do conditions.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/failure.h"

namespace crossfade::workloads::email {

enum class Field : std::uint8_t {
  address,
  art,
  design,
  is_new,
  locale,
  match,
  name,
  synopsis,
  title,
  title_id,
  tracking,
  unsubscribe
};

inline constexpr std::array<std::string_view, 12> kFieldNames{
    "address", "art",      "design", "is_new",   "locale",   "match",
    "name",    "synopsis", "title",  "title_id", "tracking", "unsubscribe"};

enum class Markup { plain, html };

/// Escapes what stands in `text` from `start` on, for HTML.
inline void escape_from(std::string& text, std::size_t start) {
  if (text.find_first_of("<>&\"'", start) == std::string::npos) {
    return;
  }
  const std::string value = text.substr(start);
  text.resize(start);
  for (const char c : value) {
    switch (c) {
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      case '&':
        text += "&amp;";
        break;
      case '"':
        text += "&quot;";
        break;
      case '\'':
        text += "&#39;";
        break;
      default:
        text += c;
    }
  }
}

class Template {
 public:
  Template(std::string_view source, Markup markup) : markup_(markup) {
    while (!source.empty()) {
      const std::size_t open = source.find("{{");
      if (open != 0) {
        steps_.push_back({Kind::literal, {}, std::string(source.substr(0, open))});
        source.remove_prefix(std::min(open, source.size()));
        continue;
      }
      const std::size_t close = source.find("}}");
      if (close == std::string_view::npos) {
        throw Failure{CF_FAILED, "a mail template is not closed", std::string(source.substr(0, 40)), {}, {}};
      }
      add_place(source.substr(2, close - 2));
      source.remove_prefix(close + 2);
    }
  }

  /// Appends to `text`.
  template <class Source>
  void render(const Source& source, std::string& text) const {
    const std::size_t rows = source.rows();
    std::size_t row = 0;
    std::size_t loop = 0;
    for (std::size_t position = 0; position < steps_.size(); ++position) {
      const Step& step = steps_[position];
      switch (step.kind) {
        case Kind::literal:
          text += step.text;
          break;
        case Kind::value:
          append_value(source, step.field, row, text);
          break;
        case Kind::loop:
          row = 0;
          loop = position;
          position = rows == 0 ? end_of(position, Kind::end_loop) : position;
          break;
        case Kind::end_loop:
          ++row;
          position = row < rows ? loop : position;
          break;
        case Kind::condition:
          position = source.holds(step.field, row) ? position : end_of(position, Kind::end_condition);
          break;
        case Kind::end_condition:
          break;
      }
    }
  }

 private:
  enum class Kind : std::uint8_t { literal, value, loop, end_loop, condition, end_condition };
  struct Step {
    Kind kind;
    Field field;
    std::string text;
  };

  void add_place(std::string_view place) {
    const char mark = place.empty() ? '\0' : place.front();
    if (place == "#rows" || place == "/rows") {
      steps_.push_back({mark == '#' ? Kind::loop : Kind::end_loop, {}, {}});
      return;
    }
    if (mark == '?' || mark == '/') {
      place.remove_prefix(1);
    }
    for (std::size_t index = 0; index < kFieldNames.size(); ++index) {
      if (place == kFieldNames[index]) {
        const Kind kind = mark == '?' ? Kind::condition : mark == '/' ? Kind::end_condition : Kind::value;
        steps_.push_back({kind, static_cast<Field>(index), {}});
        return;
      }
    }
    throw Failure{CF_FAILED, "a mail template has an unknown place", std::string(place), {}, {}};
  }

  template <class Source>
  void append_value(const Source& source, Field field, std::size_t row, std::string& text) const {
    const std::size_t start = text.size();
    source.append(text, field, row);
    if (markup_ == Markup::html) {
      escape_from(text, start);
    }
  }

  std::size_t end_of(std::size_t position, Kind end) const {
    while (position + 1 < steps_.size() && steps_[position].kind != end) {
      ++position;
    }
    return position;
  }

  std::vector<Step> steps_;
  Markup markup_;
};

}  // namespace crossfade::workloads::email
