#include "analysis/scaling_line.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crossfade::analysis {
namespace {

constexpr int steps = 24;  // as many straight pieces look like a curve

/// Evenly spaced as factors, both ends included.
template <class PerSecond>
ScalingLine line(ScalingLineKind kind, double from, double to, PerSecond per_s) {
  ScalingLine out{kind, {}};
  for (int i = 0; i <= steps; ++i) {
    const double threads = i == steps ? to : from * std::pow(to / from, static_cast<double>(i) / steps);
    out.points.push_back({threads, per_s(threads)});
  }
  return out;
}

std::optional<double> measured_at(const ScalingCurve& curve, std::uint32_t threads) {
  for (const ScalingPoint& p : curve.points)
    if (p.threads == threads) return p.throughput_per_s.value;
  return std::nullopt;
}

/// Straight pieces between neighbours with a value from `from` to `to` threads.
void add_guides(const ScalingCurve& curve, std::uint32_t from, std::uint32_t to,
                std::vector<ScalingLine>& lines) {
  ScalingLine guide;
  const auto close = [&] {
    if (guide.points.size() > 1) lines.push_back(guide);
    guide.points.clear();
  };
  for (const ScalingPoint& p : curve.points) {
    if (p.threads < from || p.threads > to) continue;
    if (p.throughput_per_s.value) {
      guide.points.push_back({static_cast<double>(p.threads), *p.throughput_per_s.value});
    } else {
      close();
    }
  }
  close();
}

}  // namespace

std::optional<std::uint32_t> scaling_kink(const ScalingCurve& curve) {
  if (curve.siblings.from_threads == 0) return std::nullopt;
  return curve.siblings.from_threads;
}

std::vector<ScalingLine> scaling_lines(const ScalingCurve& curve) {
  std::vector<ScalingLine> lines;
  if (curve.points.empty()) return lines;
  std::uint32_t from = curve.points.front().threads;
  const std::uint32_t last = curve.points.back().threads;
  if (curve.law.bounds) {
    const auto by_law = [&](double threads) { return curve.law.bounds->curve.throughput_per_s(threads); };
    const std::uint32_t most = curve.law.thread_counts.back();
    lines.push_back(line(ScalingLineKind::law, from, most, by_law));
    if (!curve.predictions.empty())
      lines.push_back(line(ScalingLineKind::predicted, most, curve.predictions.back().threads, by_law));
    from = most;
  }
  const SiblingEffect& siblings = curve.siblings;
  const auto at_kink = measured_at(curve, siblings.from_threads);
  if (siblings.is_line && siblings.gain.value && at_kink) {
    add_guides(curve, from, siblings.from_threads, lines);
    const double cores = siblings.from_threads;
    lines.push_back(line(ScalingLineKind::siblings, cores, siblings.to_threads, [&](double threads) {
      return *at_kink * (1 + *siblings.gain.value * (threads - cores) / cores);
    }));
    from = siblings.to_threads;
  }
  add_guides(curve, from, last, lines);
  return lines;
}

}  // namespace crossfade::analysis
