#include "analysis/imported/google_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "analysis/imported/input_text.h"

namespace crossfade::analysis {
namespace {

using nlohmann::json;
using results::Direction;
using results::Error;
using results::ErrorKind;
using results::Result;

struct Field {
  const char* key;
  const char* metric;
  const char* unit;  ///< "ns": in the row's time_unit in the file
  Direction direction;
};
constexpr std::array fields{
    Field{"real_time", "real time", "ns", Direction::lower_is_better},
    Field{"cpu_time", "CPU time", "ns", Direction::lower_is_better},
    Field{"items_per_second", "items per second", "s-1", Direction::higher_is_better},
    Field{"bytes_per_second", "bytes per second", "B/s", Direction::higher_is_better}};

/// Numbers of a row that are no user counter.
constexpr std::array described{"family_index",
                               "per_family_instance_index",
                               "repetitions",
                               "repetition_index",
                               "threads",
                               "iterations",
                               "cpu_coefficient",
                               "real_coefficient",
                               "rms"};

constexpr std::array<std::string_view, 4> aggregate_endings{"_mean", "_median", "_stddev", "_cv"};

std::optional<double> nanoseconds(const std::string& time_unit) {
  if (time_unit == "ns" || time_unit.empty()) return 1;
  if (time_unit == "us") return 1e3;
  if (time_unit == "ms") return 1e6;
  if (time_unit == "s") return 1e9;
  return std::nullopt;
}

/// What a row is of; before version 1.5 only its name tells.
struct RowName {
  std::string run, aggregate;  ///< aggregate: empty = of one repetition
};

RowName name_of_row(const json& row) {
  const std::string name = text_at(row, "name"), run = text_at(row, "run_name");
  if (text_at(row, "run_type") == "aggregate")
    return {run.empty() ? name : run,
            text_at(row, "aggregate_name").empty() ? "?" : text_at(row, "aggregate_name")};
  if (text_at(row, "run_type").empty()) {
    for (const std::string_view ending : aggregate_endings)
      if (name.ends_with(ending))
        return {name.substr(0, name.size() - ending.size()), std::string(ending.substr(1))};
  }
  return {run.empty() ? name : run, ""};
}

/// One benchmark with its arguments and threads.
struct Benchmark {
  std::string name;
  std::vector<const json*> repetitions;
  std::map<std::string, const json*> aggregates;
  std::string failed_because;
};

bool has_failed(const json& row) {
  const auto is_true = [&](const char* key) {
    const auto found = row.find(key);
    return found != row.end() && found->is_boolean() && found->get<bool>();
  };
  return is_true("error_occurred") || is_true("skipped");
}

std::string failure_of(const json& row) {
  for (const char* key : {"error_message", "skip_message"})
    if (const std::string why = text_at(row, key); !why.empty()) return "the benchmark gave up: " + why;
  return "the benchmark gave up";
}

std::optional<double> value_of(const json& row, const Field& field, double time_ns) {
  const auto value = number_at(row, field.key);
  if (!value) return std::nullopt;
  return std::string_view(field.unit) == "ns" ? *value * time_ns : *value;
}

/// The mean, or the median where there is no mean.
const json* central(const Benchmark& b, std::string& called) {
  for (const char* name : {"mean", "median"}) {
    const auto found = b.aggregates.find(name);
    if (found == b.aggregates.end()) continue;
    called = name;
    return found->second;
  }
  return nullptr;
}

/// "the mean of 10 repetitions, as the tool formed it: ...".
std::string aggregate_text(const json& row, const std::string& called) {
  const auto repetitions = number_at(row, "repetitions");
  return fmt::format("the {} of {}, as the tool formed it: the repetitions themselves are not in the file",
                     called,
                     repetitions ? fmt::format("{:.0f} repetitions", *repetitions)
                                 : std::string("repetitions that are not counted"));
}

Result<void> add_figures(const Benchmark& b, const std::string& where, ImportedResult& out) {
  std::string called;
  const json* aggregate = b.repetitions.empty() ? central(b, called) : nullptr;
  const std::vector<const json*> rows =
      aggregate != nullptr ? std::vector<const json*>{aggregate} : b.repetitions;
  if (rows.empty()) {
    out.figures.push_back({b.name, fields[0].metric, fields[0].unit, fields[0].direction});
    out.figures.back().absent_because = !b.failed_because.empty()
                                            ? b.failed_because
                                            : "the file has neither repetitions nor their mean or median";
    return {};
  }
  for (const Field& field : fields) {
    ImportedFigure figure{b.name, field.metric, field.unit, field.direction};
    figure.is_mean = aggregate != nullptr;
    for (const json* row : rows) {
      const auto time_ns = nanoseconds(text_at(*row, "time_unit"));
      if (!time_ns) {
        return Error{ErrorKind::data, "cannot use a benchmark", where,
                     fmt::format("{} has the time unit \"{}\"", b.name, text_at(*row, "time_unit")),
                     "the units are ns, us, ms and s"};
      }
      if (const auto value = value_of(*row, field, *time_ns)) figure.values.push_back(*value);
    }
    if (figure.values.empty()) continue;
    if (aggregate != nullptr) figure.cautions.push_back(aggregate_text(*aggregate, called));
    if (!b.failed_because.empty())
      figure.cautions.push_back("not of every repetition: in one " + b.failed_because);
    out.figures.push_back(std::move(figure));
  }
  return {};
}

std::string counters_text(const std::set<std::string>& counters) {
  constexpr std::size_t most = 5;
  std::string text;
  std::size_t i = 0;
  for (const std::string& name : counters) {
    if (i++ == most) break;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  }
  return counters.size() > most ? fmt::format("{} and {} more", text, counters.size() - most) : text;
}

void add_counters(const json& row, std::set<std::string>& counters) {
  for (const auto& [key, value] : row.items()) {
    const auto is_key = [&](const char* known) { return key == known; };
    if (!value.is_number() || std::any_of(described.begin(), described.end(), is_key)) continue;
    if (std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return key == f.key; })) continue;
    counters.insert(clean_label(key));
  }
}

