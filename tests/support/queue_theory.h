// Queue theory: what first-come-first-served queues with Poisson arrivals do in the long run, to test a load
// engine against. Times are in units of the mean service time; `utilisation` = arrival rate x mean service
// time / servers, in (0, 1). Nothing here is simulated or fitted.
#pragma once

#include <functional>
#include <vector>

namespace crossfade::testing {

/// Erlang's second formula (A. K. Erlang, Solution of some problems in the theory of probabilities, 1917):
/// the share of requests of an M/M/k queue that have to wait. `load` = arrival rate x mean service time <
/// servers.
double erlang_c(unsigned servers, double load);

/// P(wait > t) and P(wait + service > t) of M/M/k.
double mmk_wait_exceeds(unsigned servers, double utilisation, double t);
double mmk_sojourn_exceeds(unsigned servers, double utilisation, double t);
double mmk_mean_wait(unsigned servers, double utilisation);

/// P(wait > t) of M/D/1: Erlang's alternating series (The theory of probabilities and telephone
/// conversations, 1909) in 113-bit arithmetic up to t = 10. Beyond that its terms cancel to nothing, and the
/// tail is exponential to 0.01 % of itself and better: A e^(-eta t) with lambda (e^eta - 1) = eta and A = (1
/// - rho) / (rho e^eta - 1).
double md1_wait_exceeds(double utilisation, double t);
/// Both halves by themselves, where they can be compared.
double md1_wait_exceeds_by_series(double utilisation, double t);
double md1_wait_exceeds_by_tail(double utilisation, double t);

/// P(n in the system), n = 0 ... count - 1, of M/D/1, by the recursion of the chain at departures (D. G.
/// Kendall, Ann. Math. Stat. 24, 1953) in positive terms only. P(wait <= n) is the sum of the first n + 1 (C.
/// D. Crommelin, Post Office El. Engrs. J. 25, 1932).
std::vector<double> md1_states(double utilisation, std::size_t count);

/// Mean wait of M/G/1 (Pollaczek 1930, Khinchine 1932); `squared_variation` = variance / mean^2 of the
/// service time.
double pollaczek_khinchine_wait(double utilisation, double squared_variation);

/// The t at which `exceeds` falls to 1 - p; 0 if it is not above that at 0.
double quantile_of(const std::function<double(double)>& exceeds, double p);

}  // namespace crossfade::testing
