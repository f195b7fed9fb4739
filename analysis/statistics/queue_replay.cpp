#include "analysis/statistics/queue_replay.h"

#include <algorithm>
#include <functional>

#include "results/assertion.h"

namespace crossfade::statistics {

std::vector<std::int64_t> replay_waits(std::span<const std::int64_t> arrival_ns,
                                       std::span<const std::uint32_t> service_ns, std::uint32_t servers) {
  CF_ASSERT(servers >= 1, "a queue needs a server");
  CF_ASSERT(arrival_ns.size() == service_ns.size(), "one service time per arrival");
  std::vector<std::int64_t> waits;
  waits.reserve(arrival_ns.size());
  if (arrival_ns.empty()) return waits;

  // When each server is free, as a min-heap: the k workloads of the recursion, kept as absolute times.
  std::vector<std::int64_t> free_at(servers, arrival_ns.front());
  const auto later = std::greater<>{};
  for (std::size_t i = 0; i < arrival_ns.size(); ++i) {
    CF_ASSERT(i == 0 || arrival_ns[i] >= arrival_ns[i - 1], "arrivals are in order");
    std::pop_heap(free_at.begin(), free_at.end(), later);
    const std::int64_t start = std::max(arrival_ns[i], free_at.back());
    waits.push_back(start - arrival_ns[i]);
    free_at.back() = start + service_ns[i];
    std::push_heap(free_at.begin(), free_at.end(), later);
  }
  return waits;
}

}  // namespace crossfade::statistics
