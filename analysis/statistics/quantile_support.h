// Quantile support: whether the requests of several process runs are enough for an interval of a latency
// quantile between those runs. Counted in effective requests: as many independent ones would say as much.
// Not for one process run alone (quantile_ranks.h), nor for service times, which wait in no queue.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace crossfade::statistics {

/// c: effective requests that the typical process run needs beyond the quantile. A run starts with an empty
/// queue; if it ends before its queue has shown its tail, its quantile is too low. So are its neighbours',
/// and an interval between them is narrow around a wrong value. More runs do not help: the error of their
/// mean shrinks and what they have in common stays. With 0.3 intervals of p99 cover 80 %, with 0.5 85 %, and
/// of p99.9 84 %; from 1 on 91 % and more (tests/benchmarks/quantile_interval_simulation.cpp, 400 repeats).
inline constexpr double tail_requests_in_each = 1;
/// Of any quantile, a median too: with 8 it is still 8 % too low.
inline constexpr double fewest_effective_in_each = 20;
/// The same of all process runs together.
inline constexpr double tail_requests_in_all = 4;

/// n / design effect; a design effect below 1 counts as 1. nullopt if it is not finite or below 0: unknown.
std::optional<double> effective_requests(std::uint64_t n, double design_effect);

/// Requests of which `tail_requests` lie beyond the quantile p: tail_requests / (1 - p), rounded up.
double requests_with_tail(double tail_requests, double p);

/// Effective requests that the typical of several process runs needs.
double effective_needed_in_each(double p, double tail_requests = tail_requests_in_each);

struct QuantileSupport {
  double typical = 0;  ///< effective requests of the median process run (of two in the middle, the fewer)
  double total = 0;    ///< of all together
  double needed_in_each = 0, needed_in_all = 0;
  static constexpr double rounding = 1e-9;

  bool enough_in_each() const { return typical >= needed_in_each * (1 - rounding); }
  bool enough_in_all() const { return total >= needed_in_all * (1 - rounding); }
  bool enough() const { return enough_in_each() && enough_in_all(); }
};

/// `effective` has one number for each process run, at least one. p in (0, 1).
QuantileSupport quantile_support(double p, std::span<const double> effective,
                                 double in_each = tail_requests_in_each);

}  // namespace crossfade::statistics
