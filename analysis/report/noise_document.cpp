#include "analysis/report/noise_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/noise_floor.h"
#include "analysis/noise_text.h"
#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/metric_table.h"
#include "analysis/report/missing_metrics.h"
#include "analysis/report/noise_outcome.h"
#include "analysis/report/side_text.h"
#include "analysis/report/undisturbed_text.h"
#include "analysis/undisturbed.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

std::vector<Column> columns() {
  const auto data = [](std::string id, std::string unit = "") {
    return Column{std::move(id), "", std::move(unit), false, true};
  };
  std::vector<Column> all{data("file"),
                          data("run_id"),
                          data("host_id"),
                          data("workload"),
                          data("metric"),
                          data("context"),
                          data("stages"),
                          {"metric_text", "metric", "", false, false},
                          {"processes", "runs", "1", true, false},
                          {"disturbed", "disturbed", "1", true, false},
                          {"deviation", "between runs", "1", true, false},
                          {"drift", "drift", "1", true, false},
                          {"called_different", "A/A different", "", true, false},
                          data("comparisons", "1")};
  for (const std::uint32_t pairs : noise_pairs) {
    all.push_back(
        {fmt::format("detectable_{}_pairs", pairs), fmt::format("found, {} pairs", pairs), "1", true, false});
  }
  all.push_back({"detectable_as_long", "as long, in turn", "1", true, false});
  all.push_back({"detectable_sequential", "one after the other", "1", true, false});
  return all;
}

Cell share_cell(double value, const std::optional<statistics::Interval>& interval = {}) {
  Cell cell{noise_text(value), value, interval, ""};
  if (interval) cell.text += fmt::format(" [{}, {}]", noise_text(interval->low), noise_text(interval->high));
  return cell;
}

Cell deviation_cell(const Noise& noise) {
  if (!noise.between_runs) return {"", {}, {}, noise.absent_because};
  return share_cell(noise.between_runs->deviation, noise.between_runs->interval);
}

Cell drift_cell(const Noise& noise) {
  if (!noise.drift) {
    return {"", {}, {}, fmt::format("fewer than three stretches of {} runs", runs_of_a_recording)};
  }
  const statistics::StretchVariation& drift = *noise.drift;
  return {ratio_text(drift.ratio, drift.ratio_interval), drift.ratio, drift.ratio_interval, ""};
}

Cell different_cell(const Noise& noise) {
  if (noise.comparisons == 0)
    return {"", {}, {}, fmt::format("a comparison takes {} runs", 2 * runs_of_a_recording)};
  return {fmt::format("{} of {}{}", noise.called_different, noise.comparisons,
                      noise.comparisons < enough_comparisons ? " (too few)" : ""),
          static_cast<double>(noise.called_different),
          {},
          ""};
}

Cell detectable_cell(const std::optional<DetectableChange>& found) {
  if (!found) return {"", {}, {}, fmt::format("fewer than {} pairs of neighbours", fewest_noise_pairs)};
  return share_cell(found->change, found->interval);
}

std::vector<Cell> row_of(const results::OpenedRecording& opened, const EstimandNoise& row, const Noise& noise,
                         bool undisturbed) {
  const results::Header& header = opened.recording.header;
  const std::string name = metric_text(row.metric, row.context);
  std::vector<Cell> cells{text_cell(opened.path.filename().string()),
                          text_cell(header.run_id),
                          text_cell(header.host_id),
                          text_cell(row.workload),
                          text_cell(row.metric),
                          text_cell(row.context),
                          text_cell(undisturbed ? "undisturbed" : "as experienced"),
                          text_cell(undisturbed ? "  " + name + ", undisturbed" : name),
                          number_cell(noise.n.processes),
                          Cell{percent_text(noise.disturbed_share), noise.disturbed_share, {}, ""},
                          deviation_cell(noise),
                          drift_cell(noise),
                          different_cell(noise),
                          number_cell(noise.comparisons)};
  for (const auto& found : noise.in_turn) cells.push_back(detectable_cell(found));
  cells.push_back(detectable_cell(noise.as_long_in_turn));
  cells.push_back(noise.one_after_the_other ? share_cell(*noise.one_after_the_other)
                                            : Cell{"", {}, {}, "fewer than two blocks"});
  return cells;
}

/// Nothing was left out, so nothing else is to be said.
bool is_same(const EstimandNoise& row) {
  return row.experienced.n == row.undisturbed.n;
}

/// Columns that the recording is too short for: a note instead of a column of dashes.
void say_absent_columns(Table& t) {
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    if (t.columns[c].data_only || !is_absent(t, c)) continue;
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      if (t.data_only_rows.contains(r)) continue;
      t.notes.push_back(fmt::format("No column {}: {}.", t.columns[c].name, t.rows[r][c].absent_because));
      t.columns[c].data_only = true;
      break;
    }
  }
}

