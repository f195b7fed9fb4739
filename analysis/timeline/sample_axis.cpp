#include "analysis/timeline/sample_axis.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "results/assertion.h"

namespace crossfade::analysis {

SampleAxis::SampleAxis(std::vector<TimeWindow> samples) : samples_(std::move(samples)) {
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    CF_ASSERT(i == 0 || samples_[i - 1].end_ns <= samples_[i].end_ns, "ascending by their ends");
    longest_ns_ = std::max(longest_ns_, samples_[i].end_ns - samples_[i].begin_ns);
  }
}

std::size_t SampleAxis::first_after(std::int64_t time_ns) const {
  const auto found =
      std::upper_bound(samples_.begin(), samples_.end(), time_ns,
                       [](std::int64_t time, const TimeWindow& sample) { return time < sample.end_ns; });
  return static_cast<std::size_t>(found - samples_.begin());
}

SampleRange SampleAxis::within(const TimeWindow& window) const {
  const std::size_t first = first_after(window.begin_ns);
  return {first, std::max(first, first_after(window.end_ns))};
}

SampleRange SampleAxis::touching(const TimeWindow& window) const {
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
  const std::int64_t end = window.end_ns > latest - longest_ns_ ? latest : window.end_ns + longest_ns_;
  return within({window.begin_ns, end});
}

std::vector<std::size_t> SampleAxis::edges(const TimeWindow& window, std::size_t columns) const {
  if (columns == 0 || window.begin_ns >= window.end_ns) return {};
  const double width_ns = window.length_ns() / static_cast<double>(columns);
  std::vector<std::size_t> edges;
  edges.reserve(columns + 1);
  for (std::size_t c = 0; c < columns; ++c) {
    const double past_ns = width_ns * static_cast<double>(c);
    edges.push_back(first_after(window.begin_ns + static_cast<std::int64_t>(past_ns)));
  }
  edges.push_back(first_after(window.end_ns));
  return edges;
}

}  // namespace crossfade::analysis
