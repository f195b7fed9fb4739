#include "analysis/report/recording_export.h"
#include "analysis/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "analysis/report/new_folder.h"
#include "analysis/report/table_file.h"
#include "results/assertion.h"
#include "results/schema.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::Result;

/// A column of an exported table, as the table "columns" describes it.
struct ExportedColumn {
  std::string name, type, unit, meaning;
  std::string points_to = {};  ///< the table this is a row number of
};

/// Tables that are none of the recording's: matrices row by row, its documents, and what is in the files.
constexpr std::array<std::string_view, 7> own_tables{
    "recording", "environment", "columns", "counter_reading", "histogram", "traced_request", "sampled_count"};

bool is_part_of_an_export(const std::string& name) {
  const auto is_file_of = [&name](std::string_view table) {
    return name == fmt::format("{}.csv", table) || name == fmt::format("{}.json", table);
  };
  const auto tables = results::tables();
  return std::any_of(own_tables.begin(), own_tables.end(), is_file_of) ||
         std::any_of(tables.begin(), tables.end(), [&](const auto& table) { return is_file_of(table.name); });
}

ExportedColumn row_number(std::string_view table) {
  return {std::string(table), "u32", "1", "row number", std::string(table)};
}

ExportedColumn column_of_schema(std::string_view prefix, const results::Column& column) {
  return {fmt::format("{}_{}", prefix, column.name),
          std::string(column.meanings.empty() ? results::type_name(column.type) : "text"),
          std::string(column.unit), std::string(column.long_name), std::string(column.points_to)};
}

/// Enumerations by name; a number that is missing is no number.
Field field_of(const results::Column& column, const void* row) {
  if (column.text != nullptr) return column.text(row);
  if (column.real != nullptr) return column.real(row);
  const std::uint64_t bits = column.integer(row);
  if (column.may_be_missing && bits == results::missing_integer(column.type)) return {};
  if (bits < column.meanings.size()) return std::string(column.meanings[bits]);
  const bool is_signed = column.type == results::CellType::i32 || column.type == results::CellType::i64;
  return is_signed ? Field(static_cast<std::int64_t>(bits)) : Field(bits);
}

struct Quantile {
  std::string_view name;
  double p;
};
constexpr std::array<Quantile, 4> quantiles{{{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}}};

/// Of fewer values than reach beyond it a quantile is not told.
Field quantile_field(const results::Histogram& histogram, double p) {
  const bool is_told = static_cast<double>(histogram.count()) * (1 - p) >= 1 - 1e-9;
  return is_told ? Field(histogram.quantile_ns(p)) : Field();
}

class Export {
 public:
  Export(const Recording& recording, std::filesystem::path folder, TableFormat format)
      : recording_(recording), folder_(std::move(folder)), format_(format) {}

  Result<void> write() {
    CF_TRY(write_header());
    CF_TRY(write_environment());
    for (const results::Table& table : results::tables()) CF_TRY(write_table(table));
    CF_TRY(write_readings());
    CF_TRY(write_histograms());
    CF_TRY(write_traced_requests());
    CF_TRY(write_sampled_counts());
    return write_columns();
  }

 private:
  Result<TableFile> start(std::string_view table, const std::vector<ExportedColumn>& columns) {
    std::vector<std::string> names;
    for (const ExportedColumn& column : columns) {
      names.push_back(column.name);
      described_.push_back(
          {std::string(table), column.name, column.type, column.unit, column.meaning, column.points_to});
    }
    const char* const ending = format_ == TableFormat::csv ? "csv" : "json";
    return TableFile::create(folder_ / fmt::format("{}.{}", table, ending), format_, std::move(names));
  }

