#include "results/file/image_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "results/environment_json.h"
#include "results/file/dataset_reader.h"
#include "results/row_checks.h"
#include "results/schema.h"
#include "results/text.h"

namespace crossfade::results::file {
namespace {

constexpr std::uint64_t max_filled_buckets = std::uint64_t{32} << 20U;   ///< of all distributions: 512 MiB
constexpr std::uint64_t max_traced_requests = std::uint64_t{64} << 20U;  ///< of all traces: 576 MiB

Error refuse(const std::string& why) {
  return {ErrorKind::data, "", "", why,
          "it is damaged or was not made by crossfade-collect: copy it again, or record again"};
}

/// The i-th number as its 64-bit pattern.
std::uint64_t integer_at(std::span<const std::byte> cells, CellType type, std::size_t i) {
  if (type == CellType::i32) {
    std::int32_t value = 0;
    std::memcpy(&value, cells.data() + i * sizeof value, sizeof value);
    return static_cast<std::uint64_t>(std::int64_t{value});
  }
  std::uint64_t value = 0;
  std::memcpy(&value, cells.data() + i * bytes_of(type), bytes_of(type));
  return value;
}

class ImageReader {
 public:
  explicit ImageReader(DatasetReader file) : file_(std::move(file)) {}

  Result<void> read_header() {
    CF_TRY(check_schema());
    for (const Column& column : header_attributes()) CF_TRY(read_attribute(column));
    return {};
  }

  Result<std::uint64_t> read_length(const Table& table) {
    const std::string name(table.name);
    auto rows = file_.length(name, CellType::u32);
    CF_TRY(rows);
    if (*rows > table.max_rows) return refuse(fmt::format("{}: {} rows are too many", name, *rows));
    return rows;
  }

  Result<std::vector<std::string>> read_workload_names() {
    auto rows = read_length(table("workload"));
    CF_TRY(rows);
    return file_.texts("workload_name", *rows);
  }

  Result<void> read_all() {
    CF_TRY(read_header());
    for (const Table& each : tables()) {
      if (each.since_minor > content_.schema_minor) continue;
      auto rows = read_length(each);
      CF_TRY(rows);
      each.resize(content_.recording, *rows);
      for (const Column& column : each.columns) {
        if (column.since_minor <= content_.schema_minor) CF_TRY(read_column(each, column, *rows));
      }
    }
    tell_interrupted_from_killed();
    CF_TRY(read_readings());
    CF_TRY(read_histograms());
    CF_TRY(read_traces());
    CF_TRY(read_documents());
    if (auto problem = check_rows(content_.recording)) return refuse(*problem);
    return read_series();  // they rely on the order of the samples
  }

  ImageContent& content() { return content_; }

 private:
  Result<void> check_schema() {
    auto format = file_.text_attribute("format");
    auto major = file_.integer_attribute("schema_major");
    auto minor = file_.integer_attribute("schema_minor");
    if (!format || *format != format_name) {
      return Error{ErrorKind::data, "", "", "it is an HDF5 file, but not a recording",
                   "give a recording made by crossfade-collect"};
    }
    CF_TRY(major);
    CF_TRY(minor);
    const std::int64_t its_major = major->value_or(-1), its_minor = minor->value_or(-1);
    if (its_major < 0 || its_minor < 0) return refuse("it does not say which schema it has");
    if (its_major != schema_major) {
      auto producer = file_.text_attribute("producer");
      const std::string by = producer ? producer->value_or("another program") : "another program";
      return Error{ErrorKind::data, "", "",
                   fmt::format("it has schema {}.{}, written by {}; this program reads schema {}", its_major,
                               its_minor, by, schema_major),
                   its_major > schema_major ? fmt::format("use the programs of {} or newer", by)
                                            : fmt::format("use the programs of {}, or record again", by)};
    }
    content_.schema_minor = its_minor;
    return {};
  }

