#include "analysis/verdict/regression_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "analysis/verdict/ratio_error.h"
#include "results/finite_number.h"
#include "results/kept_time.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

struct ShortName {
  std::string_view name, metric;
};
/// What people write; any id of the vocabulary does as well.
constexpr std::array short_names{
    ShortName{"p50", "latency_p50"},
    ShortName{"p99", "latency_p99"},
    ShortName{"p99.9", "latency_p999"},
    ShortName{"slo", "slo_rate"},
    ShortName{"cpu", "cpu_per_request"},
    ShortName{"clock", "effective_clock"},
    ShortName{"instructions", "instructions_per_request"},
};

Error wrong(std::string_view asked, const std::string& why) {
  return {ErrorKind::usage, fmt::format("cannot use the bound \"{}\"", asked), "--gate", why,
          "write for example --gate \"p99<=+5%,capacity>=-2%\"; p50, p99, p99.9, slo, cpu, instructions, "
          "clock, or any metric of crossfade-report show --counters"};
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
  return first == std::string_view::npos ? "" : std::string(text.substr(first, last - first + 1));
}

Result<Bounded> parse_bound(const std::string& asked) {
  const auto at = asked.find_first_of("<>");
  if (at == std::string::npos || at + 1 >= asked.size() || asked[at + 1] != '=')
    return wrong(asked, "it has neither <= nor >=");
  Bounded out{asked, trimmed(std::string_view(asked).substr(0, at)), asked[at] == '<', 1};
  for (const ShortName& s : short_names)
    if (out.metric == s.name) out.metric = s.metric;
  if (results::find_metric(out.metric) == nullptr)
    return wrong(asked, fmt::format("no metric is called \"{}\"", out.metric));
  std::string number = trimmed(std::string_view(asked).substr(at + 2));
  const bool percent = number.ends_with('%');
  if (percent) number.pop_back();
  const std::size_t sign = number.starts_with('+') ? 1 : 0;
  const auto value = results::finite_number(std::string_view(number).substr(sign));
  if (!percent || !value || !(*value > -100))
    return wrong(asked, "behind it stands no change in percent above -100 %");
  out.ratio = 1 + *value / 100;
  return out;
}

/// Why an SLO throughput of either side decides nothing; empty = it may.
std::string why_not_believed(const MetricComparison& m) {
  if (m.metric == "slo_rate_grid") return "read off a grid of rates, not solved";
  if (m.metric != "slo_rate") return "";
  for (const auto& [side, name] : {std::pair(&m.base, "baseline"), std::pair(&m.candidate, "candidate")}) {
    if (side->too_short_s)
      return fmt::format("{}: solved from {:.1f} s, and a verdict asks {:.0f} s", name, *side->too_short_s,
                         results::enough_recorded_s);
  }
  return "";
}

void decide(BoundResult& r, std::size_t rows) {
  r.simultaneous = simultaneous_interval(r.ratio, rows);
  if (!r.because.empty()) return;
  if (!r.ratio.interval) {
    r.because = r.ratio.absent_because;
    return;
  }
  const auto& [low, high] = *r.ratio.interval;
  const bool is_most = r.bound.is_most;
  if (is_most ? high <= r.bound.ratio : low >= r.bound.ratio) {
    r.state = BoundState::kept;
    return;
  }
  if (r.simultaneous &&
      (is_most ? r.simultaneous->low > r.bound.ratio : r.simultaneous->high < r.bound.ratio)) {
    r.state = BoundState::broken;
    return;
  }
  const bool alone = is_most ? low > r.bound.ratio : high < r.bound.ratio;
  r.because = alone
                  ? fmt::format("broken by itself, but not by the interval that holds for all {} rows", rows)
                  : "the interval contains the bound";
}

}  // namespace

Result<std::vector<Bounded>> parse_bounds(std::string_view text) {
  std::vector<Bounded> out;
  while (true) {
    const auto comma = text.find(',');
    const auto bound = parse_bound(trimmed(text.substr(0, comma)));
    CF_TRY(bound);
    out.push_back(*bound);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

std::vector<BoundResult> check_bounds(const Comparison& c, const std::vector<Bounded>& bounds,
                                      const std::vector<std::string>& workloads) {
  std::vector<BoundResult> out;
  const auto is_asked = [&](const std::string& workload) {
    return workloads.empty() || std::find(workloads.begin(), workloads.end(), workload) != workloads.end();
  };
  const auto add = [&](const Bounded& bound, const std::string& workload, const std::string& context,
                       const Ratio& ratio, std::string because) {
    out.push_back({bound, workload, context, ratio, {}, BoundState::open, std::move(because)});
  };
  for (const Bounded& bound : bounds) {
    for (const WorkloadComparison& w : c.workloads) {
      if (!is_asked(w.workload)) continue;
      bool any = false;
      for (const MetricComparison& m : w.metrics) {
        const bool grid_instead = bound.metric == "slo_rate" && m.metric == "slo_rate_grid";
        if (m.metric != bound.metric && !grid_instead) continue;
        any = true;
        add(bound, w.workload, m.context, m.ratio, why_not_believed(m));
      }
      if (!any) add(bound, w.workload, "", {}, "it is not on both sides");
    }
    if (!workloads.empty()) continue;
    for (const auto* names : {&c.only_in_base, &c.only_in_candidate}) {
      for (const std::string& name : *names) add(bound, name, "", {}, "the workload is on one side only");
    }
  }
  for (BoundResult& r : out) decide(r, out.size());
  return out;
}

void hold_open(std::vector<BoundResult>& results, const std::string& because) {
  for (BoundResult& r : results) {
    r.state = BoundState::open;
    r.because = because;
  }
}

int exit_code(const std::vector<BoundResult>& results) {
  const auto any = [&](BoundState state) {
    return std::any_of(results.begin(), results.end(),
                       [&](const BoundResult& r) { return r.state == state; });
  };
  return any(BoundState::broken) ? 1 : any(BoundState::open) ? 2 : 0;
}

std::string_view state_text(BoundState state) {
  return state == BoundState::kept ? "kept" : state == BoundState::broken ? "broken" : "open";
}

}  // namespace crossfade::analysis