  /// Root attributes; one that is not known has no value.
  Result<void> write_header() {
    auto file = start("recording", {{"attribute", "text", "1", "name of the root attribute"},
                                    {"value", "text", "1", "its value"},
                                    {"unit", "text", "1", "unit of the value"},
                                    {"meaning", "text", "1", "what it is"}});
    CF_TRY(file);
    const auto add = [&](const std::string& name, Field value, std::string_view unit,
                         std::string_view meaning) {
      return file->add(std::array<Field, 4>{name, std::move(value), std::string(unit), std::string(meaning)});
    };
    CF_TRY(add("export_version", std::int64_t{export_version}, "1", "version of these tables"));
    CF_TRY(add("format", std::string(results::format_name), "1", "format of the recording"));
    CF_TRY(add("schema_major", results::schema_major, "1", "major version of its columns"));
    CF_TRY(add("schema_minor", results::schema_minor, "1", "minor version of its columns"));
    for (const results::Column& attribute : results::header_attributes()) {
      Field value = field_of(attribute, &recording_.header);
      const bool is_zero = value == Field(std::string()) || value == Field(std::int64_t{0});
      if (is_zero && results::unknown_if_zero(attribute)) value = {};
      CF_TRY(add(std::string(attribute.name), std::move(value), attribute.unit, attribute.long_name));
    }
    return file->close();
  }

  Result<void> write_environment() {
    auto file = start("environment", {{"key", "text", "1", "fact about the host"},
                                      {"value", "text", "1", "what it was"},
                                      {"absent_because", "text", "1", "why it could not be read"}});
    CF_TRY(file);
    for (const results::EnvironmentFact& fact : recording_.environment) {
      const Field value = fact.absent_because.empty() ? Field(fact.value) : Field();
      CF_TRY(file->add(std::array<Field, 3>{fact.key, value, fact.absent_because}));
    }
    return file->close();
  }

  Result<void> write_table(const results::Table& table) {
    const bool is_distribution = table.name == "distribution";
    std::vector<ExportedColumn> columns{row_number(table.name)};
    for (const results::Column& column : table.columns)
      columns.push_back(column_of_schema(table.name, column));
    if (is_distribution) {
      for (const Quantile& q : quantiles) {
        columns.push_back({fmt::format("distribution_{}_ns", q.name), "f64", "ns",
                           fmt::format("{} of the histogram, interpolated", q.name)});
      }
    }
    auto file = start(table.name, columns);
    CF_TRY(file);
    std::vector<Field> row;
    for (std::size_t i = 0; i < table.rows(recording_); ++i) {
      row.assign(1, Field(std::uint64_t{i}));
      for (const results::Column& column : table.columns)
        row.push_back(field_of(column, table.row(recording_, i)));
      if (is_distribution) {
        const results::Histogram histogram = recording_.distributions[i].histogram();
        for (const Quantile& q : quantiles) row.push_back(quantile_field(histogram, q.p));
      }
      CF_TRY(file->add(row));
    }
    return file->close();
  }

  Result<void> write_readings() {
    std::vector<ExportedColumn> columns{
        row_number("stage"), row_number("counter"), {"counter_metric", "text", "1", "id of the metric"}};
    for (const results::Column& column : results::reading_columns())
      columns.push_back(column_of_schema("counter", column));
    columns.push_back(
        {"coverage", "text", "1",
         "grade of the count by the time that it was on the hardware: exact, good, fair, poor or "
         "none; empty where its pass was another"});
    auto file = start("counter_reading", columns);
    CF_TRY(file);
    for (const results::CounterReading& reading : recording_.readings) {
      std::vector<Field> row{std::uint64_t{reading.stage}, std::uint64_t{reading.counter},
                             recording_.counters[reading.counter].metric};
      for (const results::Column& column : results::reading_columns())
        row.push_back(field_of(column, &reading));
      const auto coverage = coverage_of(reading, turn_ns_of(recording_));
      row.push_back(coverage ? Field(std::string(text_of(*coverage))) : Field());
      CF_TRY(file->add(row));
    }
    return file->close();
  }