  Result<void> read_attribute(const Column& column) {
    const std::string name(column.name);
    Header& header = content_.recording.header;
    if (column.type == CellType::text || !column.meanings.empty()) {
      auto text = file_.text_attribute(name);
      CF_TRY(text);
      if (column.type == CellType::text) {
        column.set_text(&header, std::move(*text).value_or(""));
        return {};
      }
      const auto known = std::find(column.meanings.begin(), column.meanings.end(), text->value_or(""));
      if (known == column.meanings.end()) {
        return refuse(fmt::format("{}: '{}' is not known here{}", name, text->value_or(""), newer_hint()));
      }
      column.set_integer(&header, static_cast<std::uint64_t>(known - column.meanings.begin()));
      return {};
    }
    if (column.type == CellType::f64) {
      auto real = file_.real_attribute(name);
      CF_TRY(real);
      column.set_real(&header, real->value_or(missing));
      return {};
    }
    auto integer = file_.integer_attribute(name);
    CF_TRY(integer);
    if (unknown_if_zero(column) && integer->value_or(0) < 0)
      return refuse(fmt::format("{}: it is negative", name));
    column.set_integer(&header, static_cast<std::uint64_t>(integer->value_or(0)));
    return {};
  }

  Result<void> read_column(const Table& owner, const Column& column, std::uint64_t rows) {
    const std::string name = fmt::format("{}_{}", owner.name, column.name);
    Recording& recording = content_.recording;
    if (column.type == CellType::text) {
      auto texts = file_.texts(name, rows);
      CF_TRY(texts);
      for (std::size_t i = 0; i < rows; ++i) {
        column.set_text(owner.mutable_row(recording, i), std::move((*texts)[i]));
      }
      return {};
    }
    auto cells = file_.numbers(name, column.type, rows);
    CF_TRY(cells);
    const std::uint64_t targets = column.points_to.empty() ? 0 : table(column.points_to).rows(recording);
    for (std::size_t i = 0; i < rows; ++i) {
      void* row = owner.mutable_row(recording, i);
      const std::uint64_t value = integer_at(*cells, column.type, i);
      if (column.type == CellType::f64) {
        double real = 0;
        std::memcpy(&real, &value, sizeof real);
        column.set_real(row, real);
        continue;
      }
      if (!column.meanings.empty() && value >= column.meanings.size()) {
        return refuse(
            fmt::format("{}: row {} holds {}, which means nothing here{}", name, i, value, newer_hint()));
      }
      const bool none = column.minus_one_is_none && value == UINT64_MAX;
      if (!column.points_to.empty() && !none && value >= targets) {
        return refuse(fmt::format("{}: row {} points to row {} of {}, which has {}", name, i,
                                  static_cast<std::int64_t>(value), column.points_to, targets));
      }
      column.set_integer(row, value);
    }
    return {};
  }

  /// Before 1.4 a process run that the user stopped was called killed, with this reason.
  void tell_interrupted_from_killed() {
    if (content_.schema_minor >= 4) return;
    for (Repetition& repetition : content_.recording.repetitions) {
      if (repetition.outcome == RepetitionOutcome::killed && repetition.reason == "the run was stopped")
        repetition.outcome = RepetitionOutcome::interrupted;
    }
  }

  Result<void> read_readings() {
    Recording& recording = content_.recording;
    const std::size_t stages = recording.stages.size(), counters = recording.counters.size();
    std::vector<std::vector<std::byte>> cells;
    for (const Column& column : reading_columns()) {
      auto matrix = file_.matrix(fmt::format("counter_{}", column.name), column.type, stages, counters);
      CF_TRY(matrix);
      cells.push_back(std::move(*matrix));
    }
    const auto columns = reading_columns();
    const Column& state = columns.back();
    for (std::size_t i = 0; i < stages * counters; ++i) {
      const std::uint64_t value = integer_at(cells.back(), state.type, i);
      if (value == missing_integer(state.type)) continue;
      if (value >= state.meanings.size()) {
        return refuse(fmt::format("counter_state: {} means nothing here{}", value, newer_hint()));
      }
      CounterReading& reading = recording.readings.emplace_back();
      reading.stage = static_cast<std::uint32_t>(i / counters);
      reading.counter = static_cast<std::uint32_t>(i % counters);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        columns[c].set_integer(&reading, integer_at(cells[c], columns[c].type, i));
      }
    }
    return {};
  }

