#include "tests/results/schema_document.h"

#include <fmt/format.h>

#include "results/schema.h"
#include "results/summary_matrix.h"

namespace crossfade::results::testing {
namespace {

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", word);
  return text;
}

/// One line of a table: dataset, type, unit, meaning.
std::string line(const std::string& dataset, std::string_view type, std::string_view unit,
                 const std::string& meaning) {
  return fmt::format("| `{}` | {} | {} | {} |\n", dataset, type, unit, meaning);
}

std::string meaning_of(const Column& column) {
  std::string text(column.long_name);
  if (!column.points_to.empty()) text += fmt::format(" (→ `{}`)", column.points_to);
  if (!column.meanings.empty()) text += fmt::format(": {}", joined(column.meanings));
  if (column.may_be_missing) text += fmt::format("; missing = {}", missing_integer(column.type));
  if (column.since_minor > 0) text += fmt::format("; since {}.{}", schema_major, column.since_minor);
  return text;
}

std::string heading(std::string_view title) {
  return fmt::format("\n### {}\n\n| dataset | type | unit | meaning |\n|---|---|---|---|\n", title);
}

std::string columns_of(std::string_view prefix, std::span<const Column> columns) {
  std::string text;
  for (const Column& column : columns) {
    text += line(fmt::format("{}_{}", prefix, column.name), type_name(column.type), column.unit,
                 meaning_of(column));
  }
  return text;
}

std::string matrix_of(std::string_view name, std::string_view rows, std::span<const SummaryMetric> metrics) {
  std::string text = heading(fmt::format("{} ({}, {}_metric)", name, rows, name));
  text += line(std::string(name), "f64", "1", "figures, each in the unit of its metric");
  text += line(fmt::format("{}_metric_id", name), "text", "1", "id of the metric");
  text += line(fmt::format("{}_metric_unit", name), "text", "1", "unit of its values");
  text += line(fmt::format("{}_metric_long_name", name), "text", "1", "what it is");
  text += "\nMetrics:";
  for (const SummaryMetric& metric : metrics) {
    text += fmt::format("\n- `{}` ({}): {}", metric.id, metric.unit, metric.long_name);
  }
  return text + "\n";
}

}  // namespace

std::string schema_document() {
  std::string text = "\n### Root attributes\n\n| attribute | type | unit | meaning |\n|---|---|---|---|\n";
  text += line("format", "text", "1", fmt::format("`{}`", format_name));
  text += line("schema_major", "i64", "1",
               fmt::format("{}; readers of another major version refuse the file", schema_major));
  text += line("schema_minor", "i64", "1", fmt::format("{}; a minor version only adds", schema_minor));
  for (const Column& column : header_attributes()) {
    text += line(std::string(column.name), column.meanings.empty() ? type_name(column.type) : "text",
                 column.unit, meaning_of(column));
  }
  for (const Table& table : tables()) {
    text += heading(fmt::format("{}: {}", table.name, table.long_name));
    text += line(std::string(table.name), "u32", "1", "row number (the dimension's coordinate)");
    text += columns_of(table.name, table.columns);
    if (table.name == "counter") {
      text += heading("counter readings (stage, counter)");
      text += columns_of("counter", reading_columns());
    }
    if (table.name == "distribution") {
      text += heading("histograms (distribution, latency_bucket)");
      text += line("latency_bucket", "u64", "ns", "lower edge of the bucket (the dimension's coordinate)");
      text += line("distribution_histogram", "u64", "1", "values in the bucket");
    }
    if (table.name == "sample") {
      text += heading("sampled counters (sample, counter); since 1.6");
      text +=
          line(std::string(SampleMatrix::name), type_name(SampleMatrix::type), SampleMatrix::unit,
               fmt::format("{}; missing = {}", SampleMatrix::long_name, missing_integer(SampleMatrix::type)));
    }
    if (table.name == "trace") {
      text += heading(
          fmt::format("traced requests (trace, traced_request), {} a row; since 1.2", Trace::capacity));
      for (const TraceMember& member : trace_members()) {
        text += line(fmt::format("trace_{}", member.name), type_name(member.type), member.unit,
                     fmt::format("{}; missing = {}", member.long_name, missing_integer(member.type)));
      }
    }
  }
  text += matrix_of("summary", "stage", summary_metrics());
  text += matrix_of("overview", "workload", overview_metrics());
  text += heading("documents");
  text += line("environment_json", "text", "1",
               "facts about the host: a JSON array of `{key, value}` or `{key, absent_because}`");
  text += line("plan_json", "text", "1", "the plan of the run");
  text += line("log", "text", "1", "log of the run");
  return text;
}

}  // namespace crossfade::results::testing