  /// Of the buckets only those that hold something.
  Result<void> write_histograms() {
    auto file = start("histogram", {row_number("distribution"),
                                    {"latency_bucket", "u64", "ns", "lower edge of the bucket"},
                                    {"bucket_width_ns", "u64", "ns", "width of the bucket"},
                                    {"distribution_histogram", "u64", "1", "values in the bucket"}});
    CF_TRY(file);
    for (std::size_t d = 0; d < recording_.distributions.size(); ++d) {
      for (const results::BucketCount& bucket : recording_.distributions[d].buckets) {
        CF_TRY(
            file->add(std::array<Field, 4>{std::uint64_t{d}, results::Histogram::lower_edge_ns(bucket.bucket),
                                           results::Histogram::width_ns(bucket.bucket), bucket.count}));
      }
    }
    return file->close();
  }

  Result<void> write_traced_requests() {
    std::vector<ExportedColumn> columns{
        row_number("trace"), row_number("stage"), {"traced_request", "u32", "1", "place in the trace"}};
    for (const results::TraceMember& member : results::trace_members()) {
      columns.push_back({fmt::format("trace_{}", member.name), std::string(results::type_name(member.type)),
                         std::string(member.unit), std::string(member.long_name)});
    }
    auto file = start("traced_request", columns);
    CF_TRY(file);
    std::vector<Field> row;
    for (std::size_t t = 0; t < recording_.traces.size(); ++t) {
      const results::Trace& trace = recording_.traces[t];
      for (std::size_t i = 0; i < trace.requests; ++i) {
        row = {std::uint64_t{t}, std::uint64_t{trace.stage}, std::uint64_t{i}};
        for (const results::TraceMember& member : results::trace_members())
          row.emplace_back(member.get(trace, i));
        CF_TRY(file->add(row));
      }
    }
    return file->close();
  }

  /// What was not counted has no row.
  Result<void> write_sampled_counts() {
    using results::SampleMatrix;
    auto file = start("sampled_count",
                      {row_number("sample"),
                       row_number("counter"),
                       {"counter_metric", "text", "1", "id of the metric"},
                       {std::string(SampleMatrix::name), std::string(results::type_name(SampleMatrix::type)),
                        std::string(SampleMatrix::unit), std::string(SampleMatrix::long_name)}});
    CF_TRY(file);
    for (const results::CounterSeries& series : recording_.series) {
      for (std::size_t i = 0; i < series.counts.size(); ++i) {
        if (series.counts[i] == results::CounterSeries::not_counted) continue;
        CF_TRY(file->add(std::array<Field, 4>{std::uint64_t{series.first_sample + i},
                                              std::uint64_t{series.counter},
                                              recording_.counters[series.counter].metric, series.counts[i]}));
      }
    }
    return file->close();
  }

  /// Of all tables but this one.
  Result<void> write_columns() {
    const auto described = std::move(described_);
    auto file = start("columns", {{"table", "text", "1", "name of the file"},
                                  {"column", "text", "1", "name of the column"},
                                  {"type", "text", "1", "type of its values"},
                                  {"unit", "text", "1", "unit of its values"},
                                  {"meaning", "text", "1", "what it is"},
                                  {"points_to", "text", "1", "the table whose row number it is"}});
    CF_TRY(file);
    for (const auto& row : described) CF_TRY(file->add(row));
    return file->close();
  }

  const Recording& recording_;
  std::filesystem::path folder_;
  TableFormat format_;
  std::vector<std::array<Field, 6>> described_;
};

}  // namespace

Result<void> export_recording(const results::OpenedRecording& opened, Format format,
                              const OutputTarget& target) {
  CF_ASSERT(target.file.has_value(), "tables need a folder");
  auto folder = NewFolder::create(*target.file, target.replace, is_part_of_an_export);
  CF_TRY(folder);
  CF_TRY(
      Export(opened.recording, folder->path(), format == Format::json ? TableFormat::json : TableFormat::csv)
          .write());
  return folder->publish();
}

}  // namespace crossfade::analysis
