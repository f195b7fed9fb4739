#include "analysis/imported/spare_cores.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "analysis/imported/input_text.h"
#include "results/csv.h"
#include "results/finite_number.h"

namespace crossfade::analysis {
namespace {

using nlohmann::json;
using results::Direction;
using results::Error;
using results::ErrorKind;
using results::Result;

constexpr double bytes_per_mb = 1e6;

Error bad_output(const std::string& where, std::string why) {
  return Error{ErrorKind::data, "cannot use a result of the Spare Cores inspector", where, std::move(why),
               "name the folder of a machine as it was published"};
}

/// The values of one machine, in order of appearance; what is named again is a repetition.
class Figures {
 public:
  void add(const std::string& name, const char* metric, const char* unit, double value) {
    const std::string label = clean_label(name);
    const auto [known, added] = known_.emplace(std::pair(label, std::string(metric)), figures_.size());
    if (added) figures_.push_back({label, metric, unit, Direction::higher_is_better});
    figures_[known->second].values.push_back(value);
  }
  std::vector<ImportedFigure> take() { return std::move(figures_); }
  std::size_t size() const { return figures_.size(); }

 private:
  std::vector<ImportedFigure> figures_;
  std::map<std::pair<std::string, std::string>, std::size_t> known_;  ///< by name and metric
};

/// [{"algo": "sha256", "block_size": 1024, "speed": 1.4e9}, ...], bytes per second.
Result<void> add_openssl(std::string_view text, const std::string& where, Figures& out) {
  const auto parsed = parse_input_json(text, where);
  CF_TRY(parsed);
  if (!parsed->is_array()) return bad_output(where, "it is no list");
  for (const json& row : *parsed) {
    const auto block = number_at(row, "block_size"), speed = number_at(row, "speed");
    const std::string algorithm = text_at(row, "algo");
    if (algorithm.empty() || !block || !speed)
      return bad_output(where, "an entry has no algo, block_size or speed");
    out.add(fmt::format("openssl {}, {:.0f} B", algorithm, *block), "speed", "B/s", *speed);
  }
  return {};
}

/// "2,1922.07": threads and operations per second.
Result<void> add_stress(std::string_view text, const std::string& where, Figures& out) {
  for (const results::CsvRow& row : results::csv_rows(text)) {
    const auto threads = row.fields.size() == 2 ? results::finite_number(row.fields[0]) : std::nullopt;
    const auto speed = row.fields.size() == 2 ? results::finite_number(row.fields[1]) : std::nullopt;
    if (!threads || !speed) return bad_output(where, fmt::format("line {} is not THREADS,SPEED", row.line));
    out.add(fmt::format("stress-ng div16, {:.0f} thread{}", *threads, *threads == 1 ? "" : "s"), "operations",
            "s-1", *speed);
  }
  return {};
}

/// "rd 1.00 35965.38": operation, MB, MB per second.
Result<void> add_memory(std::string_view text, const std::string& where, Figures& out) {
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.empty()) continue;
    const auto first = line.find(' '), second = line.rfind(' ');
    const auto size =
        first < second ? results::finite_number(line.substr(first + 1, second - first - 1)) : std::nullopt;
    const auto speed = first < second ? results::finite_number(line.substr(second + 1)) : std::nullopt;
    if (!size || !speed) return bad_output(where, fmt::format("line {} is not OPERATION MB MB/S", i + 1));
    out.add(fmt::format("bw_mem {}, {:g} MB", line.substr(0, first), *size), "bandwidth", "B/s",
            bytes_per_mb * *speed);
  }
  return {};
}

/// " block_size=1048576" of {"block_size": 1048576}.
std::string arguments_text(const json& arguments) {
  std::string text;
  if (!arguments.is_object()) return text;
  for (const auto& [key, value] : arguments.items())
    if (value.is_number()) text += fmt::format(" {}={}", key, value.dump());
  return text;
}

/// {"zstd": {"7": [{"threads": 1, "extra_args": {}, "ratio": 32.8, "compress": 4.6e7,
/// "decompress": 8.0e8}]}}.
Result<void> add_compression(std::string_view text, const std::string& where, Figures& out) {
  const auto parsed = parse_input_json(text, where);
  CF_TRY(parsed);
  if (!parsed->is_object()) return bad_output(where, "it is no object");
  for (const auto& [algorithm, levels] : parsed->items()) {
    if (!levels.is_object())
      return bad_output(where, fmt::format("{} has no levels", clean_label(algorithm)));
    for (const auto& [level, runs] : levels.items()) {
      if (!runs.is_array()) return bad_output(where, fmt::format("{} has no runs", clean_label(algorithm)));
      for (const json& run : runs) {
        const auto threads = number_at(run, "threads");
        const std::string name = fmt::format(
            "{}{}{}, {:.0f} thread{}", algorithm, level == "null" ? "" : " -" + level,
            run.is_object() && run.contains("extra_args") ? arguments_text(run["extra_args"]) : "",
            threads.value_or(1), threads.value_or(1) == 1 ? "" : "s");
        for (const char* metric : {"compress", "decompress"})
          if (const auto speed = number_at(run, metric)) out.add(name, metric, "B/s", *speed);
      }
    }
  }
  return {};
}