  Result<void> read_histograms() {
    auto& distributions = content_.recording.distributions;
    auto edges = file_.numbers("latency_bucket", CellType::u64, Histogram::buckets);
    CF_TRY(edges);
    for (std::size_t i = 0; i < Histogram::buckets; ++i) {
      if (integer_at(*edges, CellType::u64, i) != Histogram::lower_edge_ns(i)) {
        return refuse("latency_bucket: its buckets are not those of schema 1");
      }
    }
    std::uint64_t filled = 0;
    return file_.visit(
        "distribution_histogram", CellType::u64, distributions.size(), Histogram::buckets,
        [&](const Piece& piece) -> Result<void> {
          for (std::uint64_t row = 0; row < piece.rows; ++row) {
            auto& buckets = distributions[piece.first_row + row].buckets;
            const auto cells = piece.bytes.subspan(row * piece.pitch * sizeof(std::uint64_t));
            for (std::uint64_t column = 0; column < piece.columns; ++column) {
              const std::uint64_t count = integer_at(cells, CellType::u64, column);
              if (count == 0) continue;
              if (++filled > max_filled_buckets) {
                return refuse("distribution_histogram: there is more data than a recording holds");
              }
              buckets.push_back({static_cast<std::uint32_t>(piece.first_column + column), count});
            }
          }
          return {};
        });
  }

  Result<void> read_traces() {
    auto& traces = content_.recording.traces;
    if (content_.schema_minor < table("trace").since_minor) return {};
    std::uint64_t requests = 0;
    for (const Trace& trace : traces) {
      if (trace.requests > Trace::capacity) {
        return refuse(fmt::format("trace_requests: {} are more than a trace holds", trace.requests));
      }
      requests += trace.requests;
    }
    if (requests > max_traced_requests) {
      return refuse(fmt::format("trace_requests: {} in all are more than a recording holds", requests));
    }
    for (const TraceMember& member : trace_members()) CF_TRY(read_trace_member(member));
    return {};
  }

  Result<void> read_trace_member(const TraceMember& member) {
    auto& traces = content_.recording.traces;
    const std::string name = fmt::format("trace_{}", member.name);
    return file_.visit(
        name, member.type, traces.size(), Trace::capacity, [&](const Piece& piece) -> Result<void> {
          for (std::uint64_t row = 0; row < piece.rows; ++row) {
            Trace& trace = traces[piece.first_row + row];
            const auto cells = piece.bytes.subspan(row * piece.pitch * bytes_of(member.type));
            for (std::uint64_t column = 0; column < piece.columns; ++column) {
              if (piece.first_column + column >= trace.requests) break;
              const std::uint64_t value = integer_at(cells, member.type, column);
              if (value == missing_integer(member.type)) {
                return refuse(fmt::format("{}: row {} lacks a value", name, piece.first_row + row));
              }
              member.append(trace, value);
            }
          }
          return {};
        });
  }

