#include "analysis/statistics/usl.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "analysis/statistics/non_negative_least_squares.h"
#include "results/assertion.h"

namespace crossfade::statistics {

double UslCurve::efficiency(double threads) const {
  return 1 / (1 + contention * (threads - 1) + coherence * threads * (threads - 1));
}

double UslCurve::throughput_per_s(double threads) const {
  return rate_per_s * threads * efficiency(threads);
}

std::optional<double> UslCurve::peak_threads() const {
  if (contention >= 1) return 1.0;
  if (!(coherence > 0)) return std::nullopt;
  return std::max(1.0, std::sqrt((1 - contention) / coherence));
}

std::optional<UslCurve> fit_usl(std::span<const double> threads, std::span<const double> per_s) {
  CF_ASSERT(threads.size() == per_s.size(), "a throughput for every thread count");
  if (std::set<double>(threads.begin(), threads.end()).size() < 3) return std::nullopt;
  std::vector<std::vector<double>> columns(3);
  for (std::size_t i = 0; i < threads.size(); ++i) {
    const double n = threads[i];
    if (!(n >= 1) || !(per_s[i] > 0)) return std::nullopt;
    const double weight = per_s[i] / n;  // relative residuals: everything is divided by N / X
    columns[0].push_back(weight);
    columns[1].push_back(weight * (n - 1));
    columns[2].push_back(weight * n * (n - 1));
  }
  const auto fit = non_negative_fit(columns, std::vector<double>(threads.size(), 1));
  if (!fit || !(fit->coefficients[0] > 0)) return std::nullopt;
  const double a = fit->coefficients[0];
  return UslCurve{1 / a, fit->coefficients[1] / a, fit->coefficients[2] / a};
}

}  // namespace crossfade::statistics
