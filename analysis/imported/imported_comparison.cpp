#include "analysis/imported/imported_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

#include "analysis/distinct_values.h"
#include "analysis/stated_values.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::analysis {
namespace {

using results::Direction;
using results::Error;
using results::ErrorKind;
using results::Result;

bool same_figure(const ImportedFigure& a, const ImportedFigure& b) {
  return a.name == b.name && a.metric == b.metric && a.unit == b.unit && a.values == b.values;
}

/// Two runs agree in some figures by chance, never in all of them to the last digit: a result of a few coarse
/// figures needs its date as well.
bool same_result(const ImportedResult& a, const ImportedResult& b) {
  constexpr std::size_t telling = 4;
  if (a.format != b.format || a.date != b.date || a.machine != b.machine || a.tool != b.tool) return false;
  if (a.date.empty() && a.figures.size() < telling) return false;
  return !a.figures.empty() &&
         std::equal(a.figures.begin(), a.figures.end(), b.figures.begin(), b.figures.end(), same_figure);
}

/// The same file, by whatever path, or a copy of it.
bool is_copy(const ImportedResult& a, const ImportedResult& b) {
  std::error_code ignored;
  return same_result(a, b) || std::filesystem::equivalent(a.path, b.path, ignored);
}

using FigureId = std::tuple<ImportedFormat, std::string, std::string>;

/// A figure of every result of a side that has it, in order of first appearance.
struct SideFigures {
  std::vector<FigureId> order;
  std::map<FigureId, std::vector<const ImportedFigure*>> figures;
};

SideFigures figures_of(const ImportedSide& side) {
  SideFigures out;
  for (const ImportedResult& result : side.results) {
    for (const ImportedFigure& figure : result.figures) {
      const FigureId id{result.format, figure.name, figure.metric};
      auto& known = out.figures[id];
      if (known.empty()) out.order.push_back(id);
      known.push_back(&figure);
    }
  }
  return out;
}

/// ln of a run's repetitions; empty if one of them is not above 0.
std::vector<double> logarithms(const ImportedFigure& figure) {
  std::vector<double> ln;
  for (const double v : figure.values) {
    if (!(v > 0)) return {};
    ln.push_back(std::log(v));
  }
  return ln;
}

/// A figure over the runs of a side, with the logarithm of each for a ratio.
struct Measured {
  ImportedMeasure measure;
  std::vector<double> ln_of_runs;
};

std::string no_interval_text(const ImportedMeasure& m, bool is_mean) {
  if (m.runs == 2) return "two runs: an interval takes three";
  if (is_mean) return "one mean as the tool formed it: it has no interval";
  if (m.repetitions == 1) return "a single run: it has no interval";
  return fmt::format(
      "{} repetitions within a single run: no interval, how runs and machines differ is not in them",
      m.repetitions);
}

Measured measured(const std::vector<const ImportedFigure*>& figures) {
  Measured out;
  Estimate& e = out.measure.estimate;
  double squares = 0, degrees = 0;
  std::string absent;
  for (const ImportedFigure* figure : figures) {
    for (const std::string& caution : figure->cautions) add(e.cautions, caution);
    if (figure->values.empty()) {
      absent = figure->absent_because;
      continue;
    }
    const std::vector<double> ln = logarithms(*figure);
    if (ln.empty()) {
      // One that is 0 has no logarithm and stands alone or not at all.
      absent = "a value of 0 or below: it is in no mean and no ratio";
      if (figures.size() == 1 && figure->values.size() == 1) e.value = figure->values[0];
      continue;
    }
    out.ln_of_runs.push_back(statistics::mean(ln));
    out.measure.repetitions += ln.size();
    if (ln.size() < 2) continue;
    squares += statistics::sample_variance(ln) * static_cast<double>(ln.size() - 1);
    degrees += static_cast<double>(ln.size() - 1);
  }
  const std::size_t runs = out.ln_of_runs.size();
  out.measure.runs = runs;
  if (degrees > 0) out.measure.spread = std::sqrt(squares / degrees);
  if (runs == 0) {
    (e.value ? e.no_interval_because : e.absent_because) = absent;
    return out;
  }
  if (runs < figures.size())
    e.cautions.push_back(
        fmt::format("{} of {} runs have no value and are not in it", figures.size() - runs, figures.size()));
  e.value = std::exp(statistics::mean(out.ln_of_runs));
  if (runs < enough_imported_runs) {
    e.no_interval_because = no_interval_text(out.measure, figures.front()->is_mean);
  } else if (const auto interval = statistics::mean_interval(out.ln_of_runs)) {
    e.interval = statistics::Interval{std::exp(interval->low), std::exp(interval->high)};
  }
  return out;
}

double variance_of_mean(const std::vector<double>& values) {
  return statistics::sample_variance(values) / static_cast<double>(values.size());
}

Ratio ratio_of(const Measured& base, const Measured& candidate, Direction direction) {
  Ratio out;
  const auto& a = base.ln_of_runs;
  const auto& b = candidate.ln_of_runs;
  if (a.empty() || b.empty()) {
    const Estimate& without = a.empty() ? base.measure.estimate : candidate.measure.estimate;
    out.absent_because = fmt::format("{}: {}", a.empty() ? "baseline" : "candidate",
                                     without.value ? without.no_interval_because : without.absent_because);
    return out;
  }
  const double difference = statistics::mean(b) - statistics::mean(a);
  out.value = std::exp(difference);
  if (a.size() < enough_imported_runs || b.size() < enough_imported_runs) return out;
  const double va = variance_of_mean(a), vb = variance_of_mean(b);
  out.degrees_of_freedom =
      statistics::satterthwaite(va, static_cast<double>(a.size() - 1), vb, static_cast<double>(b.size() - 1));
  const auto interval = statistics::t_interval(difference, std::sqrt(va + vb), out.degrees_of_freedom);
  out.interval = statistics::Interval{std::exp(interval.low), std::exp(interval.high)};
  out.resolved = !out.interval->contains(1);
  out.better = out.resolved && (direction == Direction::higher_is_better  ? *out.value > 1
                                : direction == Direction::lower_is_better ? *out.value < 1
                                                                          : false);
  out.cautions.emplace_back(
      "the interval is between runs: of other machines of the type it says something only if each run had "
      "its own");
  return out;
}

ImportedRow row_of(const FigureId& id, const ImportedFigure& figure) {
  ImportedRow row;
  row.format = std::get<ImportedFormat>(id);
  row.name = figure.name;
  row.metric = figure.metric;
  row.unit = figure.unit;
  row.direction = figure.direction;
  return row;
}

std::string label_of(const std::vector<ImportedResult>& results) {
  if (!results.front().instance_type.empty()) return results.front().instance_type;
  Values machines;
  std::vector<std::string> files;
  for (const ImportedResult& r : results) {
    add(machines, r.machine);
    files.push_back(r.path.filename().string());
  }
  if (machines.size() == 1 && !machines.front().empty()) return machines.front();
  return files_text(files);
}

}  // namespace

