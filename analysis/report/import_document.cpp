#include "analysis/report/import_document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "analysis/distinct_values.h"
#include "analysis/imported/imported_comparison.h"
#include "analysis/imported/imported_file.h"
#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/command_line_error.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

using results::Direction;
using results::Result;

Cell known_cell(const std::string& text) {
  return text.empty() ? Cell{"", {}, {}, "the result does not say"} : text_cell(text);
}

/// Where everything comes from, and what it cannot say.
Table source_table(const std::vector<const ImportedSide*>& sides) {
  Table t;
  t.id = "sources";
  t.title = "Sources";
  t.columns = {{"side", "side", "", false, false},
               {"file", "result", "", false, false},
               {"tool", "tool", "", false, false},
               {"machine", "machine", "", false, false},
               {"cpu_model", "CPU", "", false, false},
               {"date", "date", "", false, false},
               {"subject", "program", "", false, false},
               {"figures", "figures", "1", true, false},
               {"path", "", "", false, true}};
  Values limits;
  for (const ImportedSide* side : sides) {
    for (const ImportedResult& r : side->results) {
      t.rows.push_back({text_cell(side->label), text_cell(r.path.filename().string()), text_cell(r.tool),
                        known_cell(r.machine), known_cell(r.cpu_model), known_cell(r.date),
                        known_cell(r.subject), number_cell(static_cast<double>(r.figures.size())),
                        text_cell(r.path.string())});
      for (const std::string& limit : r.limits) add(limits, fmt::format("{}: {}", name_of(r.format), limit));
    }
  }
  t.notes.insert(t.notes.end(), limits.begin(), limits.end());
  return t;
}

/// With the unit where quantity_text() knows none.
std::string metric_name(const ImportedRow& row) {
  constexpr std::array<std::string_view, 5> shown{"ns", "s-1", "B/s", "Hz", "1"};
  const bool is_shown = std::find(shown.begin(), shown.end(), row.unit) != shown.end();
  return is_shown ? row.metric : fmt::format("{} ({})", row.metric, row.unit);
}

/// "3 runs", "10 in 1 run".
std::string runs_text(const ImportedMeasure& m) {
  if (m.runs == 0) return "-";
  const std::string runs = fmt::format("{} run{}", m.runs, m.runs == 1 ? "" : "s");
  return m.repetitions == m.runs ? runs : fmt::format("{} in {}", m.repetitions, runs);
}

std::string spread_text(const ImportedMeasure& m) {
  return m.spread ? percent_text(*m.spread) : "-";
}

/// What has to be said of a row, each sentence once.
std::vector<std::string> sentences_of_row(const ImportedRow& row, bool is_compared) {
  const std::vector<std::string> base = sentences_of(row.base.estimate);
  if (!is_compared) return base;
  const std::vector<std::string> candidate = sentences_of(row.candidate.estimate);
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  std::vector<std::string> out;
  for (const std::string& s : base) out.push_back((has(candidate, s) ? "both: " : "baseline: ") + s);
  for (const std::string& s : candidate)
    if (!has(base, s)) out.push_back("candidate: " + s);
  for (const std::string& s : row.ratio.cautions) out.push_back(s);
  if (row.base.runs > 0 && row.candidate.runs > 0 && !row.ratio.value)
    out.push_back(row.ratio.absent_because);
  return out;
}

/// The rows with their footnotes; `candidate`: none = the values of one side.
Table figure_table(const std::string& base, const std::string* candidate,
                   const std::vector<ImportedRow>& rows) {
  Table t;
  t.id = "imported";
  t.title = candidate == nullptr ? base : fmt::format("{} against {} (baseline)", *candidate, base);
  t.columns = {{"tool", "", "", false, true},
               {"benchmark", "benchmark", "", false, false},
               {"metric", "metric", "", false, false},
               {"unit", "", "", false, true},
               {"base", base, "", true, false}};
  if (candidate != nullptr) {
    t.columns.insert(t.columns.end(), {{"candidate", *candidate, "", true, false},
                                       {"ratio", "ratio", "1", true, false},
                                       {"conclusion", "conclusion", "", false, false}});
  }
  t.columns.insert(t.columns.end(), {{"runs", "repetitions", "", false, false},
                                     {"spread", "spread", "", false, false},
                                     {"note", "note", "", false, false}});
  std::vector<std::vector<std::string>> sentences;
  sentences.reserve(rows.size());
  for (const ImportedRow& row : rows) sentences.push_back(sentences_of_row(row, candidate != nullptr));
  const Footnotes notes = footnotes(sentences);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ImportedRow& row = rows[i];
    std::vector<Cell> cells{text_cell(std::string(name_of(row.format))), text_cell(row.name),
                            text_cell(metric_name(row)), text_cell(row.unit),
                            estimate_cell(row.base.estimate, row.unit)};
    std::string runs = runs_text(row.base), spread = spread_text(row.base);
    if (candidate != nullptr) {
      cells.push_back(estimate_cell(row.candidate.estimate, row.unit));
      cells.push_back(ratio_cell(row.ratio));
      cells.push_back(text_cell(verdict_text(row.ratio, row.direction == Direction::neutral)));
      runs += " | " + runs_text(row.candidate);
      spread += " | " + spread_text(row.candidate);
    }
    cells.push_back(text_cell(std::move(runs)));
    cells.push_back(text_cell(std::move(spread)));
    cells.push_back(text_cell(notes.marks[i]));
    t.rows.push_back(std::move(cells));
  }
  t.notes = notes.lines;
  t.notes.emplace_back(
      "Repetitions: how many, and in how many runs of the tool. Spread: standard deviation between the "
      "repetitions of a run, "
      "relative.");
  return t;
}

