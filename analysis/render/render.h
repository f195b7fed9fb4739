// Renderers: a Document to text, Markdown, CSV or JSON. Numbers are in C locale; CSV and JSON carry full
// precision, intervals and reasons of absence; text and Markdown are for reading.
#pragma once

#include <string>

#include "analysis/table.h"

namespace crossfade::analysis {

struct TextOptions {
  std::size_t width = 110;  ///< prose is wrapped at it; tables keep the width they need
  bool colour = false;      ///< of verdicts, by terminal sequences
};

std::string render_text(const Document& document, const TextOptions& options = {});
std::string render_markdown(const Document& document);
std::string render_csv(const Document& document);
std::string render_json(const Document& document);

}  // namespace crossfade::analysis
