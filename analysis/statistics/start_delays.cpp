#include "analysis/statistics/start_delays.h"

#include <algorithm>
#include <functional>

#include "results/assertion.h"

namespace crossfade::statistics {

std::vector<std::uint32_t> start_delays(std::span<const std::int64_t> arrival_ns,
                                        std::span<const std::uint32_t> wait_ns,
                                        std::span<const std::uint32_t> service_ns, std::uint32_t servers) {
  CF_ASSERT(servers >= 1, "a queue needs a server");
  CF_ASSERT(arrival_ns.size() == wait_ns.size() && arrival_ns.size() == service_ns.size(),
            "one wait and one service time per arrival");
  std::vector<std::uint32_t> delays;
  delays.reserve(arrival_ns.size());
  if (arrival_ns.empty()) return delays;

  std::vector<std::int64_t> free_at(servers, arrival_ns.front());  // a min-heap, as in queue_replay
  const auto later = std::greater<>{};
  for (std::size_t i = 0; i < arrival_ns.size(); ++i) {
    CF_ASSERT(i == 0 || arrival_ns[i] >= arrival_ns[i - 1], "arrivals are in order");
    std::pop_heap(free_at.begin(), free_at.end(), later);
    const std::int64_t start = arrival_ns[i] + wait_ns[i];
    const std::int64_t possible = std::max(arrival_ns[i], free_at.back());
    // At most the wait, so it fits. Below 0 only if the trace is not of such a queue; the server is then
    // taken to have been free.
    delays.push_back(static_cast<std::uint32_t>(std::max<std::int64_t>(0, start - possible)));
    free_at.back() = start + service_ns[i];
    std::push_heap(free_at.begin(), free_at.end(), later);
  }
  return delays;
}

}  // namespace crossfade::statistics
