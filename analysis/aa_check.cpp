#include "analysis/aa_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "analysis/distinct_recordings.h"
#include "analysis/host.h"
#include "analysis/statistics/clustered_share.h"
#include "analysis/statistics/detectable_effect.h"
#include "analysis/statistics/deviation.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::analysis {
namespace {

/// What a row's pairs say, in logarithms.
struct PairValues {
  std::vector<double> ln_ratios, half_widths;
};
using RowValues = std::map<std::pair<std::string, std::string>, PairValues>;  ///< by workload and metric

std::int64_t start_of(const RecordingPointer& r) {
  std::int64_t start = 0;
  for (const results::Stage& stage : r->recording.stages)
    start = start == 0 ? stage.start_unix_ns : std::min(start, stage.start_unix_ns);
  return start;
}

/// Something was measured that is not the same: no pair, whatever host it was on.
bool is_another_set_up(const Difference& d) {
  constexpr std::array<std::string_view, 10> rules{
      "isa-cap", "isa-path",      "workload-version", "workload-parameters", "dataset",
      "answers", "measure-build", "workload-build",   "library-version",     "kernel"};
  return d.severity == Severity::blocking || std::find(rules.begin(), rules.end(), d.rule) != rules.end();
}

AaRow& row_of(AaCheck& check, const std::string& workload, const std::string& metric) {
  for (AaRow& row : check.rows)
    if (row.workload == workload && row.metric == metric) return row;
  check.rows.push_back({workload, metric});
  return check.rows.back();
}

statistics::ClusterCount add(AaCheck& check, RowValues& values, const Comparison& c) {
  statistics::ClusterCount of_pair;
  ++check.pairs;
  for (const WorkloadComparison& w : c.workloads) {
    for (const MetricComparison& m : w.metrics) {
      if (!m.base.value && !m.candidate.value) continue;
      AaRow& row = row_of(check, w.workload, m.metric);
      if (!m.ratio.value || !m.ratio.interval) {
        row.absent_because = m.ratio.absent_because;
        continue;
      }
      ++row.pairs;
      ++check.comparisons;
      PairValues& own = values[{w.workload, m.metric}];
      own.ln_ratios.push_back(std::log(*m.ratio.value));
      own.half_widths.push_back(std::log(m.ratio.interval->high / m.ratio.interval->low) / 2);
      row.different += m.ratio.resolved;
      check.different += m.ratio.resolved;
      of_pair.of += 1;
      of_pair.count += m.ratio.resolved ? 1 : 0;
      if (std::fabs(std::log(*m.ratio.value)) > std::fabs(std::log(row.farthest)))
        row.farthest = *m.ratio.value;
    }
  }
  return of_pair;
}

/// `rows`: how many are asked side by side.
void conclude(AaRow& row, const PairValues& values, std::size_t rows) {
  if (values.ln_ratios.empty()) return;
  row.called_from = std::exp(statistics::median(values.half_widths));
  row.shift = std::exp(statistics::mean(values.ln_ratios));
  const auto of_ratios = statistics::deviation(values.ln_ratios);
  if (!of_ratios) return;
  const double two = std::sqrt(2.0);
  row.spread = statistics::Deviation{of_ratios->deviation / two,
                                     {of_ratios->interval.low / two, of_ratios->interval.high / two},
                                     of_ratios->degrees_of_freedom};
  const std::size_t pairs = values.ln_ratios.size();
  const double error = of_ratios->deviation / std::sqrt(static_cast<double>(pairs));
  const double half = error * statistics::student_t_quantile(1 - 0.025 / static_cast<double>(rows),
                                                             of_ratios->degrees_of_freedom);
  row.shift_interval = statistics::Interval{row.shift * std::exp(-half), row.shift * std::exp(half)};
  constexpr double power = 0.8;
  if (const auto effect = statistics::minimum_detectable_effect(of_ratios->deviation, pairs, power))
    row.seen_from = std::exp(*effect);
}

using Clusters = std::vector<statistics::ClusterCount>;

std::uint32_t with_rows(const Clusters& clusters) {
  return static_cast<std::uint32_t>(
      std::count_if(clusters.begin(), clusters.end(), [](const auto& each) { return each.of > 0; }));
}

void conclude(AaCheck& check, const Clusters& pairs, const Clusters& hosts, const RowValues& values) {
  for (AaRow& row : check.rows) {
    if (const auto found = values.find({row.workload, row.metric}); found != values.end())
      conclude(row, found->second, values.size());
    check.shifted += row.is_shifted();
  }
  check.units_are_hosts = with_rows(hosts) >= AaCheck::enough_units;
  const Clusters& units = check.units_are_hosts ? hosts : pairs;
  check.units = with_rows(units);
  if (check.comparisons > 0) check.share = statistics::clustered_share(units);
}

}  // namespace

