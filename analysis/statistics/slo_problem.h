// SLO problem: what the SLO throughput is solved from: traces of open-loop stages ("chunks") near the rate
// that is sought, and the objectives. Spans belong to the caller.
#pragma once

#include <cstdint>
#include <span>

namespace crossfade::statistics {

/// One open-loop stage of one fresh process, its requests in order of arrival.
struct SloChunk {
  std::uint32_t block = 0;  ///< of the recording; blocks are what the interval is made of
  double offered_per_s = 0;
  std::span<const std::uint32_t> service_ns{};
  std::span<const std::uint32_t> start_delay_ns{};  ///< start_delays.h; empty = none
  std::span<const std::uint8_t> request_class{};    ///< index into the objectives; empty = all of class 0
};

struct SloProblem {
  std::span<const SloChunk> chunks{};
  std::uint32_t servers = 1;
  std::span<const double> objective_ns{};  ///< by class
  double objective_factor = 1;             ///< solves for that multiple of every objective
  double allowed_exceedance = 0.01;        ///< share of requests that may be later than their objective
  std::uint64_t seed = 0;
  std::uint64_t virtual_requests = 2'000'000;  ///< at each of the final rates, all blocks together
};

}  // namespace crossfade::statistics
