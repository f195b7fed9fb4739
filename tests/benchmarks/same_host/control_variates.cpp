#include "tests/benchmarks/same_host/control_variates.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/non_negative_least_squares.h"
#include "results/assertion.h"

namespace crossfade::study {
namespace {

using Vector = std::vector<double>;

double median(Vector values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Within three robust standard deviations of the median: a reading that went wrong would be multiplied into
/// a value, and what a machine in another state does is no continuation of what small readings say.
Vector held_in(std::span<const double> control, const std::vector<bool>& usable) {
  constexpr double normal_deviations = 1.4826, most = 3;
  Vector known, distances, held(control.begin(), control.end());
  for (std::size_t i = 0; i < control.size(); ++i) {
    if (usable[i]) known.push_back(control[i]);
  }
  if (known.empty()) return held;
  const double centre = median(known);
  for (const double v : known) distances.push_back(std::abs(v - centre));
  const double reach = most * normal_deviations * median(std::move(distances));
  for (double& v : held) v = std::isfinite(v) ? std::clamp(v, centre - reach, centre + reach) : v;
  return held;
}

void centre(Vector& values) {
  const double middle = statistics::mean(values);
  for (double& v : values) v -= middle;
}

class Controls {
 public:
  Controls(std::span<const double> values, std::span<const Vector> controls,
           std::span<const std::uint32_t> blocks)
      : values_(values), blocks_(blocks), usable_(values.size(), true) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (const Vector& control : controls) usable_[i] = usable_[i] && std::isfinite(control[i]);
      number_usable_ += usable_[i];
    }
    for (const Vector& control :
         controls.first(std::min(controls.size(), number_usable_ / values_per_control))) {
      controls_.push_back(held_in(control, usable_));
      means_.push_back(mean_of_usable(controls_.back()));
    }
  }

  bool any() const { return !controls_.empty(); }

  /// Of all usable values outside this block; empty if they do not tell.
  Vector coefficients_without(std::uint32_t block) const {
    Vector target;
    std::vector<Vector> columns(controls_.size());
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!usable_[i] || blocks_[i] == block) continue;
      target.push_back(values_[i]);
      for (std::size_t c = 0; c < columns.size(); ++c) columns[c].push_back(controls_[c][i]);
    }
    if (target.size() < 2) return {};
    centre(target);
    for (Vector& column : columns) centre(column);
    const auto fit = statistics::non_negative_fit(columns, target);
    return fit ? fit->coefficients : Vector{};
  }

  double part_of(std::size_t i, const Vector& coefficients) const {
    if (!usable_[i]) return 0;
    double part = 0;
    for (std::size_t c = 0; c < coefficients.size(); ++c)
      part += coefficients[c] * (controls_[c][i] - means_[c]);
    return part;
  }

 private:
  double mean_of_usable(const Vector& control) const {
    double sum = 0;
    for (std::size_t i = 0; i < control.size(); ++i) sum += usable_[i] ? control[i] : 0;
    return sum / static_cast<double>(number_usable_);
  }

  std::span<const double> values_;
  std::vector<Vector> controls_;
  std::span<const std::uint32_t> blocks_;
  std::vector<bool> usable_;
  std::size_t number_usable_ = 0;
  Vector means_;
};

}  // namespace

std::vector<double> controlled(std::span<const double> values, std::span<const Vector> controls,
                               std::span<const std::uint32_t> blocks) {
  CF_ASSERT(values.size() == blocks.size(), "every value belongs to a block");
  for (const Vector& control : controls)
    CF_ASSERT(control.size() == values.size(), "every value has its controls");
  Vector out(values.begin(), values.end());
  const Controls of(values, controls, blocks);
  if (!of.any()) return out;
  for (const std::uint32_t block : std::set<std::uint32_t>(blocks.begin(), blocks.end())) {
    const Vector coefficients = of.coefficients_without(block);
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (blocks[i] == block) out[i] -= of.part_of(i, coefficients);
    }
  }
  return out;
}

}  // namespace crossfade::study
