#include "analysis/report/table_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "analysis/render/csv_field.h"
#include "analysis/report/output.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

using results::Result;

constexpr std::size_t written_at_once = std::size_t{1} << 20U;

std::string json_text(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_absent(const Field& field) {
  const double* const real = std::get_if<double>(&field);
  return std::holds_alternative<std::monostate>(field) || (real != nullptr && !std::isfinite(*real));
}

/// Numbers as the shortest text that reads back as the same; texts by `text`.
template <class Text>
void append(const Field& field, std::string& out, const Text& text) {
  std::visit(
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          out += text(value);
        } else if constexpr (!std::is_same_v<Value, std::monostate>) {
          fmt::format_to(std::back_inserter(out), "{}", value);
        }
      },
      field);
}

}  // namespace

TableFile::TableFile(std::filesystem::path file, int descriptor, TableFormat format,
                     std::vector<std::string> columns)
    : file_(std::move(file)), descriptor_(descriptor), format_(format), columns_(std::move(columns)) {}

Result<TableFile> TableFile::create(const std::filesystem::path& file, TableFormat format,
                                    std::vector<std::string> columns) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return cannot_write(file, errno);
  TableFile made(file, descriptor, format, std::move(columns));
  if (format == TableFormat::csv) {
    for (const std::string& column : made.columns_)
      made.buffer_ += (made.buffer_.empty() ? "" : ",") + csv_field(column);
    made.buffer_ += "\n";
  } else {
    for (std::string& column : made.columns_) column = json_text(column);
    made.buffer_ = "[";
  }
  return Result<TableFile>(std::move(made));
}

TableFile::~TableFile() {
  if (descriptor_ >= 0) (void)::close(descriptor_);
}

void TableFile::append_csv(std::span<const Field> row) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) buffer_ += ",";
    if (!is_absent(row[c])) append(row[c], buffer_, [](const std::string& text) { return csv_field(text); });
  }
  buffer_ += "\n";
}

void TableFile::append_json(std::span<const Field> row) {
  buffer_ += rows_ == 0 ? "\n{" : ",\n{";
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) buffer_ += ",";
    buffer_ += columns_[c] + ":";
    if (is_absent(row[c])) {
      buffer_ += "null";
    } else {
      append(row[c], buffer_, json_text);
    }
  }
  buffer_ += "}";
}

Result<void> TableFile::add(std::span<const Field> row) {
  CF_ASSERT(row.size() == columns_.size(), "a row has a field for each column");
  if (format_ == TableFormat::csv) {
    append_csv(row);
  } else {
    append_json(row);
  }
  ++rows_;
  return buffer_.size() < written_at_once ? Result<void>() : flush();
}

Result<void> TableFile::flush() {
  const int failed = write_all(descriptor_, buffer_);
  buffer_.clear();
  return failed == 0 ? Result<void>() : cannot_write(file_, failed);
}

Result<void> TableFile::close() {
  if (format_ == TableFormat::json) buffer_ += rows_ == 0 ? "]\n" : "\n]\n";
  CF_TRY(flush());
  const int failed = ::close(std::exchange(descriptor_, -1)) == 0 ? 0 : errno;
  return failed == 0 ? Result<void>() : cannot_write(file_, failed);
}

}  // namespace crossfade::analysis
