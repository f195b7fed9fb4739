#include "analysis/imported/perf_stat.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "analysis/imported/input_text.h"
#include "results/blanks.h"
#include "results/finite_number.h"

namespace crossfade::analysis {
namespace {

using nlohmann::json;
using results::Direction;
using results::Error;
using results::ErrorKind;
using results::Result;

/// One event as a line has it.
struct EventLine {
  std::string event, unit, value;                ///< value: a number, or "<not counted>"
  std::optional<double> running_percent;         ///< of the time that it was wanted
  std::optional<double> standard_error_percent;  ///< of -r
};

/// Keys of -j that only parts of a run have.
constexpr std::array parts{"interval", "cpu",     "core",  "die",    "socket",
                           "node",     "cluster", "cache", "thread", "aggregate-number"};

Error bad_line(const std::string& name, std::size_t line, std::string why) {
  return Error{ErrorKind::data, "cannot use the output of perf stat", fmt::format("{}, line {}", name, line),
               std::move(why), "name what perf stat -j or perf stat -x, wrote, of whole runs (no -I, no -A)"};
}

std::string part_text(std::string_view key) {
  return fmt::format("it is of one {}: only totals of a run are read", key);
}

/// nullopt: a line of a metric alone.
Result<std::optional<EventLine>> json_line(std::string_view text, const std::string& name, std::size_t line) {
  const auto parsed = parse_input_json(text, fmt::format("{}, line {}", name, line));
  CF_TRY(parsed);
  for (const char* key : parts)
    if (parsed->is_object() && parsed->contains(key)) return bad_line(name, line, part_text(key));
  EventLine out;
  out.event = text_at(*parsed, "event");
  if (out.event.empty()) return std::optional<EventLine>();
  out.unit = text_at(*parsed, "unit");
  out.value = text_at(*parsed, "counter-value");
  if (const auto number = number_at(*parsed, "counter-value")) out.value = fmt::format("{}", *number);
  out.running_percent = number_at(*parsed, "pcnt-running");
  out.standard_error_percent = number_at(*parsed, "variance");
  return std::optional(out);
}

/// The one behind the first field, which is a number or "<not counted>"; '\\0' if there is none.
char separator_of(std::string_view line) {
  const std::size_t from = line.starts_with('<') ? line.find('>') + 1 : 0;
  const auto is_of_number = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+'; };
  for (std::size_t i = from; i < line.size(); ++i)
    if (!is_of_number(line[i])) return line[i];
  return '\0';
}

/// An event with '/' goes on to its second one, whatever separators stand between.
std::vector<std::string> fields_of(std::string_view line, char separator) {
  constexpr std::size_t event_field = 2;
  std::vector<std::string> fields;
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t to = std::min(line.find(separator, from), line.size());
    const std::string field(line.substr(from, to - from));
    const bool goes_on = fields.size() == event_field + 1 &&
                         std::count(fields[event_field].begin(), fields[event_field].end(), '/') % 2 == 1;
    if (goes_on) {
      fields[event_field] += separator + field;
    } else {
      fields.push_back(field);
    }
    from = to + 1;
  }
  return fields;
}

/// "1.23%".
std::optional<double> percent_of(std::string_view field) {
  if (!field.ends_with('%')) return std::nullopt;
  field.remove_suffix(1);
  return results::finite_number(field);
}

bool is_value(std::string_view field) {
  return results::finite_number(field) || (field.starts_with('<') && field.ends_with('>'));
}

Result<std::optional<EventLine>> separated_line(std::string_view text, char separator,
                                                const std::string& name, std::size_t line) {
  constexpr std::size_t fewest = 3;
  const std::vector<std::string> fields = fields_of(text, separator);
  const auto is_empty = [](const std::string& f) { return f.empty(); };
  if (fields.size() >= fewest && std::all_of(fields.begin(), fields.begin() + fewest, is_empty))
    return std::optional<EventLine>();
  if (fields.size() < fewest || !is_value(fields[0]) || fields[2].empty()) {
    return bad_line(name, line,
                    fmt::format("\"{}\" is not VALUE,UNIT,EVENT,... of a whole run", clean_label(text)));
  }
  if (is_value(fields[1])) return bad_line(name, line, part_text("interval, CPU or thread"));
  EventLine out{clean_label(fields[2]), clean_label(fields[1]), fields[0], {}, {}};
  // Behind the event: the standard error of -r, if there is one, the time it ran and the share of it. Some
  // versions of perf have the first of these behind the others.
  std::vector<double> times;
  for (std::size_t i = fewest; i < fields.size() && times.size() < 2; ++i) {
    if (const auto percent = percent_of(fields[i])) {
      out.standard_error_percent = percent;
    } else if (const auto number = results::finite_number(fields[i])) {
      times.push_back(*number);
    } else {
      break;
    }
  }
  if (times.size() == 2) {
    out.running_percent = times[1];
    constexpr std::size_t behind = 5;
    if (fields.size() > behind && !out.standard_error_percent)
      out.standard_error_percent = percent_of(fields[behind]);
  }
  return std::optional(out);
}

/// "cycles" and "u" of "cycles:u".
std::pair<std::string, std::string> name_and_modifier(const std::string& event) {
  const auto colon = event.rfind(':');
  if (colon == std::string::npos || event.ends_with('/')) return {event, ""};
  return {event.substr(0, colon), event.substr(colon)};
}

constexpr double whole_percent = 99.995;  // as printed with two decimals

ImportedFigure figure_of(const EventLine& line, const std::string& name) {
  constexpr double ns_per_ms = 1e6;
  const bool is_time = line.unit == "msec" || line.unit == "ns";
  ImportedFigure figure{name, is_time ? "time" : "count",
                        is_time             ? "ns"
                        : line.unit.empty() ? "1"
                                            : line.unit,
                        is_time ? Direction::lower_is_better : Direction::neutral};
  const auto value = results::finite_number(line.value);
  if (!value) {
    figure.absent_because =
        fmt::format("perf says {}", line.value.empty() ? "nothing" : clean_label(line.value));
    return figure;
  }
  figure.values.push_back(line.unit == "msec" ? *value * ns_per_ms : *value);
  if (line.running_percent && *line.running_percent < whole_percent)
    figure.cautions.push_back(
        fmt::format("perf scaled it up from {:.2f} % of the time: an estimate", *line.running_percent));
  if (line.standard_error_percent) {
    figure.is_mean = true;
    figure.cautions.push_back(fmt::format(
        "the mean of the runs of -r, with a standard error of {:g} % as perf says; how many they were is not "
        "in the output",
        *line.standard_error_percent));
  }
  return figure;
}

struct Derived {
  const char *name, *metric, *unit;
  const char *over, *under;  ///< events
  double factor;
  Direction direction;
};
constexpr std::array derived_figures{
    Derived{"instructions per cycle", "ratio", "1", "instructions", "cycles", 1, Direction::higher_is_better},
    Derived{"clock while running", "ratio", "Hz", "cycles", "task-clock", 1e9, Direction::neutral},
    Derived{"branch misses per 1,000 instructions", "ratio", "1", "branch-misses", "instructions", 1e3,
            Direction::lower_is_better},
    Derived{"cache misses per 1,000 instructions", "ratio", "1", "cache-misses", "instructions", 1e3,
            Direction::lower_is_better}};

/// Of events of one modifier; software events have none of their own.
void add_derived(ImportedResult& out) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < out.figures.size(); ++i) places.emplace(out.figures[i].name, i);
  const auto find = [&](const std::string& event) -> const ImportedFigure* {
    const auto found = places.find(event);
    return found == places.end() || out.figures[found->second].values.empty() ? nullptr
                                                                              : &out.figures[found->second];
  };
  std::vector<ImportedFigure> added;
  for (const auto& [event, place] : places) {
    const auto [name, modifier] = name_and_modifier(event);
    for (const Derived& d : derived_figures) {
      if (name != d.over) continue;
      const ImportedFigure *over = find(event), *under = find(d.under + modifier);
      if (under == nullptr) under = std::string_view(d.under) == "task-clock" ? find(d.under) : nullptr;
      if (over == nullptr || under == nullptr || !(under->values[0] > 0)) continue;
      ImportedFigure figure{d.name + (modifier.empty() ? "" : " (" + modifier + ")"),
                            d.metric,
                            d.unit,
                            d.direction,
                            {d.factor * over->values[0] / under->values[0]}};
      figure.is_mean = over->is_mean || under->is_mean;
      if (!over->cautions.empty() || !under->cautions.empty())
        figure.cautions.push_back(fmt::format("from {} and {}, which see", over->name, under->name));
      added.push_back(std::move(figure));
    }
  }
  out.figures.insert(out.figures.end(), added.begin(), added.end());
}

}  // namespace

