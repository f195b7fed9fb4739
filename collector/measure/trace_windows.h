// Trace windows: which requests of a stage are kept one by one where it has more than can be kept: windows of
// one length, evenly spread over the whole stage, because its first milliseconds are not all of it. They
// follow from the numbers of requests alone: what was measured has no say in what is kept.
#pragma once

#include <cstddef>
#include <vector>

namespace crossfade::collector {

struct TraceWindow {
  std::size_t first = 0, length = 0;  ///< requests, in the order of arrival
  friend bool operator==(const TraceWindow&, const TraceWindow&) = default;
};

inline constexpr std::size_t most_trace_windows = 8;
/// So that what came together stays together, unless fewer may be kept in all.
inline constexpr std::size_t shortest_trace_window = 512;

/// In order and apart, with at most `at_most` of `requests` in all: one window of everything if it fits, else
/// eight, or as many as can have 512 requests, but one. Each lies in the middle of its share of the stage.
/// None if there is nothing to keep, or nothing may be kept.
std::vector<TraceWindow> trace_windows(std::size_t requests, std::size_t at_most);

}  // namespace crossfade::collector
