// SLO traces: recorded chunks made in code, for the tests of the SLO estimate. Sizes in ns.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "analysis/statistics/slo_problem.h"

namespace crossfade::statistics {

/// The values of an exponential distribution at evenly spread ranks, in random order: a sample without
/// sampling error.
inline std::vector<std::uint32_t> exponential_sample(std::size_t n, double mean_ns, std::uint64_t seed) {
  std::vector<std::uint32_t> values;
  for (std::size_t i = 0; i < n; ++i) {
    const double below = (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    values.push_back(static_cast<std::uint32_t>(std::lround(-mean_ns * std::log1p(-below))));
  }
  std::mt19937_64 random(seed);
  std::shuffle(values.begin(), values.end(), random);
  return values;
}

/// Owns what a problem's spans point to.
struct SloTraces {
  struct Trace {
    std::uint32_t block;
    double offered_per_s;
    std::vector<std::uint32_t> service_ns, start_delay_ns;
    std::vector<std::uint8_t> request_class;
  };
  std::vector<Trace> traces{};
  std::vector<double> objective_ns{};
  std::uint32_t servers = 1;
  std::vector<SloChunk> chunks{};

  SloProblem problem() {
    chunks.clear();
    for (const Trace& t : traces) {
      chunks.push_back({t.block, t.offered_per_s, t.service_ns, t.start_delay_ns, t.request_class});
    }
    SloProblem out;
    out.chunks = chunks;
    out.servers = servers;
    out.objective_ns = objective_ns;
    out.seed = 20240611;
    return out;
  }
};

}  // namespace crossfade::statistics
