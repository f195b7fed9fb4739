#include "analysis/report/precision_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/metric_table.h"
#include "analysis/report/side_text.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {
namespace {

Cell spread_cell(const std::optional<SpreadSeen>& s) {
  if (!s) return {};
  const bool is_assumed = s->recording_degrees == 0 && !s->one_recording_each;
  return text_cell(fmt::format("{}{} / {}{} / {}", percent_text(s->between_hosts),
                               s->hosts_are_assumed ? " (assumed)" : "", percent_text(s->between_recordings),
                               is_assumed ? " (assumed)" : "", percent_text(s->between_blocks)));
}

Cell hosts_cell(const PrecisionRow& row, std::size_t recordings) {
  if (!row.absent_because.empty() || !row.base || !row.candidate) return {"", {}, {}, row.absent_because};
  const bool separable = !row.base->one_recording_each && !row.candidate->one_recording_each;
  if (recordings > 1 && !separable) return {"", {}, {}, "hosts with one recording each: not separable"};
  const auto& hosts = row.hosts_with[recordings - 1];
  if (!hosts) return {fmt::format("over {}", most_planned_hosts), {}, {}, ""};
  return {fmt::format("{}", *hosts), static_cast<double>(*hosts), {}, ""};
}

/// A sentence for each reason that rows have no plan: of which, why, and what to measure first.
std::vector<std::string> gaps(const std::vector<PrecisionRow>& rows) {
  struct Gap {
    const PrecisionRow* first = nullptr;
    std::vector<std::pair<std::string, std::string>> of = {};  // workload, its metrics
  };
  std::vector<Gap> all;
  for (const PrecisionRow& row : rows) {
    if (row.absent_because.empty()) continue;
    auto gap = std::find_if(all.begin(), all.end(), [&](const Gap& g) {
      return g.first->absent_because == row.absent_because && g.first->first == row.first;
    });
    if (gap == all.end()) gap = all.insert(all.end(), Gap{&row});
    const std::string metric = metric_text(row.metric, "");
    if (!gap->of.empty() && gap->of.back().first == row.workload) {
      gap->of.back().second += ", " + metric;
    } else {
      gap->of.emplace_back(row.workload, metric);
    }
  }
  std::vector<std::string> sentences;
  for (const Gap& gap : all) {
    std::string of;
    for (const auto& [workload, metrics] : gap.of)
      of += fmt::format("{}{} ({})", of.empty() ? "" : ", ", workload, metrics);
    sentences.push_back(fmt::format("No plan for {}: {}. Measure first: {}.", of, gap.first->absent_because,
                                    gap.first->first));
  }
  return sentences;
}

}  // namespace

Document precision_document(const Comparison& c, const std::vector<PrecisionRow>& rows, double half_width) {
  Document d;
  d.title = fmt::format("What a half width of {} takes: {} against {} (baseline)", percent_text(half_width),
                        c.candidate.label, c.base.label);
  d.header.push_back("baseline " + side_text(c.base));
  d.header.push_back("candidate " + side_text(c.candidate));
  Table t;
  t.id = "precision";
  t.title = "Hosts a side";
  t.columns = {{"workload", "workload", "", false, false},
               {"metric", "metric", "", false, false},
               {"hosts_1", "1 recording each", "1", true, false},
               {"hosts_2", "2 each", "1", true, false},
               {"hosts_3", "3 each", "1", true, false},
               {"base_spread", "SD of baseline: hosts / recordings / blocks", "", false, false},
               {"candidate_spread", "of candidate", "", false, false},
               {"reason", "reason", "", false, true},
               {"first", "measure first", "", false, true}};
  std::optional<std::uint32_t> most;
  bool assumed = false, recordings_assumed = false;
  std::size_t beyond = 0;
  for (const PrecisionRow& row : rows) {
    t.rows.push_back({text_cell(row.workload), text_cell(metric_text(row.metric, "")), hosts_cell(row, 1),
                      hosts_cell(row, 2), hosts_cell(row, 3), spread_cell(row.base),
                      spread_cell(row.candidate), text_cell(row.absent_because), text_cell(row.first)});
    beyond += row.absent_because.empty() && !row.hosts_with[0];
    if (row.hosts_with[0]) most = std::max(most.value_or(0), *row.hosts_with[0]);
    const auto has_one_each = [](const std::optional<SpreadSeen>& s) {
      return s && s->recording_degrees == 0 && !s->one_recording_each;
    };
    recordings_assumed = recordings_assumed || has_one_each(row.base) || has_one_each(row.candidate);
    assumed = assumed || (row.base && row.base->hosts_are_assumed) ||
              (row.candidate && row.candidate->hosts_are_assumed);
  }
  const std::vector<std::string> without_plan = gaps(rows);
  t.notes.insert(t.notes.end(), without_plan.begin(), without_plan.end());
  t.notes.push_back(
      fmt::format("Of the 95 % interval of the ratio by R1, {} hosts a side at least: with fewer, what hosts "
                  "differ by is an assumption "
                  "that measuring does not narrow. Blocks as in these recordings.",
                  statistics::enough_hosts));
  if (assumed)
    t.notes.emplace_back(
        "Where hosts are assumed, these recordings say nothing of how much they differ: record three a side, "
        "then ask again.");
  if (recordings_assumed)
    t.notes.emplace_back(
        "Where recordings are assumed, no host has two of them: their spread is that of the quarters of one "
        "recording, "
        "at least 2 %, and what an hour or a day changes is not in it. Record a host twice, hours apart, "
        "then ask "
        "again.");
  t.notes.emplace_back(
      "Plan once and measure that: to go on until an answer comes finds one in 14 to 19 % of nothing.");
  d.tables.push_back(std::move(t));
  std::string text = "In short: ";
  if (most) {
    text += fmt::format("{} hosts a side with one recording each bring {} to {}{}", *most,
                        beyond > 0 ? "all rows but those of over 100" : "every row that can be planned",
                        percent_text(half_width), assumed ? ", if hosts differ as assumed" : "");
  } else if (beyond == 0) {
    text += "no row can be planned";
  } else {
    text +=
        fmt::format("no row comes to {} with {} hosts a side", percent_text(half_width), most_planned_hosts);
  }
  const auto rows_without = static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [](const PrecisionRow& r) { return !r.absent_because.empty(); }));
  if (beyond > 0 && most)
    text += fmt::format("; {} need{} more than {}", beyond, beyond == 1 ? "s" : "", most_planned_hosts);
  if (rows_without > 0 && rows_without < rows.size())
    text += fmt::format("; {} of {} rows cannot be planned", rows_without, rows.size());
  if (rows_without > 0) text += ": the notes say why, and what to measure first";
  d.footer.push_back(text + ".");
  return d;
}

}  // namespace crossfade::analysis
