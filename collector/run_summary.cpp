#include "collector/run_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <sstream>

#include "collector/expected_digests.h"
#include "collector/load_summary.h"
#include "collector/planner.h"
#include "collector/run_numbers.h"
#include "results/enum_names.h"
#include "results/text_layout.h"
#include "results/vocabulary/rule.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionOutcome;
using results::StageKind;

double median(const std::vector<double>& sorted) {
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

template <class Text>
std::string with_extremes(const std::vector<double>& sorted, Text text) {
  if (sorted.empty()) return "-";
  if (sorted.size() == 1) return fmt::format("{} (1 process)", text(sorted.front()));
  return fmt::format("{} ({} ... {})", text(median(sorted)), text(sorted.front()), text(sorted.back()));
}

void count_quality(WorkloadSummary& summary, const results::Stage& stage) {
  if (stage.quality == results::Quality::clean) {
    ++summary.clean_stages;
    return;
  }
  if (stage.quality == results::Quality::voided) ++summary.void_stages;
  std::istringstream rules(stage.quality_reasons);
  for (std::string rule; rules >> rule;) ++summary.findings[rule];
}

bool makes_void(const results::Rule* rule) {
  return rule != nullptr && rule->consequence.starts_with("stage is void");
}

/// Why stages are not clean, in the rules' own words: the most frequent one. Beside void stages it is one
/// that makes stages void: what else was found with them is not why they are of no use.
std::string quality_text(const WorkloadSummary& summary) {
  std::vector<std::pair<std::uint32_t, std::string>> frequent;
  frequent.reserve(summary.findings.size());
  for (const auto& [rule, count] : summary.findings) frequent.emplace_back(count, rule);
  std::sort(frequent.begin(), frequent.end(), std::greater<>());
  if (summary.void_stages > 0)
    std::stable_partition(frequent.begin(), frequent.end(),
                          [](const auto& each) { return makes_void(results::find_rule(each.second)); });
  std::string text;
  if (summary.void_stages > 0)
    text += fmt::format("{} of {} stages are void and not used above", summary.void_stages, summary.stages);
  for (const auto& [count, id] : frequent) {
    const results::Rule* const rule = results::find_rule(id);
    if (!text.empty()) text += "; ";
    text += fmt::format("{} in {} stage{}", rule == nullptr ? std::string_view(id) : rule->message, count,
                        count == 1 ? "" : "s");
    text += fmt::format(" ({})", id);
    break;  // the first says enough; the report has them all
  }
  return text;
}

void add_stages(WorkloadSummary& summary, const Plan& plan, const Recording& recorded,
                std::uint32_t repetition) {
  double completed = 0, seconds = 0;  // of its capacity slices
  results::Histogram service;
  for (std::uint32_t s = 0; s < recorded.stages.size(); ++s) {
    const results::Stage& stage = recorded.stages[s];
    if (stage.repetition != repetition) continue;
    ++summary.stages;
    count_quality(summary, stage);
    const bool with_all = stage.kind == StageKind::capacity && stage.workers == plan.thread_counts.back();
    summary.capacity_stages += with_all;
    summary.service_stages += stage.kind == StageKind::service;
    summary.slo_stages += stage.kind == StageKind::slo_chunk;
    if (stage.quality == results::Quality::voided || stage.duration_ns == 0) continue;
    summary.usable_slo_stages += stage.kind == StageKind::slo_chunk;
    if (with_all) {
      completed += static_cast<double>(stage.completed);
      seconds += static_cast<double>(stage.duration_ns) * 1e-9;
    }
    if (stage.kind != StageKind::service) continue;
    for (const results::Distribution& d : recorded.distributions) {
      if (d.stage == s && d.kind == results::DistributionKind::service && d.n > 0 &&
          d.workload_class == results::Distribution::all_classes) {
        service.merge(d.histogram());
      }
    }
  }
  if (seconds > 0) summary.capacity_per_s.push_back(completed / seconds);
  if (service.count() > 0) summary.service_p50_ns.push_back(service.quantile_ns(0.5));
}

}  // namespace

std::vector<WorkloadSummary> summarise(const Plan& plan, const Recording& recorded, std::size_t first) {
  std::vector<WorkloadSummary> summaries;
  summaries.reserve(plan.workloads.size());
  for (const PlannedWorkload& workload : plan.workloads)
    summaries.push_back({.name = display_name(workload)});
  for (auto r = static_cast<std::uint32_t>(first); r < recorded.repetitions.size(); ++r) {
    const results::Repetition& repetition = recorded.repetitions[r];
    // Calibrations are part of no estimate, reruns replace nothing, and a look is not a measurement.
    if (repetition.purpose != results::RepetitionPurpose::measurement) continue;
    // It did not fail: the user stopped it, and it is measured again.
    if (repetition.outcome == RepetitionOutcome::interrupted) continue;
    WorkloadSummary& summary = summaries[item_at(plan, repetition.plan_item).workload];
    ++summary.processes;
    if (repetition.outcome == RepetitionOutcome::ok) {
      ++summary.processes_ok;
      const std::uint32_t stages_before = summary.stages, void_before = summary.void_stages;
      add_stages(summary, plan, recorded, r);
      const std::uint32_t stages = summary.stages - stages_before;
      summary.processes_of_no_use += stages > 0 && summary.void_stages - void_before == stages;
      continue;
    }
    if (summary.first_problem.empty())
      summary.first_problem = fmt::format("{}: {}", results::name_of(repetition.outcome), repetition.reason);
    if (repetition.outcome != RepetitionOutcome::wrong) continue;
    if (++summary.processes_wrong == 1) summary.first_wrong = repetition.reason;
  }
  for (std::uint32_t w = 0; w < summaries.size(); ++w) {
    WorkloadSummary& summary = summaries[w];
    summary.load = load_summary(plan, recorded, w, first);
    for (const results::Absence& absence : recorded.absences) {
      if (absence.subject == agreement_subject(summary.name)) summary.unexpected_answers = absence.reason;
    }
    std::sort(summary.capacity_per_s.begin(), summary.capacity_per_s.end());
    std::sort(summary.service_p50_ns.begin(), summary.service_p50_ns.end());
  }
  return summaries;
}

