// Hidden siblings: CPUs that a machine shows as cores of their own although they are threads of one, as
// guests of some hypervisors see them. Recognised by what they do to each other's loads per cycle while
// nothing else runs here. Pure: the panel reads, this judges. Only CPUs 2k and 2k + 1 are looked at, which is
// where hypervisors put the threads of a core.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "results/recording.h"

namespace crossfade::collector {

using WorkerPair = std::array<std::uint32_t, 2>;

/// The workers on CPUs 2k and 2k + 1, the lower CPU first, by CPU. None if any two workers are known to share
/// a core: a machine that shows siblings hides none. `cpus` and `cores` by worker.
std::vector<WorkerPair> neighbouring_workers(std::span<const std::uint32_t> cpus,
                                             std::span<const std::uint32_t> cores);

/// Loads per cycle of both while the other one sleeps, and while both run.
struct PairReading {
  std::array<double, 2> alone{results::missing, results::missing};
  std::array<double, 2> together{results::missing, results::missing};
};

inline constexpr std::size_t fewest_pair_readings = 3;

/// True if every reading says so: alone, both do at least 90 % of the most that either ever did alone;
/// together, neither does 70 % of what it did alone (threads that share the load ports of a core do half
/// each). Somebody outside would have to come to both CPUs with every reading of both and to leave before
/// every reading of one. What could not be read says no.
bool are_threads_of_one_core(std::span<const PairReading> readings);

/// "CPUs 0 and 1, 2 and 3 slow each other down as threads of one core do, which this machine does not say".
std::string hidden_siblings_text(std::span<const WorkerPair> cpus);

}  // namespace crossfade::collector
