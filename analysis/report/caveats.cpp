#include "analysis/report/caveats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "analysis/host.h"
#include "analysis/report/undisturbed_text.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/host_model.h"
#include "results/kept_time.h"

namespace crossfade::analysis {
namespace {

bool mostly_disturbed(const Disturbance& d) {
  return d.time_share && is_too_disturbed(*d.time_share);
}

void keep_least(std::optional<double>& least, const std::optional<double>& value) {
  if (value) least = std::min(*value, least.value_or(*value));
}

/// Of the SLO throughputs, the one that rests on the fewest seconds; undisturbed, only where as experienced
/// has enough.
std::string short_text(const Comparison& c) {
  std::optional<double> experienced, undisturbed;
  for (const WorkloadComparison& w : c.workloads) {
    for (const MetricComparison& m : w.metrics) {
      keep_least(experienced, m.base.too_short_s);
      keep_least(experienced, m.candidate.too_short_s);
      keep_least(undisturbed, m.base_undisturbed.too_short_s);
      keep_least(undisturbed, m.candidate_undisturbed.too_short_s);
    }
  }
  const std::optional<double>& least_s = experienced ? experienced : undisturbed;
  if (!least_s) return "";
  return fmt::format("SLO throughput{} from as little as {:.1f} of the {:.0f} s it takes",
                     experienced ? "" : ", undisturbed,", *least_s, results::enough_recorded_s);
}

std::string hosts_text(const Comparison& c) {
  if (c.same_host) return "of this machine only";
  const std::size_t hosts = std::min(host_count(c.base), host_count(c.candidate));
  if (hosts == 0 || hosts >= statistics::enough_hosts) return "";
  return hosts == 1 ? "one host a side, how much others differ is assumed"
                    : "two hosts on the smaller side, how much others differ is partly assumed";
}

std::string order_text(const Comparison& c) {
  for (const WorkloadComparison& w : c.workloads) {
    for (const MetricComparison& m : w.metrics) {
      if (m.ratio.method == RatioMethod::same_host_sequential)
        return "one side was measured after the other, how much the machine drifts is assumed";
    }
  }
  return "";
}

/// Said of both sides alike, or known of neither: weaker than what is known to differ.
bool is_weak(const Difference& d) {
  return d.rule == "stated-type" || d.rule == "environment-unknown" || d.rule == "build-unknown";
}

/// "builds", "kernel": one word for all plug-ins and the measuring program, whatever the workload.
std::string kind_of(const Difference& d) {
  const bool of_build = d.subject.starts_with("plug-in ") || d.subject == "measuring program";
  return of_build ? "builds" : d.subject;
}

/// What differs beside what was disturbed, which is said apart: "suspicious: kernel, builds".
std::string differences_text(const Comparison& c, Severity severity, std::string_view name) {
  constexpr std::size_t most_named = 4;
  std::vector<std::string> kinds;
  for (const bool weak : {false, true}) {
    for (const Difference& d : c.differences) {
      const bool said = d.rule.starts_with("disturbed-");
      if (d.severity != severity || said || is_weak(d) != weak) continue;
      const std::string kind = kind_of(d);
      if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
    }
  }
  if (kinds.empty()) return "";
  const std::size_t named = std::min(kinds.size(), most_named);
  std::string text = fmt::format(
      "{}: {}", name, fmt::join(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(named), ", "));
  if (kinds.size() > named) text += fmt::format(" and {} more", kinds.size() - named);
  return text;
}

}  // namespace

bool is_headline(const MetricComparison& m) {
  return m.metric == "slo_rate" || m.metric == "slo_rate_grid" || m.metric == "capacity";
}

double disturbed_share(const MetricComparison& m) {
  return std::max(m.base.disturbed_share, m.candidate.disturbed_share);
}

bool is_too_disturbed(const Comparison& c) {
  return mostly_disturbed(c.base_disturbance) || mostly_disturbed(c.candidate_disturbance);
}

std::vector<std::string> caveats(const Comparison& c) {
  std::vector<std::string> all;
  if (is_too_disturbed(c)) {
    all.push_back(fmt::format("disturbed {} | {} of the time (baseline | candidate)",
                              disturbed_time_text(c.base_disturbance),
                              disturbed_time_text(c.candidate_disturbance)));
  }
  for (std::string text :
       {short_text(c), order_text(c), hosts_text(c), differences_text(c, Severity::blocking, "blocking"),
        differences_text(c, Severity::suspicious, "suspicious")}) {
    if (!text.empty()) all.push_back(std::move(text));
  }
  return all;
}

}  // namespace crossfade::analysis
