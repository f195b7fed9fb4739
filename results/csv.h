// CSV rows: comma-separated text as fields, for the small tables that ship and for price books. Quotes as in
// RFC 4180; lines that start with # and empty lines are skipped. No types: the reader of a table checks its
// fields.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::results {

struct CsvRow {
  std::size_t line = 0;  ///< 1 = first
  std::vector<std::string> fields;
  friend bool operator==(const CsvRow&, const CsvRow&) = default;
};

/// Blanks around unquoted fields are dropped; a quoted field may hold commas, quotes ("") and line ends. A
/// quote that is never closed ends with the text.
std::vector<CsvRow> csv_rows(std::string_view text);

}  // namespace crossfade::results
