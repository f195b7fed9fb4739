#include "collector/measure/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

using results::Result;
using Arrivals = std::vector<std::int64_t>;

results::Error cannot(std::string why, std::string remedy) {
  return {results::ErrorKind::usage, "cannot offer load", "open-loop stage", std::move(why),
          std::move(remedy)};
}

/// An empty list with room for what is expected, or why there can be no such stage.
Result<Arrivals> room_for(double offered_per_s, std::uint64_t duration_ns, double weighted_duration_ns) {
  if (!std::isfinite(offered_per_s) || offered_per_s <= 0)
    return cannot(fmt::format("the offered rate is {}/s", offered_per_s), "offer a positive rate");
  if (duration_ns == 0) return cannot("the duration is zero", "give the stage a positive duration");
  const double expected = offered_per_s * weighted_duration_ns * 1e-9;
  if (expected > 0.99 * static_cast<double>(max_arrivals))
    return cannot(fmt::format("{:.0f} requests in one stage are more than {}", expected, max_arrivals),
                  "make the stage shorter");
  Arrivals due;
  due.reserve(static_cast<std::size_t>(expected + 6 * std::sqrt(expected)) + 16);
  return due;
}

Result<Arrivals> constant_arrivals(double offered_per_s, std::uint64_t duration_ns) {
  const auto duration = static_cast<double>(duration_ns);
  auto due = room_for(offered_per_s, duration_ns, duration);
  if (!due) return due;
  const double gap_ns = 1e9 / offered_per_s;
  for (std::size_t i = 0; static_cast<double>(i) * gap_ns < duration; ++i)
    due->push_back(static_cast<std::int64_t>(static_cast<double>(i) * gap_ns));
  return due;
}

}  // namespace

Result<Arrivals> make_arrivals(results::Arrival process, double offered_per_s, std::uint64_t duration_ns,
                               std::uint64_t seed) {
  constexpr RateStep steady{0, 1};
  if (process == results::Arrival::poisson)
    return make_step_arrivals(std::span(&steady, 1), offered_per_s, duration_ns, seed);
  if (process == results::Arrival::constant) return constant_arrivals(offered_per_s, duration_ns);
  return cannot("the arrival process is neither Poisson nor constant", "choose one of the two");
}

Result<Arrivals> make_step_arrivals(std::span<const RateStep> steps, double offered_per_s,
                                    std::uint64_t duration_ns, std::uint64_t seed) {
  if (const char* const why = why_invalid(steps)) return cannot(why, "give a profile of the rate");
  auto due = room_for(offered_per_s, duration_ns, weighted_duration_ns(steps, duration_ns));
  if (!due) return due;
  const auto duration = static_cast<double>(duration_ns);
  workloads::Random random(seed);
  double left = random.exponential();  // of the gap, in units of a process of rate 1
  for (std::size_t i = 0; i < steps.size(); ++i) {
    double at_ns = static_cast<double>(steps[i].from_ns);
    const double end_ns =
        i + 1 < steps.size() ? std::min(static_cast<double>(steps[i + 1].from_ns), duration) : duration;
    if (steps[i].factor == 0) continue;
    const double gap_ns = 1e9 / (offered_per_s * steps[i].factor);
    while (at_ns + left * gap_ns < end_ns) {
      at_ns += left * gap_ns;
      due->push_back(static_cast<std::int64_t>(at_ns));
      left = random.exponential();
    }
    if (at_ns < end_ns) left -= (end_ns - at_ns) / gap_ns;
  }
  return due;
}

Result<Arrivals> make_trace_arrivals(const ArrivalTrace& trace, double offered_per_s,
                                     std::uint64_t duration_ns, std::uint64_t seed) {
  const auto duration = static_cast<double>(duration_ns);
  auto due = room_for(offered_per_s, duration_ns, duration);
  if (!due) return due;
  const auto& offset_ns = trace.offset_ns;
  const double period_ns = trace.period_ns();
  const double stretch = static_cast<double>(offset_ns.size()) * 1e9 / (offered_per_s * period_ns);
  const double begin_ns = workloads::Random(seed).uniform() * period_ns;
  auto next = static_cast<std::size_t>(
      std::lower_bound(offset_ns.begin(), offset_ns.end(), static_cast<std::int64_t>(std::ceil(begin_ns))) -
      offset_ns.begin());
  for (double cycle_ns = -begin_ns;; cycle_ns += period_ns, next = 0) {
    for (; next < offset_ns.size(); ++next) {
      const double at_ns = (cycle_ns + static_cast<double>(offset_ns[next])) * stretch;
      if (at_ns >= duration) return due;
      if (due->size() == max_arrivals)
        return cannot(
            fmt::format("a burst of the trace makes more than {} requests in one stage", max_arrivals),
            "make the stage shorter");
      due->push_back(static_cast<std::int64_t>(at_ns));
    }
  }
}

Result<Arrivals> make_arrivals(const StageSpec& spec, const ArrivalTrace* trace) {
  switch (spec.arrival) {
    case results::Arrival::step:
      return make_step_arrivals(spec.steps, spec.offered_per_s, spec.duration_ns, spec.seed);
    case results::Arrival::trace:
      if (trace == nullptr) return cannot("no arrival trace was given", "name one: --arrivals trace:FILE");
      return make_trace_arrivals(*trace, spec.offered_per_s, spec.duration_ns, spec.seed);
    default:
      return make_arrivals(spec.arrival, spec.offered_per_s, spec.duration_ns, spec.seed);
  }
}

std::string arrival_profile_of(const StageSpec& spec, const ArrivalTrace* trace) {
  if (spec.arrival == results::Arrival::step) return rate_profile_text(spec.steps);
  if (spec.arrival == results::Arrival::trace && trace != nullptr) return "xxh3:" + trace->digest;
  return {};
}

}  // namespace crossfade::collector
