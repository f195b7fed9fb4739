// Host noise: calibrations joined to comparisons by host. What stands beside a ratio is what its host did by
// itself when nothing was changed; it decides nothing: the interval has the noise of its own recordings in
// it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/noise_floor.h"
#include "analysis/side.h"

namespace crossfade::analysis {

class HostNoise {
 public:
  HostNoise() = default;
  explicit HostNoise(std::span<const RecordingPointer> calibrations);

  /// "noise floor of this host: 2 % between process runs (calibration a.h5, 40 runs)", one for each
  /// calibration of a host of either side (analysis/host.h) with the same workload, its version, parameters
  /// and number of workers. `workload` as both sides call it.
  std::vector<std::string> notes(const Side& base, const Side& candidate, std::string_view workload,
                                 std::string_view metric) const;

 private:
  struct Calibration {
    RecordingPointer recording;
    std::vector<EstimandNoise> floor;
  };
  std::vector<std::string> notes_of_side(const Side& side, const std::string& whose,
                                         std::string_view workload, std::string_view metric) const;
  std::vector<Calibration> calibrations_;
};

}  // namespace crossfade::analysis
