// Virtual run: what the virtual queue of one block is fed with: gaps of Poisson arrivals and a resampling of
// the recorded requests. It is the same at every rate (common random numbers), so that what follows from it
// is monotone in the rate.
//
// Requests are resampled in contiguous pieces of 50 ms of measured time, so that what happens together (a
// stall, a slow spell of the clock or the cache) stays together: the circular block bootstrap (Politis and
// Romano, 1992), a piece running on from a chunk's last request to its first. Pieces start at evenly spread
// places taken in random order, so that every request is drawn equally often, to within one or two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/idle_stalls.h"
#include "analysis/statistics/slo_problem.h"

namespace crossfade::statistics {

struct VirtualRun {
  // Recorded requests, each chunk followed by as many of its first as a piece is long.
  std::vector<float> busy_ns;            ///< service + start delay unless that is a stall: a server is taken
  std::vector<float> slack_ns;           ///< objective - busy: it is late if it queues longer than that
  std::vector<std::uint32_t> number;     ///< which recorded request it is
  std::optional<double> objective_ns{};  ///< where all requests have the same

  std::vector<std::size_t> piece_starts;  ///< in order of use, together at least as long as unit_gaps
  std::size_t piece_length = 1;           ///< requests
  std::vector<float> unit_gaps;           ///< between arrivals, mean 1; one per virtual request
  std::vector<DrawnStall> idle_stalls;    ///< idle_stalls.h

  std::uint32_t recorded = 0;  ///< requests
  double recorded_per_s = 0;   ///< offered rate of the chunks, by requests
  double mean_busy_ns = 0;     ///< of the recorded requests
  double idle_ns = 0;          ///< of all servers, per recorded request, on average
  std::vector<double>
      stalls_last_ns;  ///< the recorded stalls, from their beginning on, as far as that is known
};

enum class VirtualArrivals { poisson, constant };

/// A run of `requests` over the chunks of one block (at least one request in all). Different streams of one
/// seed are independent of each other.
VirtualRun make_virtual_run(std::span<const SloChunk> chunks, std::span<const double> objective_ns,
                            std::uint32_t servers, VirtualArrivals arrivals, std::uint64_t requests,
                            std::uint64_t seed, std::uint64_t stream);

}  // namespace crossfade::statistics