bool is_perf_json_line(std::string_view line) {
  const std::string_view text = results::without_blanks(line);
  if (!text.starts_with('{') || !text.ends_with('}')) return false;
  const auto parsed = parse_input_json(text, "");
  return parsed && (parsed->contains("counter-value") || parsed->contains("metric-value"));
}

Result<ImportedResult> parse_perf_stat(std::string_view text, const std::string& name) {
  ImportedResult out;
  out.path = name;
  out.format = ImportedFormat::perf_stat;
  out.tool = "perf stat";
  out.limits = {
      "Neither the command nor the machine is in it: set it only against the same command on the same input.",
      "Counts are totals of a run, its start and end included."};
  constexpr std::string_view started = "# started on ";
  std::map<std::string, int> named;
  char separator = '\0';
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = results::without_blanks(lines[i]);
    if (line.starts_with(started)) out.date = clean_label(line.substr(started.size()));
    if (line.empty() || line.starts_with('#')) continue;
    if (separator == '\0' && !line.starts_with('{')) separator = separator_of(line);
    const auto read =
        line.starts_with('{') ? json_line(line, name, i + 1) : separated_line(line, separator, name, i + 1);
    CF_TRY(read);
    const auto& event = *read;
    if (!event) continue;
    const int times = ++named[event->event];
    out.figures.push_back(
        figure_of(*event, times == 1 ? event->event : fmt::format("{} (#{})", event->event, times)));
    if (out.figures.size() > most_imported_figures)
      return bad_line(name, i + 1, fmt::format("it has more than {} events", most_imported_figures));
  }
  if (out.figures.empty()) return bad_line(name, lines.size(), "there is no event in it");
  add_derived(out);
  return out;
}

}  // namespace crossfade::analysis
