// Load clock: the core's clock while requests are made, by the chains of additions of the idle probe
// (idle_probe.h), a few of them ten times a second between two requests, or before one that a worker would
// wait for anyway. It is no request's service time. Counters that count the worker have counted it: what a
// look takes of them is known beforehand, so a stage records it and figures per request are without it. Not
// the clock of wide vectors: the chain is scalar.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/measure/idle_probe.h"
#include "collector/measure/panel_kernels.h"

namespace crossfade::collector {

inline constexpr std::int64_t load_clock_period_ns = 100'000'000;
/// Of each length in one look: two looks are enough for a clock.
inline constexpr std::uint64_t chains_of_a_look = 4;
/// Brings the chain's code and the clock's into the caches, which the requests had for themselves.
inline constexpr std::uint64_t unread_chain = 256;
/// Of one look, by construction: its additions depend on each other, one a cycle. Its nine readings of the
/// clock are not in it: some hundred instructions in all, which depend on the kernel.
inline constexpr std::uint64_t cycles_of_a_look =
    unread_chain + chains_of_a_look * (short_chain + long_chain);
inline constexpr std::uint64_t instructions_of_a_look =
    instructions_of_chain(unread_chain) +
    chains_of_a_look * (instructions_of_chain(short_chain) + instructions_of_chain(long_chain));
/// Of a core of 1 GHz, and of faster ones less: of the time of a closed loop.
inline constexpr double load_clock_share =
    static_cast<double>(chains_of_a_look * (short_chain + long_chain)) / load_clock_period_ns;
static_assert(load_clock_share < 0.001);
/// A worker that waits at least so long for an arrival may look meanwhile: a look takes a tenth of it.
inline constexpr std::int64_t long_wait_ns = 300'000;

class LoadClock {
 public:
  /// Never due.
  LoadClock() = default;
  /// All memory is there from now on. Never due before start(). `longest_ns`: of the stage.
  explicit LoadClock(std::uint64_t longest_ns);
  void start(std::int64_t start_ns);
  /// One comparison.
  bool is_due(std::int64_t now_ns) const { return now_ns >= next_ns_; }
  /// Returns the time that it is then. Allocates nothing.
  std::int64_t look(std::int64_t now_ns);
  /// How many there were.
  std::uint64_t looks() const { return short_ns_.size() / chains_of_a_look; }
  /// Of all looks.
  std::uint64_t spent_ns() const { return spent_ns_; }
  /// NaN after fewer than two looks.
  double clock_hz();

 private:
  std::int64_t next_ns_ = INT64_MAX;
  std::uint64_t spent_ns_ = 0;
  std::vector<std::int64_t> short_ns_, long_ns_;
};

}  // namespace crossfade::collector