bool AaRow::is_shifted() const {
  return shift_interval && !shift_interval->contains(1) && std::fabs(std::log(shift)) > least_shift;
}

results::Result<AaCheck> aa_check(const std::vector<RecordingPointer>& recordings,
                                  const CompareOptions& options) {
  AaCheck check;
  std::vector<std::vector<RecordingPointer>> hosts;
  std::vector<RecordingPointer> seen;
  Clusters of_pairs, of_hosts;
  RowValues values;
  for (const RecordingPointer& r : recordings) {
    if (is_calibration(r->recording.header)) continue;
    const bool copy = std::any_of(seen.begin(), seen.end(),
                                  [&](const RecordingPointer& other) { return same_recording(*other, *r); });
    if (copy) {
      check.left_out.push_back(r->path.filename().string() + ": a copy of one that is there already");
      continue;
    }
    seen.push_back(r);
    auto host = std::find_if(hosts.begin(), hosts.end(), [&](const auto& each) {
      return same_machine(each.front()->recording.header, r->recording.header);
    });
    if (host == hosts.end()) host = hosts.insert(hosts.end(), std::vector<RecordingPointer>{});
    host->push_back(r);
  }
  for (auto& host : hosts) {
    std::stable_sort(host.begin(), host.end(),
                     [](const auto& a, const auto& b) { return start_of(a) < start_of(b); });
    bool any = false;
    statistics::ClusterCount of_host;
    for (std::size_t i = 0; i + 1 < host.size(); i += 2) {
      const auto c = compare(side_alone(host[i]), side_alone(host[i + 1]), options);
      if (!c) {
        check.left_out.push_back(results::to_line(c.error()));
        continue;
      }
      const auto differs = std::find_if(c->differences.begin(), c->differences.end(), is_another_set_up);
      if (differs != c->differences.end()) {
        check.left_out.push_back(fmt::format("{} and {}: they differ in {}, so it is no pair",
                                             host[i]->path.filename().string(),
                                             host[i + 1]->path.filename().string(), differs->subject));
        continue;
      }
      const statistics::ClusterCount of_pair = add(check, values, *c);
      of_pairs.push_back(of_pair);
      of_host.count += of_pair.count;
      of_host.of += of_pair.of;
      any = true;
    }
    check.hosts += any;
    of_hosts.push_back(of_host);
    if (host.size() % 2 == 1)
      check.left_out.push_back(fmt::format("{}: no other recording of its host is left to compare it with",
                                           host.back()->path.filename().string()));
  }
  if (check.pairs == 0) {
    return results::Error{
        results::ErrorKind::data, "no two recordings are of one host", "--aa",
        check.left_out.empty()
            ? "a host compared with itself needs two recordings of it, with the same host id"
            : fmt::format("{}", fmt::join(check.left_out, "; ")),
        "record a host twice and name both files"};
  }
  conclude(check, of_pairs, of_hosts, values);
  return check;
}

}  // namespace crossfade::analysis