/// A table with a heading: requests per second by what its first `keys` columns say.
Result<void> add_requests(std::string_view text, const std::string& where, const char* benchmark,
                          std::span<const std::string_view> keys, Figures& out) {
  const auto rows = results::csv_rows(text);
  if (rows.empty()) return bad_output(where, "it is empty");
  const auto& heading = rows.front().fields;
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(heading.begin(), heading.end(), name) - heading.begin());
  };
  const std::size_t rate = column("rps");
  if (rate == heading.size()) return bad_output(where, "its heading has no rps");
  for (const results::CsvRow& row : std::span(rows).subspan(1)) {
    const auto per_s =
        row.fields.size() == heading.size() ? results::finite_number(row.fields[rate]) : std::nullopt;
    if (!per_s) return bad_output(where, fmt::format("line {} has no rps", row.line));
    std::string name = benchmark;
    for (const std::string_view key : keys) {
      if (const std::size_t c = column(key); c < heading.size())
        name += fmt::format(" {}={}", key, clean_label(row.fields[c]));
    }
    out.add(name, "requests", "s-1", *per_s);
  }
  return {};
}

Result<void> add_web(std::string_view text, const std::string& where, Figures& out) {
  constexpr std::array<std::string_view, 3> keys{"size", "threads", "connections"};
  return add_requests(text, where, "static_web", keys, out);
}

Result<void> add_redis(std::string_view text, const std::string& where, Figures& out) {
  constexpr std::array<std::string_view, 3> keys{"operation", "threads", "pipeline"};
  return add_requests(text, where, "redis", keys, out);
}

struct Benchmark {
  const char *folder, *file;
  Result<void> (*add)(std::string_view, const std::string&, Figures&);
};
constexpr std::array benchmarks{Benchmark{"openssl", "parsed.json", add_openssl},
                                Benchmark{"stressngfull", "stdout", add_stress},
                                Benchmark{"bw_mem", "stdout", add_memory},
                                Benchmark{"compression_text", "stdout", add_compression},
                                Benchmark{"static_web", "stdout", add_web},
                                Benchmark{"redis", "stdout", add_redis}};

/// What meta.json says of a benchmark's run.
struct Meta {
  std::string start;
  std::optional<double> exit_code;
  bool ended = false;
};

Result<Meta> read_meta(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "meta.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return Meta{};
  const auto text = read_input(path);
  CF_TRY(text);
  const auto parsed = parse_input_json(*text, path.string());
  CF_TRY(parsed);
  return Meta{text_at(*parsed, "start"), number_at(*parsed, "exit_code"), !text_at(*parsed, "end").empty()};
}

/// Of the JSON of lscpu, whose fields may lie inside others.
std::string model_in(const json& fields) {
  if (!fields.is_array()) return "";
  for (const json& field : fields) {
    if (text_at(field, "field") == "Model name:") return text_at(field, "data");
    if (!field.is_object() || !field.contains("children")) continue;
    if (std::string inner = model_in(field["children"]); !inner.empty()) return inner;
  }
  return "";
}

std::string cpu_model(const std::filesystem::path& folder) {
  const auto text = read_input(folder / "lscpu" / "stdout");
  if (!text) return "";
  for (const std::string_view line : lines_of(*text)) {
    constexpr std::string_view key = "Model name:";
    if (!line.starts_with(key)) continue;
    const auto from = line.find_first_not_of(' ', key.size());
    return from == std::string_view::npos ? "" : clean_label(line.substr(from));
  }
  const auto parsed = parse_input_json(*text, "");
  return parsed && parsed->is_object() && parsed->contains("lscpu") ? model_in((*parsed)["lscpu"]) : "";
}

}  // namespace

bool is_spare_cores_machine(const std::filesystem::path& folder) {
  return std::any_of(benchmarks.begin(), benchmarks.end(), [&](const Benchmark& b) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / b.folder / b.file, ignored);
  });
}

Result<ImportedResult> read_spare_cores(const std::filesystem::path& folder) {
  // "data/aws/c6i.large/" has no name of its own behind the last slash.
  const std::filesystem::path named = folder.has_filename() ? folder : folder.parent_path();
  ImportedResult out;
  out.path = named;
  out.format = ImportedFormat::spare_cores;
  out.tool = "Spare Cores inspector";
  out.instance_type = clean_label(named.filename().string());
  out.machine = out.instance_type;
  out.cpu_model = cpu_model(named);
  out.limits.emplace_back(
      "One run a benchmark on one machine: what another machine of the type, or another hour, would give is "
      "not in it.");
  Figures figures;
  std::vector<std::string> unfinished;
  for (const Benchmark& b : benchmarks) {
    const std::filesystem::path place = named / b.folder, file = place / b.file;
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) continue;
    const auto meta = read_meta(place);
    CF_TRY(meta);
    if (meta->exit_code && *meta->exit_code != 0) {
      out.limits.push_back(fmt::format("{}: {} left out: it ended with exit code {:.0f}.", out.instance_type,
                                       b.folder, *meta->exit_code));
      continue;
    }
    const auto text = read_input(file);
    CF_TRY(text);
    CF_TRY(b.add(*text, file.string(), figures));
    if (figures.size() > most_imported_figures) {
      return bad_output(file.string(),
                        fmt::format("with it there are more than {} figures", most_imported_figures));
    }
    if (!meta->ended) unfinished.emplace_back(b.folder);
    if (out.date.empty() || (!meta->start.empty() && meta->start < out.date)) out.date = meta->start;
    const std::string_view name = b.folder;
    if (name == "static_web" || name == "redis")
      out.limits.push_back(fmt::format("{}: client and server shared the machine.", name));
  }
  if (!unfinished.empty())
    out.limits.push_back(
        fmt::format("{}: how {} ended is not recorded.", out.instance_type, fmt::join(unfinished, ", ")));
  out.figures = figures.take();
  if (out.figures.empty()) return bad_output(named.string(), "no benchmark that is read has a value");
  return out;
}

}  // namespace crossfade::analysis