/// Dashes of a column that has figures as well: a sentence a reason.
void say_absent_cells(Table& t) {
  MissingMetrics missing;
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    std::set<std::string> reasons;
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      const std::string& why = t.rows[r][c].absent_because;
      if (!t.data_only_rows.contains(r) && !t.columns[c].data_only && !why.empty()) reasons.insert(why);
    }
    for (const std::string& why : reasons) missing.add(why, fmt::format("\"{}\"", t.columns[c].name));
  }
  for (std::string& line : missing.lines("A dash in")) t.notes.push_back(std::move(line));
}

Table noise_table(const results::OpenedRecording& opened, const std::string& workload,
                  const std::vector<EstimandNoise>& all, bool several) {
  Table t;
  t.id = "noise";
  t.title = several ? fmt::format("{} ({})", workload, opened.path.filename().string()) : workload;
  t.columns = columns();
  MissingMetrics missing, not_undisturbed;
  std::size_t same = 0, shown = 0;
  for (const EstimandNoise& row : all) {
    if (row.workload != workload) continue;
    const std::string name = metric_text(row.metric, row.context);
    t.rows.push_back(row_of(opened, row, row.experienced, false));
    const bool exists = row.experienced.between_runs.has_value();
    if (!exists) {
      t.data_only_rows.insert(t.rows.size() - 1);
      missing.add(row.experienced.absent_because, name);
    }
    t.rows.push_back(row_of(opened, row, row.undisturbed, true));
    if (!row.undisturbed.between_runs || is_same(row)) t.data_only_rows.insert(t.rows.size() - 1);
    if (!exists) continue;
    ++shown;
    same += row.undisturbed.between_runs && is_same(row);
    if (!row.undisturbed.between_runs) not_undisturbed.add(row.undisturbed.absent_because, name);
  }
  say_absent_columns(t);
  say_absent_cells(t);
  if (same > 0)
    t.notes.push_back(
        fmt::format("Undisturbed the same in {} of {} rows: no stage was left out.", same, shown));
  for (std::string& line : missing.lines()) t.notes.push_back(std::move(line));
  for (std::string& line : not_undisturbed.lines("No undisturbed noise")) t.notes.push_back(std::move(line));
  return t;
}

void add_method(Document& d) {
  d.header.push_back(fmt::format(
      "between runs: standard deviation of the logarithm from one process run to the next, with its 95 % "
      "interval. drift: how much the means of stretches of {} runs differ, divided by what independent runs "
      "would give; where its interval lies above 1 the machine changes slowly, and more runs in a row do not "
      "help: measure in turn.",
      runs_of_a_recording));
  d.header.push_back(fmt::format(
      "A/A different: {0} runs against {0} of the same code, taken in turn from this recording: so many were "
      "called different, of so many comparisons; at 95 % one in twenty is. Fewer than {1} comparisons say "
      "nothing (too few).",
      runs_of_a_recording, enough_comparisons));
  d.header.push_back(fmt::format(
      "found: a ratio further from 1 than this is called different with a probability of {} (paired t, 95 "
      "%), "
      "in turn on this host; in brackets 95 %, as far as the scatter it follows from is known. As long, in "
      "turn: two recordings of as many blocks as this one has runs and with stages as long as its own, made "
      "with "
      "scripts/record-in-turn, which takes twice its time; another plan has fewer blocks or longer stages. "
      "One "
      "after the other: the same two without taking turns; r0 alone, which is assumed, keeps that above {} "
      "however "
      "quiet the host and however long the recordings.",
      percent_text(noise_power), percent_text(least_change_one_after_the_other())));
}

}  // namespace

Document noise_document(std::span<const RecordingPointer> recordings) {
  Document d;
  const results::OpenedRecording& first = *recordings.front();
  d.title = recordings.size() == 1 ? fmt::format("Noise floor: {}", first.recording.header.title.empty()
                                                                        ? first.path.filename().string()
                                                                        : first.recording.header.title)
                                   : fmt::format("Noise floor of {} recordings", recordings.size());
  for (const RecordingPointer& recording : recordings) {
    const Side side = side_alone(recording);
    d.header.push_back(side_text(side));
    const results::Header& h = recording->recording.header;
    d.header.push_back(fmt::format("{}, {}; {}. {}.",
                                   is_simulated(h) ? "SIMULATED" : std::string(results::name_of(h.kind)),
                                   results::name_of(h.state),
                                   h.host_id.empty() ? std::string("host without identity")
                                                     : fmt::format("host {}", h.host_id.substr(0, 12)),
                                   disturbance_text(Undisturbed(side).disturbance())));
    const auto floor = noise_floor(recording);
    std::vector<std::string> workloads;
    for (const EstimandNoise& row : floor) {
      if (std::find(workloads.begin(), workloads.end(), row.workload) == workloads.end())
        workloads.push_back(row.workload);
    }
    for (const std::string& workload : workloads)
      d.tables.push_back(noise_table(*recording, workload, floor, recordings.size() > 1));
    const std::string name = recording->path.filename().string();
    d.footer.push_back(workloads.empty() ? fmt::format("{}: nothing was measured.", name)
                                         : noise_outcome_text(name, floor));
  }
  add_method(d);
  return d;
}

}  // namespace crossfade::analysis