std::string outcome_of(const ImportedComparison& c) {
  std::size_t better = 0, worse = 0, differs = 0, open = 0, single = 0;
  for (const ImportedRow& row : c.rows) {
    if (!row.ratio.interval) {
      ++single;
    } else if (!row.ratio.resolved) {
      ++open;
    } else if (row.direction == Direction::neutral) {
      ++differs;
    } else {
      ++(row.ratio.better ? better : worse);
    }
  }
  std::string text = fmt::format("In short, {} against {}: {} figure{} on both sides", c.candidate.label,
                                 c.base.label, c.rows.size(), c.rows.size() == 1 ? "" : "s");
  const std::size_t decided = c.rows.size() - single;
  if (decided > 0) {
    text += fmt::format(", {} with an interval ({} better, {} worse, {} not resolved", decided, better, worse,
                        open);
    text += differs > 0 ? fmt::format(", {} different)", differs) : ")";
  }
  if (single > 0) text += fmt::format("; {} without: too few runs to tell a difference from chance", single);
  if (c.only_in_base + c.only_in_candidate > 0)
    text += fmt::format("; {} only in the baseline, {} only in the candidate", c.only_in_base,
                        c.only_in_candidate);
  return text + ". None of it is a recording, and no verdict rests on it.";
}

std::vector<std::string> header() {
  return {
      "Results of other tools, to look at beside recordings and in no ratio with one: which load was "
      "offered, whether "
      "answers were right and what else ran is for those tools to say.",
      "A figure is set against that of the same tool and the same name."};
}

Document alone(std::vector<ImportedResult> results) {
  Document d;
  d.title = "Imported results";
  d.header = header();
  const std::size_t count = results.size();
  const std::vector<ImportedSide> sides = group_imported(std::move(results));
  std::vector<const ImportedSide*> all;
  for (const ImportedSide& s : sides) all.push_back(&s);
  d.tables.push_back(source_table(all));
  for (const ImportedSide& s : sides)
    d.tables.push_back(figure_table(s.label, nullptr, describe_imported(s)));
  d.footer.push_back(
      fmt::format("In short: {} result{}. None of it is a recording, and no verdict rests on it.", count,
                  count == 1 ? "" : "s"));
  return d;
}

}  // namespace

Result<Document> import_document(const Places& places) {
  auto results = read_imported(places.base);
  CF_TRY(results);
  std::vector<std::string> left_out = leave_out_copies(*results);
  if (places.to.empty()) {
    Document d = alone(*std::move(results));
    d.footer.insert(d.footer.begin(), left_out.begin(), left_out.end());
    return d;
  }
  auto candidates = read_imported(places.to);
  CF_TRY(candidates);
  for (std::string& sentence : leave_out_copies(*candidates)) left_out.push_back(std::move(sentence));
  std::vector<ImportedSide> bases = group_imported(*std::move(results));
  if (bases.size() > 1) {
    std::vector<std::string> labels;
    for (const ImportedSide& s : bases) labels.push_back(s.label);
    return usage("the baseline is not one thing", "crossfade-report import",
                 fmt::format("before --to there are {}: {}", bases.size(), fmt::join(labels, ", ")),
                 "name results of one machine type before --to");
  }
  ImportedSide& base = bases.front();
  std::vector<ImportedSide> others = group_imported(*std::move(candidates));
  std::vector<ImportedComparison> comparisons;
  for (ImportedSide& other : others) {
    if (other.label == base.label) {
      base.label = fmt::format("{} ({})", base.label, base.results.front().path.string());
      other.label = fmt::format("{} ({})", other.label, other.results.front().path.string());
    }
    auto compared = compare_imported(base, other);
    CF_TRY(compared);
    comparisons.push_back(*std::move(compared));
  }
  Document d;
  std::vector<std::string> names;
  std::vector<const ImportedSide*> sides{&base};
  for (const ImportedSide& other : others) {
    names.push_back(other.label);
    sides.push_back(&other);
  }
  d.title = fmt::format("Imported: {} against {}", fmt::join(names, ", "), base.label);
  d.header = header();
  d.tables.push_back(source_table(sides));
  for (const ImportedComparison& c : comparisons) {
    d.tables.push_back(figure_table(c.base.label, &c.candidate.label, c.rows));
    d.footer.push_back(outcome_of(c));
  }
  d.footer.insert(d.footer.begin(), left_out.begin(), left_out.end());
  return d;
}

}  // namespace crossfade::analysis
