#include "analysis/statistics/throughput_runs.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/moments.h"

namespace crossfade::statistics {
namespace {

bool usable(const ThroughputRuns& data) {
  const auto good = [](double v) { return std::isfinite(v) && v > 0; };
  double before = 0;
  for (const double n : data.threads) {
    if (!(n >= 1) || !std::isfinite(n) || n <= before) return false;
    before = n;
  }
  return data.threads.size() >= 2 && data.per_s.size() >= 2 &&
         std::all_of(data.per_s.begin(), data.per_s.end(), [&](const std::vector<double>& run) {
           return run.size() == data.threads.size() && std::all_of(run.begin(), run.end(), good);
         });
}

}  // namespace

std::optional<AdditiveModel> additive_model(const ThroughputRuns& data) {
  if (!usable(data)) return std::nullopt;
  AdditiveModel model;
  std::vector<double> levels;
  for (const auto& run : data.per_s) {
    double sum = 0;
    for (const double v : run) sum += std::log(v);
    levels.push_back(sum / static_cast<double>(run.size()));
  }
  const double overall = mean(levels);
  double squares = 0;
  for (std::size_t i = 0; i < data.threads.size(); ++i) {
    double sum = 0;
    for (const auto& run : data.per_s) sum += std::log(run[i]);
    model.means.push_back(sum / static_cast<double>(data.per_s.size()));
    for (std::size_t run = 0; run < data.per_s.size(); ++run) {
      const double error = std::log(data.per_s[run][i]) - model.means.back() - levels[run] + overall;
      squares += error * error;
    }
  }
  model.level_degrees_of_freedom = static_cast<double>(data.per_s.size() - 1);
  model.error_degrees_of_freedom =
      model.level_degrees_of_freedom * static_cast<double>(data.threads.size() - 1);
  model.error_variance = squares / model.error_degrees_of_freedom;
  model.level_variance = sample_variance(levels);
  return model;
}

}  // namespace crossfade::statistics