  Result<void> read_series() {
    Recording& recording = content_.recording;
    if (content_.schema_minor < table("sample").since_minor) return {};
    const auto& samples = recording.samples;
    const std::uint64_t counters = recording.counters.size();
    const std::string name(SampleMatrix::name);
    if (samples.size() * counters > max_sample_cells) {
      return refuse(
          fmt::format("{}: {} by {} are more than a recording holds", name, samples.size(), counters));
    }
    using Key = std::pair<std::uint32_t, std::uint32_t>;  // stage and counter
    std::map<Key, CounterSeries> found;
    std::uint64_t room = 0;
    CF_TRY(file_.visit(
        name, SampleMatrix::type, samples.size(), counters, [&](const Piece& piece) -> Result<void> {
          for (std::uint64_t column = 0; column < piece.columns; ++column) {
            const auto counter = static_cast<std::uint32_t>(piece.first_column + column);
            CounterSeries* series = nullptr;
            for (std::uint64_t row = 0; row < piece.rows; ++row) {
              const std::uint64_t count =
                  integer_at(piece.bytes, SampleMatrix::type, row * piece.pitch + column);
              if (count == CounterSeries::not_counted) continue;
              const std::uint64_t sample = piece.first_row + row;
              const std::uint32_t stage = samples[sample].stage;
              if (series == nullptr || series->stage != stage) {
                series = &found[{stage, counter}];
                if (series->counts.empty()) {
                  *series = empty_series(stage, counter);
                  room += room_of(*series);
                  if (room > max_sampled_counts)
                    return refuse(fmt::format("{}: there is more data than a recording holds", name));
                }
              }
              series->counts[sample - series->first_sample] = count;
            }
          }
          return {};
        }));
    recording.series.reserve(found.size());
    for (auto& [key, series] : found) recording.series.push_back(std::move(series));
    return {};
  }

  CounterSeries empty_series(std::uint32_t stage, std::uint32_t counter) const {
    const auto& samples = content_.recording.samples;
    const auto is_before = [](const CounterSample& sample, std::uint32_t of) { return sample.stage < of; };
    const auto first = std::lower_bound(samples.begin(), samples.end(), stage, is_before);
    const auto last = std::lower_bound(first, samples.end(), stage + 1, is_before);
    return {stage, counter, static_cast<std::uint32_t>(first - samples.begin()),
            std::vector<std::uint64_t>(static_cast<std::size_t>(last - first), CounterSeries::not_counted)};
  }

  Result<void> read_documents() {
    Recording& recording = content_.recording;
    auto environment = file_.document("environment_json");
    CF_TRY(environment);
    auto facts = environment_from_json(*environment);
    if (!facts) return refuse("environment_json: it is not a list of facts");
    for (const EnvironmentFact& fact : *facts) {
      // JSON can name characters that the text itself may not hold.
      if (!is_clean_text(fact.key) || !is_clean_text(fact.value) || !is_clean_text(fact.absent_because)) {
        return refuse("environment_json: a fact is not clean UTF-8");
      }
    }
    recording.environment = std::move(*facts);
    auto plan = file_.document("plan_json");
    CF_TRY(plan);
    recording.plan_json = std::move(*plan);
    auto log = file_.document("log");
    CF_TRY(log);
    recording.log = std::move(*log);
    return {};
  }

  std::string newer_hint() const {
    if (content_.schema_minor <= schema_minor) return "";
    return fmt::format(" (the file has the newer schema {}.{}: use a newer program)", schema_major,
                       content_.schema_minor);
  }

  DatasetReader file_;
  ImageContent content_;
};

}  // namespace

Result<ImageContent> read_image(std::span<const std::byte> payload) {
  auto file = DatasetReader::open(payload);
  CF_TRY(file);
  ImageReader reader(std::move(*file));
  CF_TRY(reader.read_all());
  return std::move(reader.content());
}

Result<RecordingSummary> read_image_summary(std::span<const std::byte> payload) {
  auto file = DatasetReader::open(payload);
  CF_TRY(file);
  ImageReader reader(std::move(*file));
  CF_TRY(reader.read_header());
  RecordingSummary summary;
  auto workloads = reader.read_workload_names();
  auto repetitions = reader.read_length(table("repetition"));
  auto stages = reader.read_length(table("stage"));
  CF_TRY(workloads);
  CF_TRY(repetitions);
  CF_TRY(stages);
  summary.header = std::move(reader.content().recording.header);
  summary.workloads = std::move(*workloads);
  summary.repetitions = *repetitions;
  summary.stages = *stages;
  return summary;
}

}  // namespace crossfade::results::file
