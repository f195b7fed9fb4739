// Spike builder: adds load spikes to a synthetic recording, with outcomes that the test chooses. The figures
// mean nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/recording.h"

namespace crossfade::testing {

/// Of the requests of a class that fall due in the spike.
struct SpikeOutcome {
  double in_slo = 1, shed = 0, cheap = 0;
};

struct SyntheticSpikes {
  std::vector<double> factors{1.5, 2, 3};
  std::string policy = "priority-shed";
  double base_per_s = 6'000, base_share = 0.6;
  std::uint64_t before_ns = 500'000'000, hold_ns = 1'000'000'000, after_ns = 1'500'000'000;
  /// By class (its place), factor and number of the process run.
  std::function<SpikeOutcome(std::size_t, double, std::uint32_t)> outcome =
      [](std::size_t, double, std::uint32_t) { return SpikeOutcome{}; };
  /// Windows after the spike in which half of the requests are late, by factor and process run.
  std::function<std::uint32_t(double, std::uint32_t)> bad_windows = [](double, std::uint32_t) { return 1U; };
};

/// Makes three classes of the recording's only workload: critical 20 %, degraded 50 %, best-effort 30 %, all
/// within 5 ms.
void give_three_classes(results::Recording& recording);

/// A stage of each factor to every repetition.
void add_spikes(results::Recording& recording, const SyntheticSpikes& spikes);

}  // namespace crossfade::testing
