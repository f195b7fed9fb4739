// Table file: a table written to a file row by row, as CSV or as a JSON array of records. For tables too long
// to be a report's (analysis/table.h); it forms no texts for people.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "results/error.h"

namespace crossfade::analysis {

/// monostate: there is no value; CSV leaves the field empty, JSON says null. The same of a number that is not
/// finite.
using Field = std::variant<std::monostate, std::int64_t, std::uint64_t, double, std::string>;

enum class TableFormat { csv, json };

class TableFile {
 public:
  static results::Result<TableFile> create(const std::filesystem::path& file, TableFormat format,
                                           std::vector<std::string> columns);

  TableFile(TableFile&& other) noexcept
      : file_(std::move(other.file_)),
        descriptor_(std::exchange(other.descriptor_, -1)),
        format_(other.format_),
        columns_(std::move(other.columns_)),
        buffer_(std::move(other.buffer_)),
        rows_(other.rows_) {}
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  TableFile& operator=(TableFile&&) = delete;
  ~TableFile();

  /// A field for each column.
  results::Result<void> add(std::span<const Field> row);
  /// The file is whole after that, and only then.
  results::Result<void> close();

 private:
  TableFile(std::filesystem::path file, int descriptor, TableFormat format, std::vector<std::string> columns);
  void append_csv(std::span<const Field> row);
  void append_json(std::span<const Field> row);
  results::Result<void> flush();

  std::filesystem::path file_;
  int descriptor_ = -1;
  TableFormat format_ = TableFormat::csv;
  std::vector<std::string> columns_;  ///< of JSON as they are written
  std::string buffer_;
  std::uint64_t rows_ = 0;
};

}  // namespace crossfade::analysis
