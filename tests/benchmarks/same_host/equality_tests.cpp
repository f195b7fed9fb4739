#include "tests/benchmarks/same_host/equality_tests.h"

#include <algorithm>
#include <random>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::study {
namespace {

constexpr double normal_975 = 1.959964;
constexpr int draws = 2'000;

bool differ(double difference, double variance_a, double degrees_a, double variance_b, double degrees_b) {
  const double degrees = statistics::satterthwaite(variance_a, degrees_a, variance_b, degrees_b);
  return !statistics::t_interval(difference, std::sqrt(variance_a + variance_b), degrees).contains(0);
}

Moments pooled(std::span<const Moments> parts) {
  Moments all{0, 0, 0};
  for (const Moments& part : parts) {
    all.n += part.n;
    all.mean += part.n * part.mean;
  }
  all.mean /= all.n;
  for (const Moments& part : parts) {
    const double off = part.mean - all.mean;
    all.variance += (part.n - 1) * part.variance + part.n * off * off;
  }
  all.variance /= all.n - 1;
  return all;
}

template <class Statistic>
bool bootstrap(std::span<const double> a, std::span<const double> b, std::uint64_t seed,
               Statistic statistic) {
  std::mt19937_64 random(seed);
  const auto drawn = [&](std::span<const double> from) {
    std::uniform_int_distribution<std::size_t> place(0, from.size() - 1);
    std::vector<double> out;
    for (std::size_t i = 0; i < from.size(); ++i) out.push_back(from[place(random)]);
    return statistic(std::move(out));
  };
  std::vector<double> differences;
  for (int i = 0; i < draws; ++i) differences.push_back(drawn(b) - drawn(a));
  std::sort(differences.begin(), differences.end());
  return differences[draws / 40] > 0 || differences[draws - draws / 40] < 0;
}

}  // namespace

bool welch(std::span<const double> a, std::span<const double> b) {
  const auto n_a = static_cast<double>(a.size()), n_b = static_cast<double>(b.size());
  return differ(statistics::mean(b) - statistics::mean(a), statistics::sample_variance(a) / n_a, n_a - 1,
                statistics::sample_variance(b) / n_b, n_b - 1);
}

bool welch_on_requests(std::span<const Moments> a, std::span<const Moments> b) {
  const Moments all_a = pooled(a), all_b = pooled(b);
  return differ(all_b.mean - all_a.mean, all_a.variance / all_a.n, all_a.n - 1, all_b.variance / all_b.n,
                all_b.n - 1);
}

bool mann_whitney(std::span<const double> a, std::span<const double> b) {
  double above = 0;
  for (const double x : a) {
    for (const double y : b) above += y > x ? 1 : y == x ? 0.5 : 0;
  }
  const auto n_a = static_cast<double>(a.size()), n_b = static_cast<double>(b.size());
  const double deviation = std::sqrt(n_a * n_b * (n_a + n_b + 1) / 12);
  return std::max(0.0, std::abs(above - n_a * n_b / 2) - 0.5) / deviation > normal_975;
}

bool bootstrap_of_means(std::span<const double> a, std::span<const double> b, std::uint64_t seed) {
  return bootstrap(a, b, seed, [](const std::vector<double>& values) { return statistics::mean(values); });
}

bool bootstrap_of_medians(std::span<const double> a, std::span<const double> b, std::uint64_t seed) {
  return bootstrap(a, b, seed, [](const std::vector<double>& values) { return statistics::median(values); });
}

}  // namespace crossfade::study
