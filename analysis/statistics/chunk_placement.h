// Chunk placement: the rate near which the next chunk of a workload is worth recording, so that its SLO
// throughput can be solved from it. Requests per second. Never a result: that is solved from all chunks
// together (slo_estimate.h). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/slo_problem.h"

namespace crossfade::statistics {

/// A chunk lies just below the rate that is sought: what is beyond it would fill the queue for the rest of
/// the chunk, and what is far below says little of a queue at that rate.
inline constexpr double share_of_prediction = 0.99;

/// What is asked, without what it is answered from.
struct ChunkPlacement {
  double capacity_per_s = 0;  ///< closed loop, all workers
  std::uint32_t servers = 1;
  std::vector<double> objective_ns;  ///< by class
  std::uint64_t seed = 0;

  /// By what one thread took without load; `mean_ns` of them.
  double from_service_times(std::span<const std::uint32_t> service_ns,
                            std::span<const std::uint8_t> request_class, double mean_ns) const;
  /// The median of what the `clean` chunks of the last processes say one by one, or where none is clean of
  /// the `usable` ones of three processes and more, but at least half of what service times say; the latter
  /// where there is no chunk; a share of the capacity where there is nothing. Chunks in the order of time,
  /// those of one process (SloChunk::block) in a row.
  double predicted_per_s(std::span<const SloChunk> clean, std::span<const SloChunk> usable,
                         std::optional<double> by_service_times) const;

 private:
  std::vector<double> from_chunks(std::span<const SloChunk> chunks) const;
};

}  // namespace crossfade::statistics
