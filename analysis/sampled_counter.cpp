#include "analysis/sampled_counter.h"

namespace crossfade::analysis {

std::optional<double> SamplesOfCounter::rate_hz() const {
  if (counted == 0 || !(worker_s > 0)) return std::nullopt;
  return static_cast<double>(counted) / worker_s;
}

SamplesOfCounter samples_of(const results::Recording& recording, std::uint32_t counter) {
  SamplesOfCounter found;
  for (const results::CounterSeries& series : recording.series) {
    if (series.counter != counter) continue;
    const std::size_t n = series.counts.size();
    for (std::size_t i = 0; i < n; ++i) {
      const bool has_count = series.counts[i] != results::CounterSeries::not_counted;
      ++(has_count ? found.counted : found.without);
      const results::CounterSample& sample = recording.samples[series.first_sample + i];
      const bool is_last =
          i + 1 == n || recording.samples[series.first_sample + i + 1].worker != sample.worker;
      if (is_last) found.worker_s += static_cast<double>(sample.time_ns) * 1e-9;
    }
  }
  return found;
}

}  // namespace crossfade::analysis
