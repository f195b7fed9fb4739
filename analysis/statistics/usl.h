// Universal Scalability Law: throughput of N workers, X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
// (N. J. Gunther, Guerrilla Capacity Planning, 2007). A curve and its fit to means; how far the data support
// it is usl_bounds.h.
#pragma once

#include <optional>
#include <span>

namespace crossfade::statistics {

struct UslCurve {
  double rate_per_s = 0;  ///< lambda: of one worker alone
  double contention = 0;  ///< sigma: share of the work that only one worker can do at a time; 1 = all
  double coherence = 0;   ///< kappa: cost of every pair of workers keeping their data consistent

  double throughput_per_s(double threads) const;
  /// Share of its own speed that each of `threads` workers keeps.
  double efficiency(double threads) const;
  /// Where throughput is highest: sqrt((1 - sigma) / kappa), but at least 1; nullopt = it never falls.
  std::optional<double> peak_threads() const;
};

/// Sigma and kappa >= 0 by non-negative least squares on N / X = a + b (N - 1) + c N (N - 1), which is linear
/// in a = 1 / lambda, b = sigma / lambda, c = kappa / lambda; residuals are relative, as noise of throughput
/// is. Equally long spans; threads >= 1. nullopt with fewer than three thread counts, a value that is not
/// finite or above 0, or data that no lambda above 0 fits.
std::optional<UslCurve> fit_usl(std::span<const double> threads, std::span<const double> per_s);

}  // namespace crossfade::statistics
