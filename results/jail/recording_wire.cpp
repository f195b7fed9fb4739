#include "results/jail/recording_wire.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "results/row_checks.h"
#include "results/schema.h"
#include "results/text.h"

namespace crossfade::results::jail {
namespace {

constexpr std::size_t max_message_bytes = 64U << 10U;
constexpr std::uint64_t failed = 0, succeeded = 1;
constexpr std::uint64_t max_facts = 1'000'000;

// --- one value by its description in the schema

void write_cell(WireWriter& out, const Column& column, const void* row) {
  if (column.type == CellType::text) {
    out.text(column.text(row));
  } else if (column.type == CellType::f64) {
    out.number(std::bit_cast<std::uint64_t>(column.real(row)));
  } else {
    out.number(column.integer(row));
  }
}

std::string clean(WireReader& in, std::size_t max_bytes) {
  std::string text = in.text(max_bytes);
  if (!is_clean_text(text)) in.refuse();
  return text;
}

/// `targets`: length of the table that the column points to, if it does.
void read_cell(WireReader& in, const Column& column, void* row, std::uint64_t targets) {
  if (column.type == CellType::text) {
    column.set_text(row, clean(in, max_text_bytes));
    return;
  }
  const std::uint64_t value = in.number();
  if (column.type == CellType::f64) {
    column.set_real(row, std::bit_cast<double>(value));
    return;
  }
  const bool none = column.minus_one_is_none && value == UINT64_MAX;
  if ((!column.meanings.empty() && value >= column.meanings.size()) ||
      (!column.points_to.empty() && !none && value >= targets)) {
    in.refuse();
    return;
  }
  column.set_integer(row, value);
  if (column.integer(row) != value) in.refuse();  // wider than its type
}

void write_header(WireWriter& out, const Header& header) {
  for (const Column& column : header_attributes()) write_cell(out, column, &header);
}

void read_header(WireReader& in, Header& header) {
  for (const Column& column : header_attributes()) {
    read_cell(in, column, &header, 0);
    const bool is_quantity = column.type == CellType::i64 && unknown_if_zero(column);
    if (is_quantity && static_cast<std::int64_t>(column.integer(&header)) < 0) in.refuse();
  }
}

// --- tables

void write_tables(WireWriter& out, const Recording& recording) {
  for (const Table& each : tables()) {
    const std::size_t rows = each.rows(recording);
    out.number(rows);
    for (const Column& column : each.columns)
      for (std::size_t i = 0; i < rows; ++i) write_cell(out, column, each.row(recording, i));
  }
}

void read_tables(WireReader& in, Recording& recording) {
  for (const Table& each : tables()) {
    const std::uint64_t rows =
        in.count(each.max_rows, std::max<std::size_t>(1, each.columns.size()) * sizeof(std::uint64_t));
    each.resize(recording, static_cast<std::size_t>(rows));
    for (const Column& column : each.columns) {
      const std::uint64_t targets = column.points_to.empty() ? 0 : table(column.points_to).rows(recording);
      for (std::size_t i = 0; i < rows && in.ok(); ++i)
        read_cell(in, column, each.mutable_row(recording, i), targets);
    }
  }
}

// --- what is no table

void write_readings(WireWriter& out, const std::vector<CounterReading>& readings) {
  out.number(readings.size());
  for (const CounterReading& reading : readings) {
    out.number(reading.stage);
    out.number(reading.counter);
    for (const Column& column : reading_columns()) write_cell(out, column, &reading);
  }
}

std::uint32_t index(WireReader& in, std::uint64_t targets) {
  const std::uint64_t value = in.number();
  if (value >= targets) in.refuse();
  return in.ok() ? static_cast<std::uint32_t>(value) : 0;
}

void read_readings(WireReader& in, Recording& recording) {
  const std::uint64_t stages = recording.stages.size(), counters = recording.counters.size();
  const std::uint64_t bytes_each = (2 + reading_columns().size()) * sizeof(std::uint64_t);
  recording.readings.resize(static_cast<std::size_t>(in.count(stages * counters, bytes_each)));
  for (CounterReading& reading : recording.readings) {
    reading.stage = index(in, stages);
    reading.counter = index(in, counters);
    for (const Column& column : reading_columns()) read_cell(in, column, &reading, 0);
    if (!in.ok()) return;
  }
}

void write_histograms(WireWriter& out, const std::vector<Distribution>& distributions) {
  for (const Distribution& each : distributions) {
    out.number(each.buckets.size());
    for (const BucketCount& bucket : each.buckets) {
      out.number(bucket.bucket);
      out.number(bucket.count);
    }
  }
}

void read_histograms(WireReader& in, std::vector<Distribution>& distributions) {
  for (Distribution& each : distributions) {
    each.buckets.resize(static_cast<std::size_t>(in.count(Histogram::buckets, 2 * sizeof(std::uint64_t))));
    for (BucketCount& bucket : each.buckets) {
      bucket.bucket = index(in, Histogram::buckets);
      bucket.count = in.number();
    }
    if (!in.ok()) return;
  }
}

void write_traces(WireWriter& out, const std::vector<Trace>& traces) {
  for (const Trace& trace : traces) {
    out.block(trace.service_ns);
    out.block(trace.start_delay_ns);
    out.block(trace.request_class);
  }
}

void read_traces(WireReader& in, std::vector<Trace>& traces) {
  for (Trace& trace : traces) {
    if (trace.requests > Trace::capacity) in.refuse();
    if (!in.ok()) return;
    trace.service_ns = in.block<std::uint32_t>(trace.requests);
    trace.start_delay_ns = in.block<std::uint32_t>(trace.requests);
    trace.request_class = in.block<std::uint8_t>(trace.requests);
  }
}

void write_series(WireWriter& out, const std::vector<CounterSeries>& all) {
  out.number(all.size());
  for (const CounterSeries& series : all) {
    out.number(series.stage);
    out.number(series.counter);
    out.block(series.counts);
  }
}

/// After the rows were checked: a stage's samples lie together.
void read_series(WireReader& in, Recording& recording) {
  const auto& samples = recording.samples;
  const std::uint64_t stages = recording.stages.size(), counters = recording.counters.size();
  const std::uint64_t n = in.count(stages * counters, 2 * sizeof(std::uint64_t));
  recording.series.reserve(static_cast<std::size_t>(n));
  for (std::uint64_t i = 0; i < n && in.ok(); ++i) {
    CounterSeries series;
    series.stage = index(in, stages);
    series.counter = index(in, counters);
    const auto is_before = [](const CounterSample& sample, std::uint32_t of) { return sample.stage < of; };
    const auto first = std::lower_bound(samples.begin(), samples.end(), series.stage, is_before);
    const auto last = std::lower_bound(first, samples.end(), series.stage + 1, is_before);
    series.first_sample = static_cast<std::uint32_t>(first - samples.begin());
    series.counts = in.block<std::uint64_t>(static_cast<std::uint64_t>(last - first));
    if (!recording.series.empty() &&
        std::pair(recording.series.back().stage, recording.series.back().counter) >=
            std::pair(series.stage, series.counter)) {
      in.refuse();
    }
    recording.series.push_back(std::move(series));
  }
}

void write_recording(WireWriter& out, const Recording& recording) {
  write_header(out, recording.header);
  write_tables(out, recording);
  write_readings(out, recording.readings);
  write_histograms(out, recording.distributions);
  write_traces(out, recording.traces);
  out.number(recording.environment.size());
  for (const EnvironmentFact& fact : recording.environment)
    for (const std::string* text : {&fact.key, &fact.value, &fact.absent_because}) out.text(*text);
  out.text(recording.plan_json);
  out.text(recording.log);
  write_series(out, recording.series);
}

Recording read_whole_recording(WireReader& in) {
  Recording recording;
  read_header(in, recording.header);
  read_tables(in, recording);
  read_readings(in, recording);
  read_histograms(in, recording.distributions);
  read_traces(in, recording.traces);
  recording.environment.resize(static_cast<std::size_t>(in.count(max_facts, 3 * sizeof(std::uint64_t))));
  for (EnvironmentFact& fact : recording.environment)
    for (std::string* text : {&fact.key, &fact.value, &fact.absent_because})
      *text = clean(in, max_document_bytes);
  recording.plan_json = clean(in, max_document_bytes);
  recording.log = clean(in, max_document_bytes);
  if (in.ok() && check_rows(recording)) in.refuse();
  read_series(in, recording);
  return recording;
}

void write_error(WireWriter& out, const Error& error) {
  out.number(failed);
  out.number(static_cast<std::uint64_t>(error.kind));
  out.text(clean_text(error.why, max_message_bytes));
  out.text(clean_text(error.remedy, max_message_bytes));
}

/// A reader refuses what is in the file, or could not read it.
Error read_error(WireReader& in) {
  Error error;
  error.kind = in.number() == static_cast<std::uint64_t>(ErrorKind::data) ? ErrorKind::data : ErrorKind::io;
  error.why = clean(in, max_message_bytes);
  error.remedy = clean(in, max_message_bytes);
  return error;
}

Seal read_seal(WireReader& in) {
  return in.number() == 0 ? Seal::intact : Seal::none_modified_since;
}

/// True if content follows; an error may.
bool is_content(WireReader& in) {
  const std::uint64_t kind = in.number();
  if (kind != failed && kind != succeeded) in.refuse();
  return kind == succeeded;
}

}  // namespace

void write(WireWriter& out, const Result<OpenedRecording>& read) {
  if (!read) return write_error(out, read.error());
  out.number(succeeded);
  out.number(static_cast<std::uint64_t>(read->seal));
  out.number(read->file_bytes);
  out.number(static_cast<std::uint64_t>(read->schema_minor));
  write_recording(out, read->recording);
}

Result<OpenedRecording> read_recording(WireReader& in) {
  if (!is_content(in)) return read_error(in);
  OpenedRecording out;
  out.seal = read_seal(in);
  out.file_bytes = in.number();
  out.schema_minor = static_cast<std::int64_t>(in.number());
  out.recording = read_whole_recording(in);
  return out;
}

void write(WireWriter& out, const Result<RecordingSummary>& read) {
  if (!read) return write_error(out, read.error());
  out.number(succeeded);
  out.number(static_cast<std::uint64_t>(read->seal));
  out.number(read->file_bytes);
  write_header(out, read->header);
  out.number(read->workloads.size());
  for (const std::string& name : read->workloads) out.text(name);
  out.number(read->repetitions);
  out.number(read->stages);
}

Result<RecordingSummary> read_summary(WireReader& in) {
  if (!is_content(in)) return read_error(in);
  RecordingSummary out;
  out.seal = read_seal(in);
  out.file_bytes = in.number();
  read_header(in, out.header);
  out.workloads.resize(static_cast<std::size_t>(in.count(table("workload").max_rows, sizeof(std::uint64_t))));
  for (std::string& name : out.workloads) name = clean(in, max_text_bytes);
  out.repetitions = in.number();
  out.stages = in.number();
  return out;
}

}  // namespace crossfade::results::jail
