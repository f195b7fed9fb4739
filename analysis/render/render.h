// Renderers: a Document to text, Markdown, CSV or JSON. Numbers are in C locale; CSV and JSON carry full
// precision, intervals and reasons of absence; text and Markdown are for reading.
#pragma once

#include <optional>
#include <string>

#include "analysis/table.h"

namespace crossfade::analysis {

struct TextOptions {
  std::size_t width = 110;  ///< prose is wrapped at it
  bool colour = false;      ///< of verdicts, by terminal sequences
  /// What no table may exceed; words of prose are broken if they must. Absent: tables keep the width they
  /// need.
  std::optional<std::size_t> table_width = {};
};

std::string render_text(const Document& document, const TextOptions& options = {});
std::string render_markdown(const Document& document);
std::string render_csv(const Document& document);
std::string render_json(const Document& document);

}  // namespace crossfade::analysis