void describe(const json& context, ImportedResult& out) {
  out.tool = "Google Benchmark";
  if (const std::string version = text_at(context, "library_version"); !version.empty())
    out.tool += " " + version;
  out.machine = text_at(context, "host_name");
  out.date = text_at(context, "date");
  out.subject = text_at(context, "executable");
  const auto cpus = number_at(context, "num_cpus"), mhz = number_at(context, "mhz_per_cpu");
  out.limits.push_back(fmt::format(
      "The model of the CPU is not in it{}.",
      cpus && mhz ? fmt::format("; it says {:.0f} CPUs at {:.0f} MHz", *cpus, *mhz) : std::string()));
  out.limits.emplace_back(
      "Repetitions are of one process: they share its memory layout and its minute, so they differ less than "
      "runs and "
      "machines do.");
  if (text_at(context, "library_build_type") == "debug")
    out.limits.emplace_back("The benchmark library was a debug build.");
  const auto scaling = context.find("cpu_scaling_enabled");
  if (scaling != context.end() && scaling->is_boolean() && scaling->get<bool>())
    out.limits.emplace_back("The clock of the CPU was allowed to change meanwhile.");
}

}  // namespace

Result<ImportedResult> parse_google_benchmark(std::string_view text, const std::string& name) {
  const auto parsed = parse_input_json(text, name);
  CF_TRY(parsed);
  const auto not_it = [&](std::string why) {
    return Error{ErrorKind::data, "cannot use the result", name, std::move(why),
                 "name what --benchmark_out wrote with --benchmark_out_format=json"};
  };
  const auto rows = parsed->is_object() ? parsed->find("benchmarks") : parsed->end();
  if (!parsed->is_object() || rows == parsed->end() || !rows->is_array())
    return not_it("it has no list of benchmarks");
  ImportedResult out;
  out.path = name;
  out.format = ImportedFormat::google_benchmark;
  const auto context = parsed->find("context");
  describe(context != parsed->end() && context->is_object() ? *context : json::object(), out);
  std::vector<Benchmark> benchmarks;
  std::map<std::string, std::size_t> known;
  std::set<std::string> counters;
  std::size_t unused = 0;
  for (const json& row : *rows) {
    const RowName row_name = row.is_object() ? name_of_row(row) : RowName{};
    if (row_name.run.empty())
      return not_it(fmt::format("entry {} of its benchmarks has no name", &row - &rows->front() + 1));
    const auto [found, added] = known.emplace(row_name.run, benchmarks.size());
    if (added) benchmarks.push_back({row_name.run, {}, {}, ""});
    Benchmark& b = benchmarks[found->second];
    if (has_failed(row)) {
      b.failed_because = failure_of(row);
    } else if (row_name.aggregate.empty()) {
      b.repetitions.push_back(&row);
      add_counters(row, counters);
    } else {
      b.aggregates.emplace(row_name.aggregate, &row);
    }
  }
  for (const Benchmark& b : benchmarks) {
    if (!b.repetitions.empty()) unused += b.aggregates.size();
    CF_TRY(add_figures(b, name, out));
    if (out.figures.size() > most_imported_figures)
      return not_it(fmt::format("it has more than {} figures", most_imported_figures));
  }
  if (out.figures.empty()) return not_it("its list of benchmarks is empty");
  if (unused > 0) {
    out.limits.push_back(fmt::format(
        "{} aggregate{} not used: the repetitions are there, and a mean of them would count twice.", unused,
        unused == 1 ? " is" : "s are"));
  }
  if (!counters.empty())
    out.limits.push_back(fmt::format("User counters are not read: what they count is not said ({}).",
                                     counters_text(counters)));
  return out;
}

}  // namespace crossfade::analysis
