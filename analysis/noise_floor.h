// Noise floor: how much one host differs from itself, by workload and estimand, as the process runs of one
// recording show it, best a long one of kind calibration. From that follows what a comparison on this host
// can find. It says nothing of other hosts or of another day.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sample.h"
#include "analysis/side.h"
#include "analysis/statistics/deviation.h"

namespace crossfade::analysis {

/// Process runs of a stretch, and of each side of a comparison of identical code: as many as a quick
/// recording has.
inline constexpr std::size_t runs_of_a_recording = 8;
/// Fewer comparisons of identical code say nothing of how many are called different.
inline constexpr std::uint32_t enough_comparisons = 10;
/// With which a detectable change is found.
inline constexpr double noise_power = 0.8;
inline constexpr std::array<std::uint32_t, 2> noise_pairs{8, 50};
/// Of neighbours, that a detectable change is told from: with three the upper end of its interval is six
/// times the change.
inline constexpr std::uint32_t fewest_noise_pairs = 4;

/// Ratios further from 1 than this, up or down, are found; relative, 0.02 = 2 %.
struct DetectableChange {
  double change = 0;
  statistics::Interval interval;  ///< 95 %, as far as the deviation it rests on is uncertain
};

/// Of the logarithms of one value a process run, in the order of time.
struct Noise {
  SampleSize n;
  double disturbed_share = 0;  ///< of the stages behind it
  std::optional<statistics::Deviation> between_runs;
  std::optional<statistics::StretchVariation> drift;  ///< of stretches of runs_of_a_recording
  /// Comparisons of identical code that do not overlap, runs_of_a_recording a side in the order A B B A,
  /// judged as a comparison in turn is (analysis/ratio.h); how many were called different.
  std::uint32_t comparisons = 0, called_different = 0;
  /// In turn, by noise_pairs; absent with fewer than fewest_noise_pairs of neighbours.
  std::array<std::optional<DetectableChange>, noise_pairs.size()> in_turn;
  /// Two recordings as long as this one, in turn: as many pairs as it has process runs.
  std::optional<DetectableChange> as_long_in_turn;
  /// Two recordings as long as this one, one after the other.
  std::optional<double> one_after_the_other;
  std::string absent_because;  ///< why there is nothing
};

struct EstimandNoise {
  std::string workload;         ///< as tables call it
  results::Workload source;     ///< which it is
  std::string metric, context;  ///< as in a comparison
  std::uint32_t workers = 0;    ///< all that there were
  Noise experienced, undisturbed;
};

Noise noise_of(const Sample& sample);

/// Capacity with all workers and one, CPU per request, service time p50 and p99, latency p50 and p99 at the
/// lowest and the highest rate that a comparison would match, SLO throughput. What this recording has no
/// stages for has no row if it is a rate or a single worker, and otherwise one with the reason.
std::vector<EstimandNoise> noise_floor(const RecordingPointer& recording);

/// What two recordings one after the other cannot beat, however quiet the host: r0 at its floor.
double least_change_one_after_the_other();

}  // namespace crossfade::analysis
