#include "results/file/image_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "results/environment_json.h"
#include "results/file/chunk_codec.h"
#include "results/file/dataset_writer.h"
#include "results/file/seal.h"
#include "results/file/superblock.h"
#include "results/schema.h"

namespace crossfade::results::file {
namespace {

constexpr hsize_t rows_per_chunk = 1'024, stages_per_counter_chunk = 256;

/// Numbers of one type, one after the other, as they are stored: little endian, like every host of ours.
class Cells {
 public:
  Cells(CellType type, std::size_t n) : width_(bytes_of(type)), bytes_(width_ * n) {}
  void set(std::size_t i, std::uint64_t value) { std::memcpy(bytes_.data() + i * width_, &value, width_); }
  void set(std::size_t i, double value) { std::memcpy(bytes_.data() + i * width_, &value, width_); }
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::size_t width_;
  std::vector<std::byte> bytes_;
};

Description describe(const Column& column) {
  return {column.unit, column.long_name, column.type, column.meanings, column.may_be_missing};
}

void write_row_numbers(DatasetWriter& file, std::string_view name, std::string_view long_name,
                       std::size_t n) {
  Cells cells(CellType::u32, n);
  for (std::size_t i = 0; i < n; ++i) cells.set(i, std::uint64_t{i});
  file.coordinate(std::string(name), Description{.unit = "1", .long_name = long_name, .type = CellType::u32},
                  cells.bytes());
}

void write_column(DatasetWriter& file, const Recording& recording, const Table& table, const Column& column) {
  const std::size_t n = table.rows(recording);
  const std::string name = fmt::format("{}_{}", table.name, column.name);
  const std::array<std::string, 1> dimension{std::string(table.name)};
  if (column.type == CellType::text) {
    std::vector<std::string> values;
    values.reserve(n);
    for (std::size_t i = 0; i < n; ++i) values.push_back(column.text(table.row(recording, i)));
    file.texts(name, describe(column), dimension[0], values);
    return;
  }
  Cells cells(column.type, n);
  for (std::size_t i = 0; i < n; ++i) {
    const void* row = table.row(recording, i);
    if (column.type == CellType::f64) {
      cells.set(i, column.real(row));
    } else {
      cells.set(i, column.integer(row));
    }
  }
  file.numbers(name, describe(column), dimension, std::span(&rows_per_chunk, 1), cells.bytes());
}

void write_readings(DatasetWriter& file, const Recording& recording) {
  const std::size_t counters = recording.counters.size();
  const std::array<std::string, 2> dimensions{"stage", "counter"};
  const std::array<hsize_t, 2> chunk{stages_per_counter_chunk, counters};
  for (const Column& column : reading_columns()) {
    Cells cells(column.type, recording.stages.size() * counters);
    for (std::size_t i = 0; i < recording.stages.size() * counters; ++i) {
      cells.set(i, missing_integer(column.type));
    }
    for (const CounterReading& reading : recording.readings) {
      cells.set(reading.stage * counters + reading.counter, column.integer(&reading));
    }
    file.numbers(fmt::format("counter_{}", column.name), describe(column), dimensions, chunk, cells.bytes());
  }
}

void write_histograms(DatasetWriter& file, std::span<const std::vector<std::byte>> chunks) {
  Cells edges(CellType::u64, Histogram::buckets);
  for (std::size_t i = 0; i < Histogram::buckets; ++i) edges.set(i, Histogram::lower_edge_ns(i));
  file.coordinate("latency_bucket",
                  Description{.unit = "ns", .long_name = "lower edge of the bucket", .type = CellType::u64},
                  edges.bytes());
  const std::array<std::string, 2> dimensions{"distribution", "latency_bucket"};
  file.compressed_rows("distribution_histogram",
                       Description{.unit = "1", .long_name = "values in the bucket", .type = CellType::u64},
                       dimensions, chunks);
}

void write_traces(DatasetWriter& file, std::span<const StoredChunks::Rows> chunks) {
  file.dimension("traced_request", Trace::capacity);
  const std::array<std::string, 2> dimensions{"trace", "traced_request"};
  const auto members = trace_members();
  for (std::size_t m = 0; m < members.size(); ++m) {
    const TraceMember& member = members[m];
    const Description description{
        .unit = member.unit, .long_name = member.long_name, .type = member.type, .may_be_missing = true};
    file.compressed_rows(fmt::format("trace_{}", member.name), description, dimensions, chunks[m]);
  }
}

void write_series(DatasetWriter& file, const Recording& recording, const SampleChunks& chunks) {
  const std::array<std::string, 2> dimensions{"sample", "counter"};
  const Description description{.unit = SampleMatrix::unit,
                                .long_name = SampleMatrix::long_name,
                                .type = SampleMatrix::type,
                                .may_be_missing = true};
  const std::size_t samples = recording.samples.size();
  file.compressed_columns(std::string(SampleMatrix::name), description, dimensions,
                          std::min(SampleChunks::rows, samples), chunks.all(recording),
                          SampleChunks::blank(std::max<std::size_t>(samples, 1)));
}

void write_matrix(DatasetWriter& file, const char* name, std::string_view long_name, const std::string& rows,
                  std::span<const SummaryMetric> metrics, std::span<const SummaryRow> values) {
  const std::string axis = fmt::format("{}_metric", name);
  write_row_numbers(file, axis, "row number", metrics.size());
  std::vector<std::string> ids, units, long_names;
  for (const SummaryMetric& metric : metrics) {
    ids.emplace_back(metric.id);
    units.emplace_back(metric.unit);
    long_names.emplace_back(metric.long_name);
  }
  const auto text = [](std::string_view what) {
    return Description{.unit = "1", .long_name = what, .type = CellType::text};
  };
  file.texts(axis + "_id", text("id of the metric"), axis, ids);
  file.texts(axis + "_unit", text("unit of its values"), axis, units);
  file.texts(axis + "_long_name", text("what it is"), axis, long_names);

  Cells cells(CellType::f64, values.size() * metrics.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < metrics.size(); ++j) cells.set(i * metrics.size() + j, values[i][j]);
  }
  const std::array<std::string, 2> dimensions{rows, axis};
  // One chunk while that is sensible: a scan then reads one thing.
  const std::array<hsize_t, 2> chunk{16'384, metrics.size()};
  file.numbers(name, Description{.unit = "1", .long_name = long_name, .type = CellType::f64}, dimensions,
               chunk, cells.bytes());
}

void write_header(DatasetWriter& file, const Header& header) {
  file.attribute("Conventions", "CF-1.10");
  file.attribute("format", format_name);
  file.attribute("schema_major", schema_major);
  file.attribute("schema_minor", schema_minor);
  for (const Column& column : header_attributes()) {
    const std::string name(column.name);
    if (column.type == CellType::text) {
      if (!column.text(&header).empty()) file.attribute(name, column.text(&header));
    } else if (column.type == CellType::f64) {
      if (!std::isnan(column.real(&header))) file.attribute(name, column.real(&header));
    } else if (!column.meanings.empty()) {
      file.attribute(name, column.meanings[column.integer(&header)]);
    } else if (column.integer(&header) != 0 || !unknown_if_zero(column)) {
      file.attribute(name, static_cast<std::int64_t>(column.integer(&header)));
    }
  }
}

std::vector<std::byte> image_of(const Recording& recording, const StoredChunks& chunks,
                                std::span<const SummaryRow> summaries) {
  DatasetWriter file;
  write_header(file, recording.header);
  for (const Table& table : tables()) {
    write_row_numbers(file, table.name, table.long_name, table.rows(recording));
    for (const Column& column : table.columns) write_column(file, recording, table, column);
    if (table.name == "counter") write_readings(file, recording);
    if (table.name == "distribution") write_histograms(file, chunks.histograms);
    if (table.name == "trace") write_traces(file, chunks.traces);
    if (table.name == "sample") write_series(file, recording, chunks.samples);
  }
  write_matrix(file, "summary", "figures of the stage, in the unit of the metric", "stage", summary_metrics(),
               summaries);
  write_matrix(file, "overview", "figures of the workload, in the unit of the metric", "workload",
               overview_metrics(), overview_of(recording, summaries));
  file.document("environment_json", "facts about the host", environment_to_json(recording.environment));
  file.document("plan_json", "the plan of the run", recording.plan_json);
  file.document("log", "log of the run", recording.log);
  return file.finish();
}

}  // namespace

void StoredChunks::add(const Distribution& distribution) {
  Cells cells(CellType::u64, Histogram::buckets);
  for (const BucketCount& bucket : distribution.buckets) cells.set(bucket.bucket, bucket.count);
  histograms.push_back(compress_chunk(cells.bytes(), bytes_of(CellType::u64)));
}

void StoredChunks::add(const Trace& trace) {
  const auto members = trace_members();
  for (std::size_t m = 0; m < members.size(); ++m) {
    const TraceMember& member = members[m];
    Cells cells(member.type, Trace::capacity);
    for (std::size_t i = 0; i < trace.requests; ++i) cells.set(i, member.get(trace, i));
    for (std::size_t i = trace.requests; i < Trace::capacity; ++i) cells.set(i, missing_integer(member.type));
    traces[m].push_back(compress_chunk(cells.bytes(), bytes_of(member.type)));
  }
}

Result<std::vector<std::byte>> write_image(const Recording& recording, const StoredChunks& chunks,
                                           std::span<const SummaryRow> summaries) {
  try {
    std::vector<std::byte> image = image_of(recording, chunks, summaries);
    repair_superblock(image);
    if (stated_end(image) != image.size()) throw Hdf5Failure("the image has not the length it states");
    append_seal(image);
    return image;
  } catch (const Hdf5Failure& failure) {
    return Error{ErrorKind::io, "cannot build the recording in memory", "", failure.what(),
                 "check that memory is left; the file on disk is the last complete state"};
  }
}

}  // namespace crossfade::results::file
