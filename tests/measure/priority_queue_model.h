// Priority queue model: what a non-preemptive priority queue with shedding does, told event by event and
// apart from the engine: arrivals join the queue of their lane, servers that are free take from the first
// queue that is not empty. For exactness tests.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "collector/measure/priority_loop.h"

namespace crossfade::collector {

/// Lane and number within it.
using RequestName = std::pair<std::uint32_t, std::size_t>;

struct Fate {
  bool shed = false;
  std::uint32_t level = 0;
  std::int64_t at_ns = -1;  ///< of its dispatch
  friend bool operator==(const Fate&, const Fate&) = default;
};
using Fates = std::map<RequestName, Fate>;

struct QueueTraffic {
  std::vector<std::vector<std::int64_t>> arrival_ns;  ///< by lane
  std::vector<std::vector<std::uint16_t>> classes;    ///< by lane
  std::vector<std::vector<std::int64_t>> service_ns;  ///< by lane, of the full answer
  std::vector<ClassLimits> limits;                    ///< by class

  std::vector<Lane> lanes() const;
  std::size_t requests() const;
  /// The cheaper answer takes two fifths.
  std::int64_t service_of(const RequestName& name, std::uint32_t level) const;
};

Fates model_fates(const QueueTraffic& traffic, std::size_t servers);

}  // namespace crossfade::collector
