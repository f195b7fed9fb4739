#include "analysis/statistics/exceedance_curve.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/virtual_queue.h"
#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

// Of the highest rate: nothing is looked for below.
constexpr double lowest_share = 0.01;
constexpr int most_tries = 60;  // bisection alone needs 40 for any double it is asked for

}  // namespace

ExceedanceCurve::ExceedanceCurve(std::span<const VirtualRun> runs, std::span<const double> unloaded,
                                 std::uint32_t servers, double share)
    : runs_(runs), servers_(servers), share_(share) {
  CF_ASSERT(!runs.empty() && unloaded.size() == runs.size(),
            "a curve needs a block, each its unloaded share");
  double requests = 0;
  for (const VirtualRun& run : runs) requests += share * static_cast<double>(run.unit_gaps.size());
  least_exceedance_ = 0.5 / std::max(1.0, requests);
  points_.push_back({0, {unloaded.begin(), unloaded.end()}});
}

double ExceedanceCurve::logarithm(double exceedance) const {
  return std::log(std::max(exceedance, least_exceedance_));
}

void ExceedanceCurve::try_rate(double rate_per_s) {
  Point point{rate_per_s, {}};
  for (const VirtualRun& run : runs_) {
    const auto requests = static_cast<std::size_t>(share_ * static_cast<double>(run.unit_gaps.size()));
    point.by_block.push_back(
        virtual_exceedance(run, rate_per_s, std::max<std::size_t>(1, requests), servers_));
  }
  const auto place = std::upper_bound(points_.begin(), points_.end(), rate_per_s,
                                      [](double rate, const Point& p) { return rate < p.rate_per_s; });
  points_.insert(place, std::move(point));
}

ExceedanceCurve::Root ExceedanceCurve::root(const ExceedanceMeasure& measure, double allowed,
                                            double guess_per_s, double highest_per_s, double step) {
  double outward = step;  // how far the next try goes beyond the last while one side is unknown
  for (int tries = 0;; ++tries) {
    const auto last_met = std::find_if(points_.rbegin(), points_.rend(),
                                       [&](const Point& p) { return measure(p.by_block) <= allowed; });
    if (last_met == points_.rend()) {
      // Vanishing load is none to begin at: with several servers a stall may make a smaller share late above
      // it.
      const double lowest = points_.size() > 1 ? points_[1].rate_per_s : highest_per_s;
      if (lowest <= lowest_share * highest_per_s) return {Root::Kind::late_at_any_rate, 0};
      try_rate(std::min(guess_per_s / (1 + step / 2), lowest / (1 + outward)));
      outward *= 2;
      continue;
    }
    const auto above = last_met.base();
    const Point& low = *last_met;
    if (above == points_.end()) {
      if (low.rate_per_s >= highest_per_s) return {Root::Kind::never_late, highest_per_s};
      try_rate(
          std::min(highest_per_s, std::max(guess_per_s * (1 + step / 2), low.rate_per_s * (1 + outward))));
      outward *= 2;
      continue;
    }
    const double low_rate = low.rate_per_s, high_rate = above->rate_per_s;
    const double low_log = logarithm(measure(low.by_block)), high_log = logarithm(measure(above->by_block));
    const double share =
        high_log > low_log ? std::clamp((std::log(allowed) - low_log) / (high_log - low_log), 0.0, 1.0) : 0.5;
    const double between = low_rate + share * (high_rate - low_rate);
    const bool too_low = low_rate == 0 && high_rate <= lowest_share * highest_per_s;
    if (high_rate <= low_rate * (1 + step) || too_low || tries >= most_tries)
      return {Root::Kind::found, between};

    if (low_rate == 0) {  // whose logarithm says little of the slope
      try_rate(std::min(guess_per_s / (1 + step / 2), high_rate / (1 + outward)));
      outward *= 2;
    } else if (tries % 4 == 3) {  // now and then the middle, so that no shape of the curve makes this slow
      try_rate((low_rate + high_rate) / 2);
    } else if (between < low_rate * (1 + step / 2)) {
      try_rate(low_rate * (1 + step));
    } else if (between > high_rate / (1 + step / 2)) {
      try_rate(high_rate / (1 + step));
    } else {
      try_rate(between);
    }
  }
}

std::vector<double> ExceedanceCurve::exceedances(double rate_per_s) const {
  const auto above = std::find_if(points_.begin(), points_.end(),
                                  [&](const Point& p) { return p.rate_per_s >= rate_per_s; });
  if (above == points_.begin() || above == points_.end())
    return above == points_.begin() ? above->by_block : points_.back().by_block;
  const Point &low = *(above - 1), &high = *above;
  const double share = (rate_per_s - low.rate_per_s) / (high.rate_per_s - low.rate_per_s);
  std::vector<double> out;
  for (std::size_t b = 0; b < runs_.size(); ++b) {
    out.push_back(std::exp((1 - share) * logarithm(low.by_block[b]) + share * logarithm(high.by_block[b])));
  }
  return out;
}

}  // namespace crossfade::statistics
