#include "collector/measure/hidden_siblings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace crossfade::collector {
namespace {

constexpr double alone_share = 0.9, together_share = 0.7;

}  // namespace

std::vector<WorkerPair> neighbouring_workers(std::span<const std::uint32_t> cpus,
                                             std::span<const std::uint32_t> cores) {
  if (std::set(cores.begin(), cores.end()).size() < cores.size()) return {};
  std::map<std::uint32_t, std::uint32_t> worker_on;
  for (std::uint32_t w = 0; w < cpus.size(); ++w) worker_on[cpus[w]] = w;
  std::vector<WorkerPair> pairs;
  for (const auto& [cpu, worker] : worker_on) {
    if (cpu % 2 != 0) continue;
    const auto neighbour = worker_on.find(cpu + 1);
    if (neighbour != worker_on.end()) pairs.push_back({worker, neighbour->second});
  }
  return pairs;
}

// Every comparison is false with a figure that is missing.
bool are_threads_of_one_core(std::span<const PairReading> readings) {
  if (readings.size() < fewest_pair_readings) return false;
  double best = 0;
  for (const PairReading& reading : readings) best = std::max({best, reading.alone[0], reading.alone[1]});
  return best > 0 && std::all_of(readings.begin(), readings.end(), [best](const PairReading& reading) {
           const auto shares_a_core = [&](std::size_t i) {
             return reading.alone[i] >= alone_share * best &&
                    reading.together[i] < together_share * reading.alone[i];
           };
           return shares_a_core(0) && shares_a_core(1);
         });
}

std::string hidden_siblings_text(std::span<const WorkerPair> cpus) {
  std::string pairs;
  for (const auto& [first, second] : cpus)
    pairs += fmt::format("{}{} and {}", pairs.empty() ? "" : ", ", first, second);
  return fmt::format(
      "CPUs {} slow each other down as threads of one core do, which this machine does not say", pairs);
}

}  // namespace crossfade::collector
