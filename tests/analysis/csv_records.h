// CSV records: a text as RFC 4180 has it, strictly: what a spreadsheet would read. Not for data files with
// comments (results/csv.h).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crossfade::analysis::testing {

/// Records of fields. A quote inside an unquoted field, or text behind a closing one, fails the test.
inline std::vector<std::vector<std::string>> csv_records(const std::string& text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record;
  std::string field;
  bool quoted = false, was_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      EXPECT_TRUE(field.empty() && !was_quoted) << "a quote inside a field: " << field;
      quoted = was_quoted = true;
    } else if (c == ',' || c == '\n') {
      record.push_back(std::move(field));
      field.clear();
      was_quoted = false;
      if (c == '\n') {
        records.push_back(std::move(record));
        record.clear();
      }
    } else {
      EXPECT_FALSE(was_quoted) << "text behind a closing quote";
      field += c;
    }
  }
  EXPECT_FALSE(quoted) << "a quote that is never closed";
  EXPECT_TRUE(record.empty() && field.empty()) << "the last line does not end";
  return records;
}

}  // namespace crossfade::analysis::testing