std::vector<std::string> leave_out_copies(std::vector<ImportedResult>& results) {
  std::vector<std::string> left_out;
  std::vector<ImportedResult> kept;
  for (ImportedResult& result : results) {
    const auto known =
        std::find_if(kept.begin(), kept.end(), [&](const ImportedResult& k) { return is_copy(k, result); });
    if (known == kept.end()) {
      kept.push_back(std::move(result));
      continue;
    }
    left_out.push_back(fmt::format("Left out: {} is the same result as {}: it counts once.",
                                   result.path.string(), known->path.string()));
  }
  results = std::move(kept);
  return left_out;
}

std::vector<ImportedSide> group_imported(std::vector<ImportedResult> results) {
  std::vector<ImportedSide> sides;
  for (ImportedResult& result : results) {
    const auto found = std::find_if(sides.begin(), sides.end(), [&](const ImportedSide& s) {
      return s.results.front().instance_type == result.instance_type;
    });
    if (found == sides.end()) {
      sides.push_back({});
      sides.back().results.push_back(std::move(result));
    } else {
      found->results.push_back(std::move(result));
    }
  }
  for (ImportedSide& side : sides) side.label = label_of(side.results);
  return sides;
}

std::vector<ImportedRow> describe_imported(const ImportedSide& side) {
  std::vector<ImportedRow> rows;
  const SideFigures own = figures_of(side);
  for (const FigureId& id : own.order) {
    const auto& figures = own.figures.at(id);
    rows.push_back(row_of(id, *figures.front()));
    rows.back().base = measured(figures).measure;
  }
  return rows;
}

Result<ImportedComparison> compare_imported(const ImportedSide& base, const ImportedSide& candidate) {
  for (const ImportedResult& a : base.results) {
    for (const ImportedResult& b : candidate.results) {
      if (a.path != b.path && !is_copy(a, b)) continue;
      return Error{ErrorKind::usage, "the same result is on both sides", a.path.string(),
                   "compared with itself it says nothing", "name it on one side only"};
    }
  }
  ImportedComparison out{base, candidate, {}};
  const SideFigures a = figures_of(base), b = figures_of(candidate);
  for (const FigureId& id : a.order) {
    const auto found = b.figures.find(id);
    if (found == b.figures.end()) {
      ++out.only_in_base;
      continue;
    }
    const auto& own = a.figures.at(id);
    ImportedRow row = row_of(id, *own.front());
    const bool units_differ = found->second.front()->unit != row.unit;
    const Measured of_base = measured(own), of_candidate = measured(found->second);
    row.base = of_base.measure;
    row.candidate = of_candidate.measure;
    if (units_differ) {
      row.ratio.absent_because =
          fmt::format("the units differ: {} and {}", row.unit, found->second.front()->unit);
    } else {
      row.ratio = ratio_of(of_base, of_candidate, row.direction);
    }
    out.rows.push_back(std::move(row));
  }
  out.only_in_candidate = b.order.size() - out.rows.size();
  if (out.rows.empty()) {
    return Error{ErrorKind::data, "nothing to compare",
                 fmt::format("{} against {}", base.label, candidate.label),
                 "they have no figure of one tool and one name in common",
                 "name results of the same benchmarks on both sides"};
  }
  return out;
}

}  // namespace crossfade::analysis
