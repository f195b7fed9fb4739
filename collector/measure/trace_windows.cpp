#include "collector/measure/trace_windows.h"

#include <algorithm>

namespace crossfade::collector {

std::vector<TraceWindow> trace_windows(std::size_t requests, std::size_t at_most) {
  if (requests == 0 || at_most == 0) return {};
  if (requests <= at_most) return {TraceWindow{0, requests}};
  const std::size_t count = std::clamp<std::size_t>(at_most / shortest_trace_window, 1, most_trace_windows);
  const std::size_t length = at_most / count;  // at most a share, because at_most is less than there are
  std::vector<TraceWindow> windows;
  windows.reserve(count);
  for (std::size_t w = 0; w < count; ++w) {
    const std::size_t begin = requests * w / count, end = requests * (w + 1) / count;
    windows.push_back({begin + (end - begin - length) / 2, length});
  }
  return windows;
}

}  // namespace crossfade::collector
