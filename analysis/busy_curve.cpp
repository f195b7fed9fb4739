#include "analysis/busy_curve.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/distinct_values.h"
#include "analysis/matched_rates.h"
#include "analysis/number_text.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/scaling.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

using results::StageKind;
using statistics::Interval;
using Stages = std::vector<const StageView*>;

constexpr double widest_step = 2;  ///< between neighbours; a straight line over more says nothing

/// Share of the workers' CPUs that worked.
Quantity busy_share(const ProcessRun& run, const Stages& stages) {
  Quantity cpu_ns = cpu_per_request_ns(run, stages);
  Quantity rate = throughput_per_s(run, stages);
  if (!cpu_ns.value) return cpu_ns;
  if (!rate.value) return rate;
  const std::uint32_t workers = stages.front()->stage->workers;
  if (workers == 0) return {std::nullopt, 0, "the number of workers was not recorded"};
  cpu_ns.value = *cpu_ns.value * 1e-9 * *rate.value / workers;
  return cpu_ns;
}

/// Throughput over that with all CPUs busy in the same process run.
Measure share_of_peak(std::uint32_t most_threads) {
  return [most_threads](const ProcessRun& run, const Stages& stages) {
    const Stages all = matching(run, capacity_at(most_threads));
    if (all.empty())
      return Quantity{std::nullopt, 0, "the process run has no capacity stage with all threads"};
    Quantity part = throughput_per_s(run, stages);
    const Quantity whole = throughput_per_s(run, all);
    if (!part.value) return part;
    if (!whole.value || !(*whole.value > 0)) return Quantity{std::nullopt, 0, "nothing was served"};
    part.value = *part.value / *whole.value;
    return part;
  };
}

BusyPoint point_at(const WorkloadRuns& workload, const StageFilter& filter, double busy,
                   std::uint32_t most_threads) {
  BusyPoint p;
  p.busy = busy;
  p.rate_per_s = estimate(sample(workload, filter, throughput_per_s));
  p.share_of_peak = estimate(sample(workload, filter, share_of_peak(most_threads)));
  return p;
}

/// With all CPUs busy: its share is 1 by definition.
BusyPoint peak(const WorkloadRuns& workload, std::uint32_t most_threads) {
  BusyPoint p = point_at(workload, capacity_at(most_threads), 1, most_threads);
  if (p.share_of_peak.value) p.share_of_peak.interval = Interval{1, 1};
  return p;
}

void add_thread_counts(const WorkloadRuns& workload, std::uint32_t most, std::uint32_t cores,
                       BusyCurve& curve) {
  for (const std::uint32_t threads : capacity_thread_counts(workload)) {
    if (threads == most) continue;
    BusyPoint p = point_at(workload, capacity_at(threads), static_cast<double>(threads) / most, most);
    p.is_core_count = threads == cores;
    if (p.rate_per_s.value && p.share_of_peak.value) curve.points.push_back(std::move(p));
  }
}

void add_loads(const WorkloadRuns& workload, std::uint32_t most, BusyCurve& curve) {
  for (const double rate : kept_up_rates(workload)) {
    const StageFilter at{StageKind::load, {}, rate};
    const Estimate busy = estimate_plain(sample(workload, at, busy_share));
    if (!busy.value || !(*busy.value > 0) || *busy.value >= 1) continue;
    BusyPoint p = point_at(workload, at, *busy.value, most);
    if (p.rate_per_s.value && p.share_of_peak.value) curve.points.push_back(std::move(p));
  }
}

/// Of the part of the peak, where it has an interval.
Interval ends(const BusyPoint& p) {
  return p.share_of_peak.interval.value_or(Interval{0, 0});
}

double between(double low, double high, double part) {
  return low + (high - low) * part;
}

Estimate between(const Estimate& low, const Estimate& high, double part) {
  CF_ASSERT(low.value && high.value, "a point of a curve has a value");
  Estimate e = high;
  e.bound = Bound::none;
  e.value = between(*low.value, *high.value, part);
  e.interval.reset();
  if (low.interval && high.interval) {
    e.interval = Interval{between(low.interval->low, high.interval->low, part),
                          between(low.interval->high, high.interval->high, part)};
  } else {
    e.no_interval_because =
        low.no_interval_because.empty() ? high.no_interval_because : low.no_interval_because;
  }
  e.disturbed_share = std::max(low.disturbed_share, high.disturbed_share);
  for (const std::string& caution : low.cautions) add(e.cautions, caution);
  return e;
}

/// Two neighbours around a value, and how far it lies between them.
struct Bracket {
  const BusyPoint *low = nullptr, *high = nullptr;
  double part = 0;
  std::string absent_because;
};

