#include "analysis/statistics/two_regimes.h"

#include <cmath>
#include <limits>

#include "analysis/statistics/non_negative_least_squares.h"
#include "analysis/statistics/profile.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {

TwoRegimes two_regimes(const ThroughputRuns& data, double cores) {
  TwoRegimes out;
  const auto take = [&](ThroughputRuns& regime, auto belongs) {
    for (const double n : data.threads) {
      if (belongs(n)) regime.threads.push_back(n);
    }
    for (const auto& run : data.per_s) {
      regime.per_s.emplace_back();
      for (std::size_t i = 0; i < run.size(); ++i) {
        if (belongs(data.threads[i])) regime.per_s.back().push_back(run[i]);
      }
    }
  };
  take(out.cores, [cores](double n) { return n <= cores; });
  if (!data.threads.empty() && data.threads.back() > cores)
    take(out.hyperthreads, [cores](double n) { return n >= cores; });
  return out;
}

std::optional<SiblingGain> sibling_gain(const ThroughputRuns& hyperthreads, double cores) {
  const auto model = additive_model(hyperthreads);
  if (!model || hyperthreads.threads.front() != cores) return std::nullopt;
  // Every line is divided by its own throughput, so that residuals are relative.
  const std::vector<double> target(hyperthreads.threads.size(), 1);
  std::vector<double> level, more, less;
  for (std::size_t i = 0; i < hyperthreads.threads.size(); ++i) {
    level.push_back(std::exp(model->means.front() - model->means[i]));
    more.push_back(level.back() * (hyperthreads.threads[i] - cores) / cores);
    less.push_back(-more.back());  // the slope may have either sign
  }
  const auto fit = non_negative_fit(std::vector{level, more, less}, target);
  if (!fit || !(fit->coefficients[0] > 0)) return std::nullopt;
  const auto squares = [&](double gain) {
    std::vector<double> line;
    for (std::size_t i = 0; i < level.size(); ++i) line.push_back(level[i] + gain * more[i]);
    const auto held = non_negative_fit(std::span(&line, 1), target);
    return held ? held->sum_of_squares : std::numeric_limits<double>::infinity();
  };
  const auto runs = static_cast<double>(hyperthreads.per_s.size());
  const double t = student_t_quantile(0.975, model->error_degrees_of_freedom);
  const double limit = fit->sum_of_squares + model->error_variance / runs * t * t;
  SiblingGain out;
  out.gain = (fit->coefficients[1] - fit->coefficients[2]) / fit->coefficients[0];
  const auto low = open_profile_edge(squares, limit, out.gain, -1e-3);
  const auto high = open_profile_edge(squares, limit, out.gain, 1e-3);
  if (!low || !high) return std::nullopt;
  out.interval = {*low, *high};
  constexpr double parameters = 2;
  out.lack_of_fit = lack_of_fit(runs * fit->sum_of_squares, static_cast<double>(level.size()) - parameters,
                                model->error_variance, model->error_degrees_of_freedom);
  return out;
}

}  // namespace crossfade::statistics
