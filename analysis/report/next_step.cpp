#include "analysis/report/next_step.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "analysis/host.h"
#include "analysis/report/caveats.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {
namespace {

using Rows = std::vector<const MetricComparison*>;

/// Of capacity and SLO throughput; of all rows, where a comparison has neither.
Rows open_rows(const Comparison& c) {
  Rows headline, others;
  bool any_headline = false;
  for (const WorkloadComparison& w : c.workloads) {
    for (const MetricComparison& m : w.metrics) {
      if (!m.ratio.value) continue;
      any_headline = any_headline || is_headline(m);
      const bool open = !m.ratio.resolved || is_too_disturbed(disturbed_share(m));
      if (open) (is_headline(m) ? headline : others).push_back(&m);
    }
  }
  return any_headline ? headline : others;
}

/// Intervals shrink with the root of the number of blocks.
std::string more_blocks_text(const Rows& rows) {
  constexpr std::uint32_t times = 4;
  std::uint32_t blocks = 0;
  for (const MetricComparison* m : rows)
    blocks = std::max({blocks, m->ratio.base_n.blocks, m->ratio.candidate_n.blocks});
  return fmt::format("record anew with four times the blocks{}, which halves what runs add to the intervals",
                     blocks > 0 ? fmt::format(" ({} a side)", times * blocks) : "");
}

template <class Predicate>
bool any_row(const Comparison& c, Predicate holds) {
  return std::any_of(c.workloads.begin(), c.workloads.end(), [&](const WorkloadComparison& w) {
    return std::any_of(w.metrics.begin(), w.metrics.end(), holds);
  });
}

bool any_resolved(const Comparison& c) {
  return any_row(c, [](const MetricComparison& m) { return m.ratio.resolved; });
}

/// Where no row that decides has a ratio. Empty if others decided something.
std::string without_ratio_text(const Comparison& c) {
  if (any_resolved(c)) return "";
  if (is_too_disturbed(c)) return "measure again on a quieter machine";
  constexpr std::uint32_t tested_with = 8;
  std::uint32_t base = 0, candidate = 0;
  for (const WorkloadComparison& w : c.workloads) {
    for (const MetricComparison& m : w.metrics) {
      base = std::max(base, m.base.n.blocks);
      candidate = std::max(candidate, m.candidate.n.blocks);
    }
  }
  if (std::min(base, candidate) < tested_with)
    return fmt::format("record at least {} blocks a side", tested_with);
  return "see the notes of the tables, which say what a ratio lacks";
}

/// Of workloads whose inputs, parameters or versions differ: no number of blocks makes them comparable. Empty
/// if there is none.
std::string record_alike_text(const Comparison& c) {
  std::vector<std::string> names;
  std::string first;
  for (const WorkloadComparison& w : c.workloads) {
    if (w.not_comparable_because.empty()) continue;
    names.push_back(w.workload);
    if (first.empty()) first = w.not_comparable_because;
  }
  if (names.empty()) return "";
  return fmt::format("record {} alike on both sides (not comparable: {})", fmt::join(names, ", "), first);
}

bool is_any_comparable(const Comparison& c) {
  return std::any_of(c.workloads.begin(), c.workloads.end(),
                     [](const WorkloadComparison& w) { return w.not_comparable_because.empty(); });
}

std::string more_hosts_text(const Comparison& c) {
  const std::size_t hosts = std::min(host_count(c.base), host_count(c.candidate));
  if (hosts >= statistics::enough_hosts) return "record more hosts a side";
  return fmt::format(
      "record other hosts too, {} of each side: then their spread is measured, not assumed; more blocks of "
      "these hosts hardly narrow the intervals",
      statistics::enough_hosts);
}

bool lacks_chunks(const Estimate& e) {
  return std::find(e.cautions.begin(), e.cautions.end(), no_chunks_on_this_side) != e.cautions.end();
}

/// A side whose SLO throughput could have been solved. Empty if there is none.
std::string record_again_text(const Comparison& c) {
  const bool base = any_row(c, [](const MetricComparison& m) { return lacks_chunks(m.base); });
  const bool candidate = any_row(c, [](const MetricComparison& m) { return lacks_chunks(m.candidate); });
  if (!base && !candidate) {
    // Neither says that the other has them: neither has.
    if (!any_row(c, [](const MetricComparison& m) { return m.metric == "slo_rate_grid"; })) return "";
    return "record both sides so that SLO throughput is solved and not read off the grid "
           "(--profile standard, or a longer --slo-time where requests are slow)";
  }
  return fmt::format("record the {} again, so that SLO throughput is solved and not read off the grid",
                     base && candidate ? "sides"
                     : base            ? "baseline"
                                       : "candidate");
}

std::string to_resolve_text(const Comparison& c) {
  constexpr double most = 0.5;
  const Rows rows = open_rows(c);
  if (rows.empty()) return without_ratio_text(c);
  const auto all_too_disturbed = [](const MetricComparison* m) {
    return is_too_disturbed(disturbed_share(*m));
  };
  if (is_too_disturbed(c) || std::all_of(rows.begin(), rows.end(), all_too_disturbed))
    return "measure again on a quieter machine";
  const auto has = [&](RatioMethod method) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const MetricComparison* m) { return m->ratio.method == method; });
  };
  if (has(RatioMethod::same_host_sequential)) {
    return "measure both sides in turn (scripts/record-in-turn): more blocks one after the other hardly "
           "narrow "
           "the intervals";
  }
  const auto mostly_assumed = [&](const MetricComparison* m) {
    return m->ratio.assumed_variance_share > most;
  };
  const auto assumed = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), mostly_assumed));
  if (2 * assumed > rows.size()) return more_hosts_text(c);
  return more_blocks_text(rows);
}

/// Rates from so few seconds that no verdict takes them. Empty if there are none.
std::string record_longer_text(const Comparison& c) {
  const bool any =
      any_row(c, [](const MetricComparison& m) { return m.base.too_short_s || m.candidate.too_short_s; });
  return any ? "for a verdict record with --profile standard or --budget 40m, which keep enough "
               "requests near each SLO throughput"
             : "";
}

}  // namespace

std::string next_step_text(const Comparison& c) {
  std::vector<std::string> steps = {record_alike_text(c)};
  if (is_any_comparable(c)) {
    steps.push_back(record_again_text(c));
    steps.push_back(to_resolve_text(c));
    steps.push_back(record_longer_text(c));
  }
  std::erase(steps, "");
  return fmt::format("{}", fmt::join(steps, "; "));
}

}  // namespace crossfade::analysis
