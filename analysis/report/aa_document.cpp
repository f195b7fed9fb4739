#include "analysis/report/aa_document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/metric_table.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {
namespace {

/// How far above 1: "±2.1 %".
Cell change_cell(const std::optional<double>& ratio) {
  if (!ratio) return {};
  return {"±" + percent_text(*ratio - 1), *ratio, {}, ""};
}

Cell spread_cell(const AaRow& row) {
  if (!row.spread) return {};
  return {fmt::format("{} [{}, {}]", percent_text(row.spread->deviation),
                      percent_text(row.spread->interval.low), percent_text(row.spread->interval.high)),
          row.spread->deviation, row.spread->interval, ""};
}

Cell shift_cell(const AaRow& row) {
  if (!row.shift_interval) return {};
  return {ratio_text(row.shift, row.shift_interval), row.shift, row.shift_interval, ""};
}

/// What the check could have seen, and what it saw.
std::string shift_text(const AaCheck& check) {
  std::vector<double> seen_from;
  std::vector<std::string> shifted;
  for (const AaRow& row : check.rows) {
    if (row.seen_from) seen_from.push_back(*row.seen_from);
    if (row.is_shifted())
      shifted.push_back(fmt::format("{}, {}: {}", row.workload, metric_text(row.metric, ""),
                                    ratio_text(row.shift, row.shift_interval)));
  }
  if (seen_from.empty()) return "One pair a row says nothing of a shift that recordings have in common.";
  std::sort(seen_from.begin(), seen_from.end());
  const std::string seen =
      fmt::format("these pairs would find one of ±{} in half of the rows, of ±{} in every row (80 % power)",
                  percent_text(seen_from[seen_from.size() / 2] - 1), percent_text(seen_from.back() - 1));
  if (shifted.empty()) return fmt::format("No row has a shift from first to second recording; {}.", seen);
  return fmt::format("Shifted from first to second recording in all pairs: {}; {}.", fmt::join(shifted, "; "),
                     seen);
}

}  // namespace

Document aa_document(const AaCheck& check) {
  Document d;
  d.title = fmt::format("A/A: {} pair{} of recordings of {} host{}", check.pairs, check.pairs == 1 ? "" : "s",
                        check.hosts, check.hosts == 1 ? "" : "s");
  Table t;
  t.id = "aa";
  t.title = "What was called different although nothing is";
  t.columns = {{"workload", "workload", "", false, false},
               {"metric", "metric", "", false, false},
               {"pairs", "pairs", "1", true, false},
               {"different", "called different", "1", true, false},
               {"farthest", "ratio farthest from 1", "1", true, false},
               {"called_from", "called from", "1", true, false},
               {"spread", "SD between recordings", "1", true, false},
               {"shift", "second / first", "1", true, false},
               {"seen_from", "shift seen from", "1", true, false},
               {"reason", "no ratio because", "", false, false}};
  for (const AaRow& row : check.rows) {
    const double pairs = row.pairs, different = row.different;
    t.rows.push_back(
        {text_cell(row.workload), text_cell(metric_text(row.metric, "")),
         Cell{fmt::format("{}", row.pairs), pairs, {}, ""},
         Cell{fmt::format("{}", row.different), different, {}, ""},
         row.pairs > 0 ? Cell{fmt::format("{:.4g}", row.farthest), row.farthest, {}, ""} : Cell{},
         change_cell(row.called_from), spread_cell(row), shift_cell(row), change_cell(row.seen_from),
         text_cell(row.pairs > 0 ? "" : row.absent_because)});
  }
  t.notes.emplace_back("Each recording is in one pair, with its neighbour in time.");
  t.notes.push_back(fmt::format(
      "Called from: a pair's ratio that is nearer to 1 is not called different (median over pairs). A pair "
      "made "
      "one after the other is judged as if recordings of one host differed by {} at least; the SD between "
      "recordings is what these do.",
      percent_text(statistics::same_host_prior().recording_deviation_floor)));
  t.notes.emplace_back(
      "Second / first: what all pairs of a row have in common, by Student's t over pairs, its interval wide "
      "enough "
      "for all rows together. Shift seen from: so large a shift these pairs would find in 80 % (of a single "
      "row).");
  if (check.share) {
    t.notes.push_back(fmt::format(
        "Rows of one pair move together: the interval of the share is between {} {}, which are worth {:.3g} "
        "independent rows (design effect {:.3g}).{}",
        check.units,
        check.units_are_hosts ? "hosts"
        : check.units == 1    ? "pair"
                              : "pairs",
        check.share->effective_trials, check.share->design_effect,
        check.units_are_hosts
            ? ""
            : fmt::format(" It says nothing beyond {}; with pairs of {} hosts it would be "
                          "between hosts.",
                          check.hosts == 1 ? "this host" : "these hosts", AaCheck::enough_units)));
  }
  d.tables.push_back(std::move(t));
  d.footer = check.left_out;
  if (!check.share) {
    d.footer.emplace_back("A/A: OPEN: no row has a ratio with an interval.");
  } else {
    d.footer.push_back(
        fmt::format("A/A: {}: {} of {} rows called different, {} [{}, {}]; at most 5 % are to be expected, "
                    "fewer where recordings differ by less than is assumed of them.",
                    check.failed()       ? "FAILED"
                    : check.has_enough() ? "PASSED"
                                         : fmt::format("OPEN (fewer than {} pairs)", AaCheck::enough_units),
                    check.different, check.comparisons, percent_text(check.share->share),
                    percent_text(check.share->interval.low), percent_text(check.share->interval.high)));
    d.footer.push_back(shift_text(check));
  }
  return d;
}

}  // namespace crossfade::analysis
