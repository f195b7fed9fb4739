#include "analysis/statistics/usl_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/statistics/non_negative_least_squares.h"
#include "analysis/statistics/profile.h"
#include "analysis/statistics/student_t.h"
#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

/// The linear form N / X = a + b (N - 1) + c N (N - 1), every line divided by its own N / X.
class LinearForm {
 public:
  LinearForm(const std::vector<double>& threads, const std::vector<double>& log_means) : threads_(threads) {
    for (std::size_t i = 0; i < threads.size(); ++i) weights_.push_back(std::exp(log_means[i]) / threads[i]);
  }

  std::optional<NonNegativeFit> best() const {
    return fit({column([](double) { return 1.0; }), column(pairs_of_one), column(pairs)});
  }
  /// c = kappa a.
  double with_coherence(double kappa) const {
    return left({column([kappa](double n) { return 1 + kappa * pairs(n); }), column(pairs_of_one)});
  }
  /// b = sigma a.
  double with_contention(double sigma) const {
    return left({column([sigma](double n) { return 1 + sigma * pairs_of_one(n); }), column(pairs)});
  }
  /// a - b = c / t with t = 1 / peak^2, by u = b and v = a - b, both not negative: u N + v (1 + t N (N - 1)).
  double with_peak(double t) const {
    return left({column([](double n) { return n; }), column([t](double n) { return 1 + t * pairs(n); })});
  }
  /// N / X = `value` at `threads`: a is what b and c leave of it. That a is above 0 is not imposed: where one
  /// thread was measured the data do it, elsewhere the interval is wider for it.
  double with_value(double threads, double value) const {
    std::vector<double> target;
    for (const double weight : weights_) target.push_back(1 - weight * value);
    const auto found = non_negative_fit(
        std::vector{column([=](double n) { return pairs_of_one(n) - pairs_of_one(threads); }),
                    column([=](double n) { return pairs(n) - pairs(threads); })},
        target);
    return found ? found->sum_of_squares : std::numeric_limits<double>::infinity();
  }

 private:
  static double pairs_of_one(double n) { return n - 1; }
  static double pairs(double n) { return n * (n - 1); }

  template <class Function>
  std::vector<double> column(Function of) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < threads_.size(); ++i) values.push_back(weights_[i] * of(threads_[i]));
    return values;
  }
  std::optional<NonNegativeFit> fit(const std::vector<std::vector<double>>& columns) const {
    return non_negative_fit(columns, std::vector<double>(threads_.size(), 1));
  }
  double left(const std::vector<std::vector<double>>& columns) const {
    const auto found = fit(columns);
    return found ? found->sum_of_squares : std::numeric_limits<double>::infinity();
  }

  const std::vector<double>& threads_;
  std::vector<double> weights_;
};

/// A ratio of coefficients that is 0 or more.
Interval bounds(const Profile& squares, double limit, double best, double step) {
  const auto high = open_profile_edge(squares, limit, best, step);
  return {profile_edge(squares, limit, best, 0), high.value_or(std::numeric_limits<double>::infinity())};
}

PeakBounds peak_bounds(const Profile& squares, double limit, const std::optional<double>& best) {
  const double t = best ? 1 / (*best * *best) : 0;
  const double lowest_t = profile_edge(squares, limit, t, 0);
  PeakBounds out;
  out.low = 1 / std::sqrt(profile_edge(squares, limit, t, 1));
  if (lowest_t > 0) out.high = 1 / std::sqrt(lowest_t);
  return out;
}

struct Fitted {
  AdditiveModel model;
  LinearForm form;
  NonNegativeFit best;
  UslCurve curve;
  double limit = 0;  ///< what is allowed has at most this sum of squares
};

std::optional<Fitted> fitted(const ThroughputRuns& data) {
  auto model = additive_model(data);
  if (!model || data.threads.size() < 3) return std::nullopt;
  LinearForm form(data.threads, model->means);
  auto best = form.best();
  if (!best || !(best->coefficients[0] > 0)) return std::nullopt;
  const auto& c = best->coefficients;
  const UslCurve curve{1 / c[0], c[1] / c[0], c[2] / c[0]};
  const double t = student_t_quantile(0.975, model->error_degrees_of_freedom);
  const double limit =
      best->sum_of_squares + model->error_variance / static_cast<double>(data.per_s.size()) * t * t;
  return Fitted{std::move(*model), std::move(form), std::move(*best), curve, limit};
}

/// Interval of a + b from theirs, if they are independent.
Interval sum_of(double a, const Interval& of_a, double b, const Interval& of_b) {
  return {a + b - std::hypot(a - of_a.low, b - of_b.low), a + b + std::hypot(of_a.high - a, of_b.high - b)};
}

}  // namespace

std::optional<UslBounds> usl_bounds(const ThroughputRuns& data) {
  const auto fit = fitted(data);
  if (!fit) return std::nullopt;
  const auto runs = static_cast<double>(data.per_s.size());
  UslBounds out;
  out.curve = fit->curve;
  out.error_deviation = std::sqrt(fit->model.error_variance);
  const LinearForm& form = fit->form;
  out.contention =
      bounds([&](double v) { return form.with_contention(v); }, fit->limit, fit->curve.contention, 1e-3);
  out.coherence =
      bounds([&](double v) { return form.with_coherence(v); }, fit->limit, fit->curve.coherence, 1e-6);
  out.peak = peak_bounds([&](double t) { return form.with_peak(t); }, fit->limit, fit->curve.peak_threads());
  out.lack_of_fit =
      lack_of_fit(runs * fit->best.sum_of_squares,
                  static_cast<double>(data.threads.size()) - static_cast<double>(fit->best.in_use),
                  fit->model.error_variance, fit->model.error_degrees_of_freedom);
  return out;
}

std::optional<PredictedThroughput> predicted_throughput(const ThroughputRuns& data, double threads) {
  CF_ASSERT(threads >= 1, "work is done by at least one thread");
  const auto fit = fitted(data);
  if (!fit) return std::nullopt;
  const double expected = fit->curve.throughput_per_s(threads);
  // ln X falls from the best upwards and downwards: an offset in ln N / X.
  const double best = std::log(threads / expected);
  const auto above = [&](double offset) { return fit->form.with_value(threads, std::exp(best + offset)); };
  const auto below = [&](double offset) { return fit->form.with_value(threads, std::exp(best - offset)); };
  const auto up = open_profile_edge(above, fit->limit, 0, 1e-3),
             down = open_profile_edge(below, fit->limit, 0, 1e-3);
  if (!up || !down) return std::nullopt;
  const double error = std::sqrt(fit->model.level_variance / static_cast<double>(data.per_s.size()));
  const Interval level = t_interval(0, error, fit->model.level_degrees_of_freedom);
  const Interval all =
      sum_of(std::log(expected), {std::log(expected) - *up, std::log(expected) + *down}, 0, level);
  return PredictedThroughput{expected, {std::exp(all.low), std::exp(all.high)}};
}

}  // namespace crossfade::statistics
