#include "tests/measure/priority_queue_model.h"

#include <algorithm>
#include <deque>

namespace crossfade::collector {

std::vector<Lane> QueueTraffic::lanes() const {
  std::vector<Lane> all;
  for (std::size_t lane = 0; lane < arrival_ns.size(); ++lane)
    all.push_back({arrival_ns[lane], classes[lane]});
  return all;
}

std::size_t QueueTraffic::requests() const {
  std::size_t all = 0;
  for (const auto& lane : arrival_ns) all += lane.size();
  return all;
}

std::int64_t QueueTraffic::service_of(const RequestName& name, std::uint32_t level) const {
  const std::int64_t full = service_ns[name.first][name.second];
  return level == 0 ? full : std::max<std::int64_t>(1, full * 2 / 5);
}

Fates model_fates(const QueueTraffic& traffic, std::size_t servers) {
  std::multimap<std::int64_t, RequestName> arrivals;
  for (std::uint32_t lane = 0; lane < traffic.arrival_ns.size(); ++lane) {
    for (std::size_t i = 0; i < traffic.arrival_ns[lane].size(); ++i)
      arrivals.emplace(traffic.arrival_ns[lane][i], RequestName{lane, i});
  }
  std::vector<std::deque<RequestName>> queues(traffic.arrival_ns.size());
  std::multimap<std::int64_t, int> completions;
  std::size_t idle = servers;
  Fates fates;
  while (!arrivals.empty() || !completions.empty()) {
    std::int64_t now = INT64_MAX;
    if (!arrivals.empty()) now = std::min(now, arrivals.begin()->first);
    if (!completions.empty()) now = std::min(now, completions.begin()->first);
    for (; !completions.empty() && completions.begin()->first == now; ++idle)
      completions.erase(completions.begin());
    while (!arrivals.empty() && arrivals.begin()->first == now) {
      queues[arrivals.begin()->second.first].push_back(arrivals.begin()->second);
      arrivals.erase(arrivals.begin());
    }
    for (auto& queue : queues) {
      while (idle > 0 && !queue.empty()) {
        const RequestName name = queue.front();
        queue.pop_front();
        const ClassLimits& limits = traffic.limits[traffic.classes[name.first][name.second]];
        const std::int64_t age = now - traffic.arrival_ns[name.first][name.second];
        if (age > limits.shed_beyond_ns) {
          fates[name] = {true, 0, now};
          continue;
        }
        const std::uint32_t level = age > limits.cheap_beyond_ns ? 1 : 0;
        fates[name] = {false, level, now};
        completions.emplace(now + traffic.service_of(name, level), 0);
        --idle;
      }
    }
  }
  return fates;
}

}  // namespace crossfade::collector
