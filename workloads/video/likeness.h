// Likeness: how near an encoded picture is to its source: the peak signal-to-noise ratio of samples with 8
// bits, in dB: 10 log10(255^2 / mean squared difference). Infinite where nothing differs. For verify(), not
// for what is timed or digested.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace crossfade::workloads::video {

class Likeness {
 public:
  void add(std::span<const std::uint8_t> source, std::span<const std::uint8_t> encoded) {
    for (std::size_t i = 0; i < source.size(); ++i) {
      const std::int32_t difference = std::int32_t{source[i]} - std::int32_t{encoded[i]};
      squares_ += static_cast<std::uint64_t>(difference * difference);
    }
    samples_ += source.size();
  }

  double psnr_db() const {
    if (samples_ == 0) {
      return -std::numeric_limits<double>::infinity();
    }
    const double mean = static_cast<double>(squares_) / static_cast<double>(samples_);
    return mean == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(255.0 * 255.0 / mean);
  }

 private:
  std::uint64_t squares_ = 0, samples_ = 0;
};

}  // namespace crossfade::workloads::video
