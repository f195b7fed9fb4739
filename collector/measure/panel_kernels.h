// Panel kernels: the loops of the calibration panel, each in assembly written out, so that every build runs
// the same instructions on every CPU and no compiler makes wide loads or drops them. They measure nothing by
// themselves: panel.cpp takes the time, panel_judgement.h makes figures of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::collector {

inline constexpr std::uint64_t additions_per_round = 16;
/// Dependent additions, one a cycle. `additions` is a multiple of additions_per_round.
void run_addition_chain(std::uint64_t additions);
/// What it executes: each round counts down and branches besides. The call itself is not in it.
constexpr std::uint64_t instructions_of_chain(std::uint64_t additions) {
  return additions + 2 * (additions / additions_per_round);
}

inline constexpr std::size_t l1_block_bytes = 1024;  ///< far below any L1
inline constexpr std::uint64_t loads_per_round = l1_block_bytes / 8;
/// Independent 64-bit loads of every word of the block, once a round: limited by the load ports alone. (A
/// round of 32 loads loses up to a cycle of nine to its branch; of 128 nothing that shows.)
void run_independent_loads(std::span<const std::byte, l1_block_bytes> block, std::uint64_t rounds);

inline constexpr std::size_t cache_line_bytes = 64;

/// A ring of cache lines, each holding the address of the next, in an order no prefetcher follows. Does not
/// own its memory.
class LineRing {
 public:
  LineRing() = default;
  /// `lines` lines spread evenly over `memory`, each somewhere in a slot of `stride` bytes of its own; fewer
  /// if there are fewer slots. The same every time.
  LineRing(std::span<std::byte> memory, std::size_t stride, std::size_t lines);
  std::size_t lines() const { return addresses_.size(); }
  /// `steps` loads, each giving the address of the next one; goes on where the last call ended.
  void chase(std::uint64_t steps);
  /// Touches all lines in the order of memory, and goes back to the start.
  void fetch();
  /// Drops all lines from every cache, and goes back to the start.
  void flush();

 private:
  std::vector<std::byte*> addresses_;  ///< ascending
  const std::byte* first_ = nullptr;
  const std::byte* at_ = nullptr;
};

/// One load from every line in the order of memory: pushes others out of the caches that are smaller than
/// `memory`, and streams it out of memory after flush().
void sweep(std::span<const std::byte> memory);
/// Drops every line from all caches.
void flush(std::span<const std::byte> memory);

}  // namespace crossfade::collector
