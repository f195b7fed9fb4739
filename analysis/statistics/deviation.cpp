#include "analysis/statistics/deviation.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <vector>

#include "analysis/statistics/moments.h"

namespace crossfade::statistics {
namespace {

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

std::optional<Deviation> deviation(std::span<const double> values) {
  if (values.size() < 2 || !all_finite(values)) return std::nullopt;
  const auto degrees = static_cast<double>(values.size() - 1);
  const double found = std::sqrt(sample_variance(values));
  const boost::math::chi_squared chi_squared(degrees);
  return Deviation{found,
                   {found * std::sqrt(degrees / boost::math::quantile(chi_squared, 0.975)),
                    found * std::sqrt(degrees / boost::math::quantile(chi_squared, 0.025))},
                   degrees};
}

std::optional<StretchVariation> stretch_variation(std::span<const double> values, std::size_t length) {
  constexpr std::size_t fewest_stretches = 3;
  if (length < 2 || values.size() / length < fewest_stretches || !all_finite(values)) return std::nullopt;
  StretchVariation out;
  out.stretches = values.size() / length;
  out.length = length;
  std::vector<double> means;
  double within = 0;
  for (std::size_t i = 0; i < out.stretches; ++i) {
    const auto stretch = values.subspan(i * length, length);
    means.push_back(mean(stretch));
    within += sample_variance(stretch) / static_cast<double>(out.stretches);
  }
  if (!(within > 0)) return std::nullopt;
  out.deviation_of_means = std::sqrt(sample_variance(means));
  out.expected = std::sqrt(within / static_cast<double>(length));
  out.ratio = out.deviation_of_means / out.expected;
  const boost::math::fisher_f f(static_cast<double>(out.stretches - 1),
                                static_cast<double>(out.stretches * (length - 1)));
  out.ratio_interval = {out.ratio / std::sqrt(boost::math::quantile(f, 0.975)),
                        out.ratio / std::sqrt(boost::math::quantile(f, 0.025))};
  return out;
}

}  // namespace crossfade::statistics
