#include "tests/support/queue_theory.h"

#include <algorithm>
#include <cmath>

namespace crossfade::testing {
namespace {

__extension__ using Quad = __float128;

/// e^x for x in [0, 16] by its series, whose terms are all positive: no digit is lost.
Quad exp_of(Quad x) {
  Quad sum = 1, term = 1;
  for (int i = 1; i < 200; ++i) {
    term *= x / i;
    sum += term;
  }
  return sum;
}

constexpr double series_limit = 10;

/// The root eta > 0 of utilisation (e^eta - 1) = eta, by bisection.
double decay_rate(double utilisation) {
  double low = 1e-12, high = 1;
  const auto above = [&](double eta) { return utilisation * std::expm1(eta) > eta; };
  while (!above(high)) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (above(middle) ? high : low) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

double erlang_c(unsigned servers, double load) {
  double blocked = 1;  // Erlang's first formula, by its recursion over the servers
  for (unsigned k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
  return servers * blocked / (servers - load * (1 - blocked));
}

double mmk_wait_exceeds(unsigned servers, double utilisation, double t) {
  const double rate = servers * (1 - utilisation);  // at which a queue drains
  return erlang_c(servers, servers * utilisation) * std::exp(-rate * t);
}

double mmk_sojourn_exceeds(unsigned servers, double utilisation, double t) {
  const double waits = erlang_c(servers, servers * utilisation);
  const double rate = servers * (1 - utilisation);
  if (std::abs(rate - 1) < 1e-9) return std::exp(-t) * (1 + waits * t);
  return std::exp(-t) * (1 + waits / (rate - 1)) - waits / (rate - 1) * std::exp(-rate * t);
}

double mmk_mean_wait(unsigned servers, double utilisation) {
  return erlang_c(servers, servers * utilisation) / (servers * (1 - utilisation));
}

double md1_wait_exceeds_by_series(double utilisation, double t) {
  const Quad rate = utilisation;
  Quad sum = 0;
  for (int j = 0; j <= static_cast<int>(std::floor(t)); ++j) {
    // (rate (j - t))^j / j! e^(rate (t - j)): j - t is not positive, so the terms alternate.
    Quad power = 1;
    for (int i = 1; i <= j; ++i) power *= rate * (j - static_cast<Quad>(t)) / i;
    sum += power * exp_of(rate * (static_cast<Quad>(t) - j));
  }
  return static_cast<double>(1 - (1 - rate) * sum);
}

double md1_wait_exceeds_by_tail(double utilisation, double t) {
  const double eta = decay_rate(utilisation);
  return (1 - utilisation) / (utilisation * std::exp(eta) - 1) * std::exp(-eta * t);
}

double md1_wait_exceeds(double utilisation, double t) {
  if (t < 0) return 1;
  return t <= series_limit ? md1_wait_exceeds_by_series(utilisation, t)
                           : md1_wait_exceeds_by_tail(utilisation, t);
}

std::vector<double> md1_states(double utilisation, std::size_t count) {
  // more[j] = P(more than j arrivals during one service), summed from its small end.
  constexpr std::size_t enough = 60;
  std::vector<double> more(count + enough, 0);
  double arrivals = std::exp(-utilisation);  // P(j arrivals)
  std::vector<double> exactly;
  for (std::size_t j = 0; j < more.size(); ++j) {
    exactly.push_back(arrivals);
    arrivals *= utilisation / static_cast<double>(j + 1);
  }
  for (std::size_t j = more.size() - 1; j-- > 0;) more[j] = more[j + 1] + exactly[j + 1];
  std::vector<double> states{1 - utilisation};
  for (std::size_t n = 1; n < count; ++n) {
    double flow = states[0] * more[n - 1];
    for (std::size_t k = 1; k < n; ++k) flow += states[k] * more[n - k];
    states.push_back(flow / exactly[0]);
  }
  return states;
}

double pollaczek_khinchine_wait(double utilisation, double squared_variation) {
  return utilisation * (1 + squared_variation) / (2 * (1 - utilisation));
}

double quantile_of(const std::function<double(double)>& exceeds, double p) {
  if (exceeds(0) <= 1 - p) return 0;
  double low = 0, high = 1;
  while (exceeds(high) > 1 - p) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (exceeds(middle) > 1 - p ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace crossfade::testing
