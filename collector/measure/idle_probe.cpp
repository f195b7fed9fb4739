#include "collector/measure/idle_probe.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "collector/measure/clock.h"
#include "collector/measure/panel_kernels.h"

namespace crossfade::collector {
namespace {

constexpr std::size_t fewest_stretches = 8;
constexpr std::int64_t shortest_stretch_ns = 500;

std::int64_t median_of(std::span<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::uint64_t lost_in(std::span<const std::int64_t> stretches, std::int64_t usual) {
  std::uint64_t lost = 0;
  for (const std::int64_t stretch : stretches) {
    if (stretch - usual > gap_threshold_ns) lost += static_cast<std::uint64_t>(stretch - usual);
  }
  return lost;
}

}  // namespace

ProbeReading judge_stretches(std::span<std::int64_t> short_ns, std::span<std::int64_t> long_ns) {
  ProbeReading reading{std::nullopt, std::numeric_limits<double>::quiet_NaN()};
  if (std::min(short_ns.size(), long_ns.size()) < fewest_stretches) return reading;
  const std::int64_t usual_short = median_of(short_ns), usual_long = median_of(long_ns);
  reading.gap_ns = lost_in(short_ns, usual_short) + lost_in(long_ns, usual_long);
  if (usual_long > usual_short)
    reading.clock_hz =
        static_cast<double>(long_chain - short_chain) * 1e9 / static_cast<double>(usual_long - usual_short);
  return reading;
}

ProbeReading run_idle_probe(std::int64_t budget_ns) {
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(0, budget_ns / shortest_stretch_ns));
  std::vector<std::int64_t> stretches[2];
  for (auto& kind : stretches) kind.reserve(most);
  const std::int64_t end = monotonic_ns() + budget_ns;
  std::int64_t now = monotonic_ns();
  for (int kind = 0; now < end && stretches[kind].size() < most; kind = 1 - kind) {
    run_addition_chain(kind == 0 ? short_chain : long_chain);
    const std::int64_t then = monotonic_ns();
    stretches[kind].push_back(then - now);
    now = then;
  }
  return judge_stretches(stretches[0], stretches[1]);
}

}  // namespace crossfade::collector
