// Shared indexes: which requests of one sequence each worker of a closed loop makes, without asking the
// others. Not for open loops: there the worker that is free takes the next one.
#pragma once

#include <cstdint>

#include "workloads/generators/random.h"

namespace crossfade::collector {

/// The j-th request of worker w < `workers`. No two workers make the same one, and once each has made n,
/// together they have made the first n * workers of the sequence.
///
/// In each round of `workers` requests the workers take their places turned by a number that looks random.
/// With fixed places worker w would make w, w + workers, …: a workload that has `pool` different requests
/// would show each worker pool / workers of them for ever. Then a host with more workers would hold less in
/// each core's caches, and its capacity would be another workload's.
constexpr std::uint64_t shared_index(std::uint64_t j, std::uint32_t w, std::uint32_t workers) {
  const std::uint64_t turned = ((workloads::mix(j) >> 32) * workers) >> 32;  // in [0, workers)
  const std::uint64_t place = turned + w;
  return j * workers + (place < workers ? place : place - workers);
}

}  // namespace crossfade::collector
