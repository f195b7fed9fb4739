// Renderers: a Document to text, Markdown, CSV, JSON or HTML (docs/exports.md). Numbers are in C locale; CSV
// and JSON carry full precision, intervals and reasons of absence; the others are for reading.
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

/// Of the layout of render_json(): what a reader of it needs to know. Raised when a reader of the one before
/// would misread it.
inline constexpr int json_version = 2;

std::string render_text(const Document& document, const TextOptions& options = {});
std::string render_markdown(const Document& document);
/// One table: a row is a row of one of the document's tables, or a sentence of it. Columns of the same id are
/// one column.
std::string render_csv(const Document& document);
std::string render_json(const Document& document);
/// A whole page that needs no other file and no network: well-formed also as XML, light or dark as the reader
/// has it, light on paper. Nothing in the document can become markup.
std::string render_html(const Document& document);

}  // namespace crossfade::analysis