/// `of` ascends over the points.
template <class Of>
Bracket bracket(const BusyCurve& curve, double value, Of of, const std::string& what) {
  Bracket b;
  if (curve.points.empty()) {
    b.absent_because = curve.absent_because;
    return b;
  }
  const double lowest = of(curve.points.front());
  if (value < lowest) {
    b.absent_because = fmt::format("the least that was measured is {} {}", percent_text(lowest), what);
    return b;
  }
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const BusyPoint& high = curve.points[i];
    if (value > of(high)) continue;
    const BusyPoint& low = curve.points[i == 0 ? 0 : i - 1];
    const double step = of(high) - of(low);
    b.low = &low;
    b.high = &high;
    b.part = step > 0 ? (value - of(low)) / step : 0;
    if (value == of(high)) return b;  // measured
    if (high.busy > widest_step * low.busy) {
      b.absent_because = fmt::format("nothing was measured between {} and {} busy", percent_text(low.busy),
                                     percent_text(high.busy));
    }
    return b;
  }
  b.absent_because =
      fmt::format("the most that was measured is {} {}", percent_text(of(curve.points.back())), what);
  return b;
}

}  // namespace

BusyCurve busy_curve(const Side& side, const WorkloadRuns& workload, BusyBasis basis) {
  BusyCurve curve;
  curve.basis = basis;
  const std::uint32_t most = most_workers(workload), cores = cores_of_machine(side);
  curve.has_siblings = cores > 0 && cores < most;
  if (most == 0) {
    curve.absent_because = "no capacity stage";
    return curve;
  }
  if (basis == BusyBasis::threads) {
    add_thread_counts(workload, most, cores, curve);
  } else {
    add_loads(workload, most, curve);
  }
  BusyPoint whole = peak(workload, most);
  if (!whole.rate_per_s.value) {
    curve.points.clear();
    curve.absent_because = whole.rate_per_s.absent_because;
    return curve;
  }
  curve.points.push_back(std::move(whole));
  std::sort(curve.points.begin(), curve.points.end(),
            [](const BusyPoint& a, const BusyPoint& b) { return a.busy < b.busy; });
  const auto has_core_count = [&] {
    return std::any_of(curve.points.begin(), curve.points.end(),
                       [](const BusyPoint& p) { return p.is_core_count; });
  };
  if (basis == BusyBasis::threads && curve.has_siblings && !has_core_count()) {
    curve.points.clear();
    curve.absent_because = fmt::format(
        "no capacity stage with {} threads, one a core, where the second threads of cores begin", cores);
  }
  if (curve.points.size() == 1) {
    curve.absent_because = basis == BusyBasis::threads ? "capacity was measured with one thread count only"
                                                       : "no load below capacity was measured";
    if (most > 1 || basis == BusyBasis::load) curve.points.clear();
  }
  return curve;
}

BusyValue at_busy(const BusyCurve& curve, double busy) {
  const Bracket b = bracket(
      curve, busy, [](const BusyPoint& p) { return p.busy; }, "busy");
  BusyValue out;
  if (!b.absent_because.empty()) {
    out.rate_per_s.absent_because = out.share_of_peak.absent_because = b.absent_because;
    return out;
  }
  out.rate_per_s = between(b.low->rate_per_s, b.high->rate_per_s, b.part);
  out.share_of_peak = between(b.low->share_of_peak, b.high->share_of_peak, b.part);
  return out;
}

Estimate busy_at(const BusyCurve& curve, const Estimate& share) {
  Estimate e;
  if (!share.value) {
    e.absent_because = share.absent_because;
    return e;
  }
  const auto found = [&](double wanted, auto of) -> std::optional<double> {
    const Bracket b = bracket(curve, wanted, of, "of the peak");
    if (!b.absent_because.empty()) {
      if (e.absent_because.empty()) e.absent_because = b.absent_because;
      return std::nullopt;
    }
    return between(b.low->busy, b.high->busy, b.part);
  };
  e.value = found(*share.value, [](const BusyPoint& p) { return p.share_of_peak.value.value_or(0); });
  if (!e.value) return e;
  e.absent_because.clear();
  const bool all_have = std::all_of(curve.points.begin(), curve.points.end(),
                                    [](const BusyPoint& p) { return p.share_of_peak.interval.has_value(); });
  if (!share.interval || !all_have) {
    e.no_interval_because = "too few process runs for one";
    return e;
  }
  const auto low = found(share.interval->low, [](const BusyPoint& p) { return ends(p).high; });
  const auto high = found(share.interval->high, [](const BusyPoint& p) { return ends(p).low; });
  e.absent_because.clear();
  if (low && high) {
    e.interval = Interval{*low, *high};
  } else {
    e.no_interval_because = "an end of it lies beyond what was measured";
  }
  return e;
}

}  // namespace crossfade::analysis