namespace {

/// Why a column has a dash.
std::string dash_text(const char* what, std::uint32_t stages) {
  if (stages == 0) return fmt::format("no {}: no such stage was measured", what);
  if (stages == 1) return fmt::format("no {}: the only such stage is void", what);
  return fmt::format("no {}: all {} such stages are void", what, stages);
}

/// Behind "8 of 8 ok": they ended well, and were disturbed beyond use.
std::string of_no_use_text(const WorkloadSummary& s) {
  if (s.processes_of_no_use == 0) return "";
  if (s.processes_of_no_use == s.processes_ok) return ", none of use";
  return fmt::format(", {} of no use", s.processes_of_no_use);
}

std::vector<std::string> remarks(const WorkloadSummary& s) {
  std::vector<std::string> lines;
  if (s.processes_ok > 0 && s.capacity_per_s.empty())
    lines.push_back(dash_text("requests/s with all workers", s.capacity_stages));
  if (s.processes_ok > 0 && s.service_p50_ns.empty())
    lines.push_back(dash_text("service time", s.service_stages));
  lines.insert(lines.end(), s.load.begin(), s.load.end());
  if (std::string quality = quality_text(s); !quality.empty()) lines.push_back(std::move(quality));
  if (!s.unexpected_answers.empty()) lines.push_back("note: " + s.unexpected_answers);
  if (!s.first_problem.empty()) lines.push_back(s.first_problem);
  return lines;
}

}  // namespace

namespace {

constexpr std::size_t columns = 5;
using Cells = std::array<std::string, columns>;

Cells head() {
  return {"workload", "requests/s, all workers", "service p50, one thread", "clean stages", "processes"};
}

Cells cells_of(const WorkloadSummary& s) {
  return {s.name, with_extremes(s.capacity_per_s, grouped), with_extremes(s.service_p50_ns, time_text),
          s.stages == 0 ? std::string("-") : fmt::format("{:.0f} %", 100.0 * s.clean_stages / s.stages),
          fmt::format("{} of {} ok{}", s.processes_ok, s.processes, of_no_use_text(s))};
}

std::array<std::size_t, columns> widths_of(const std::vector<WorkloadSummary>& summaries) {
  std::array<std::size_t, columns> widths{};
  const auto widen = [&](const Cells& cells) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], results::text_width(cells[i]));
  };
  widen(head());
  for (const WorkloadSummary& s : summaries) widen(cells_of(s));
  return widths;
}

/// In a line of the table; names and what stands last begin at the left.
std::string in_line(const Cells& cells, const std::array<std::size_t, columns>& widths) {
  std::string line = results::padded(cells.front(), widths.front(), false);
  for (std::size_t i = 1; i + 1 < columns; ++i) line += "  " + results::padded(cells[i], widths[i], true);
  return line + "  " + cells.back() + "\n";
}

/// Where no line is wide enough: one under the other.
std::string in_lines(const Cells& cells, std::size_t width) {
  const Cells names = head();
  std::string lines = cells.front() + "\n";
  for (std::size_t i = 1; i < columns; ++i)
    lines += results::wrapped(fmt::format("{}: {}", names[i], cells[i]), width, "  ", 4);
  return lines;
}

}  // namespace

std::string to_text(const std::vector<WorkloadSummary>& summaries, std::size_t width) {
  const auto widths = widths_of(summaries);
  const std::size_t needed = std::accumulate(widths.begin(), widths.end(), 2 * (columns - 1));
  const bool is_table = needed <= width;
  std::string text = is_table ? in_line(head(), widths) : "";
  for (const WorkloadSummary& s : summaries) {
    text += is_table ? in_line(cells_of(s), widths) : in_lines(cells_of(s), width);
    for (const std::string& remark : remarks(s)) text += results::wrapped(remark, width, "    ", 6);
  }
  return text + "Medians over processes (smallest ... largest).\n";
}

std::vector<std::string> without_a_figure(const std::vector<WorkloadSummary>& summaries) {
  std::vector<std::string> names;
  for (const WorkloadSummary& s : summaries) {
    const bool was_to_have_one = s.capacity_stages + s.service_stages + s.slo_stages > 0;
    const bool has_one = !s.capacity_per_s.empty() || !s.service_p50_ns.empty() || s.usable_slo_stages > 0;
    const bool all_void = s.stages > 0 && s.void_stages == s.stages;
    if (all_void || (was_to_have_one && !has_one)) names.push_back(s.name);
  }
  return names;
}

bool is_all_void(const std::vector<WorkloadSummary>& summaries) {
  std::uint32_t stages = 0, voided = 0;
  for (const WorkloadSummary& summary : summaries) {
    stages += summary.stages;
    voided += summary.void_stages;
  }
  return stages > 0 && voided == stages;
}

std::string useless_text(const std::vector<WorkloadSummary>& all, const std::vector<WorkloadSummary>& added) {
  if (const auto unused = without_a_figure(all); !unused.empty())
    return fmt::format("nothing of {} can be used", fmt::join(unused, ", "));
  return is_all_void(added) ? "nothing of what was measured now can be used" : "";
}

}  // namespace crossfade::collector
