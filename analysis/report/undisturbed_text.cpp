#include "analysis/report/undisturbed_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/metric_table.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

/// What the values of a side lack, if it lacks them everywhere; the same for both sides is said once.
std::string side_reasons(const Comparison& c) {
  const std::string &base = c.base_disturbance.absent_because,
                    &candidate = c.candidate_disturbance.absent_because;
  if (base == candidate) return base;
  std::string text;
  if (!base.empty()) text += "baseline: " + base;
  if (!candidate.empty()) text += fmt::format("{}candidate: {}", text.empty() ? "" : "; ", candidate);
  return text;
}

std::string decision_text(const MetricComparison& m) {
  const results::Metric* const metric = results::find_metric(m.metric);
  const bool neutral = metric != nullptr && metric->direction == results::Direction::neutral;
  return verdict_text(m.undisturbed, neutral);
}

std::string near_text(const Comparison& c) {
  const double base = c.base_disturbance.near_share, candidate = c.candidate_disturbance.near_share;
  if (base + candidate <= 0) return "";
  return fmt::format(", near a busy neighbour a further {} | {}", percent_text(base),
                     percent_text(candidate));
}

}  // namespace

std::string disturbed_time_text(const Disturbance& disturbance) {
  return disturbance.time_share ? percent_text(*disturbance.time_share) : "unknown";
}

std::string disturbance_text(const Disturbance& d) {
  if (!d.time_share) return "disturbed time unknown: " + d.absent_because;
  std::string text = fmt::format("{} of the time was disturbed", percent_text(*d.time_share));
  if (d.near_share > 0)
    text += fmt::format(", a further {} lay within three seconds of a busy neighbour",
                        percent_text(d.near_share));
  if (!d.absent_because.empty()) text += fmt::format("; no undisturbed values: {}", d.absent_because);
  return text;
}

std::vector<std::string> undisturbed_notes(const Comparison& c, const WorkloadComparison& w) {
  std::vector<std::string> lines;
  std::string differing, only_undisturbed, only_experienced;
  std::vector<std::string> reasons;
  std::size_t absent = 0, present = 0, same = 0;
  for (const MetricComparison& m : w.metrics) {
    if (!m.ratio.value) continue;
    if (!m.undisturbed.value) {
      ++absent;
      if (std::find(reasons.begin(), reasons.end(), m.undisturbed.absent_because) == reasons.end())
        reasons.push_back(m.undisturbed.absent_because);
      continue;
    }
    ++present;
    const auto add = [&](std::string& list, const std::string& text) {
      list += fmt::format("{}{}", list.empty() ? "" : ", ", text);
    };
    const std::string name = metric_text(m.metric, m.context);
    const Agreement agreed = agreement(m.ratio, m.undisturbed);
    same += agreed == Agreement::same;
    if (agreed == Agreement::differs) {
      const bool by_amount =
          m.ratio.resolved && m.undisturbed.resolved && (*m.ratio.value > 1) == (*m.undisturbed.value > 1);
      add(differing, fmt::format("{} ({}{})", name, decision_text(m),
                                 by_amount ? ", but by an amount that the other excludes" : ""));
    }
    if (agreed == Agreement::one_resolved) {
      if (m.undisturbed.resolved) {
        add(only_undisturbed, fmt::format("{} ({})", name, decision_text(m)));
      } else {
        add(only_experienced, name);
      }
    }
  }
  const std::string everywhere = side_reasons(c);
  if (!everywhere.empty()) {
    lines.push_back(fmt::format("No undisturbed values: {}. Disturbed time {} | {}.", everywhere,
                                disturbed_time_text(c.base_disturbance),
                                disturbed_time_text(c.candidate_disturbance)));
    return lines;
  }
  lines.push_back(fmt::format(
      "Undisturbed: only stages beside which nobody else was seen on the cores, three seconds from any busy "
      "neighbour, in n blocks (baseline | candidate); disturbed time {} | {}{}.",
      disturbed_time_text(c.base_disturbance), disturbed_time_text(c.candidate_disturbance), near_text(c)));
  if (!differing.empty()) lines.push_back(fmt::format("UNDISTURBED DECIDES OTHERWISE: {}.", differing));
  if (!only_undisturbed.empty())
    lines.push_back(fmt::format("Resolved only undisturbed: {}.", only_undisturbed));
  if (!only_experienced.empty())
    lines.push_back(fmt::format("Resolved only as experienced: {}.", only_experienced));
  if (same > 0) {
    lines.push_back(fmt::format("Undisturbed decides the same in {} of {} rows{}.", same, present,
                                absent > 0 ? fmt::format(" that have it ({} have not)", absent) : ""));
  }
  for (const std::string& reason : reasons) lines.push_back(fmt::format("No undisturbed ratio: {}.", reason));
  for (const Disturbance* d : {&c.base_disturbance, &c.candidate_disturbance}) {
    for (const std::string& ceiling : d->ceilings) {
      const std::string line = fmt::format("Ceiling: {}.", ceiling);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace crossfade::analysis
