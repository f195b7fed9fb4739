// Host model: rule R1 of docs/methodology.md. How far the mean over hosts of a logarithm may be from the mean
// of the type, when host-to-host variation does not shrink with more requests.
//
// With three hosts and more the host means are the data and nothing is assumed. With one or two, the variance
// between hosts is moderated by a prior (Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004): h0 is the assumed
// standard deviation of ln between hosts, r0 that between recordings of one host. Units: natural logarithms;
// 0.05 is 5 %.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

/// One recording: the value of each block, in the order of time.
using BlockValues = std::vector<double>;
/// One host: its recordings.
using HostValues = std::vector<BlockValues>;
/// One side: its hosts.
using SideValues = std::vector<HostValues>;

/// From this many hosts on the data speak for themselves.
inline constexpr std::size_t enough_hosts = 3;

struct HostPrior {
  double host_deviation = 0.05;             ///< h0
  double recording_deviation_floor = 0.02;  ///< r0 is at least this
  double weight = 4;                        ///< nu0, in degrees of freedom
};

/// Of one host measured one side after the other: stretches of recordings stand where hosts do, and r0 is all
/// that is assumed. The floor is higher than between hosts, where h0 covers what r0 misses.
HostPrior same_host_prior();

/// Of counts that the work gives (instructions per request): hosts of a type run the same code, and differ by
/// interrupts, spinning and retries only. h0 = 0.5 %, r0 at least 0.2 %; both assumed. More than 2 % is
/// another code path, which the comparability rule `instructions` names.
HostPrior work_prior();

/// Where the defaults come from, for people.
std::string_view host_deviation_source();
std::string_view recording_deviation_source();
std::string_view same_host_deviation_source();

/// Variance of the mean of one side.
struct SideVariance {
  double mean = 0;              ///< over hosts, of means over recordings, of means over blocks
  double variance = 0;          ///< of that mean
  double assumed_variance = 0;  ///< the part of it that comes from the prior
  double degrees_of_freedom = 0;
};

/// nullopt if there is no host, a host has no recording, or a recording has fewer than two blocks or a value
/// that is not finite.
std::optional<SideVariance> side_variance(const SideValues& side, const HostPrior& prior);

/// What the values themselves leave open, added to the ends of the interval: a step of the grid they lie on.
struct Widening {
  double below = 0, above = 0;  ///< not negative
};

struct HostDifference {
  double difference = 0;  ///< b - a
  Interval interval;      ///< 95 %, widened
  double degrees_of_freedom = 0;
  double assumed_share = 0;                 ///< of the variance, 0 ... 1
  std::optional<double> tipping_deviation;  ///< the h0 below 2 from which on the interval contains 0
};

/// Sides whose values are known, not sampled: a published figure has no hosts that differ. No variance, and
/// nothing is assumed of it.
struct KnownSides {
  bool a = false, b = false;
};

/// R1 for two sides; nullopt as side_variance(). If a larger h0 gives a narrower interval that one is taken:
/// who allows for more variation between hosts allows for less too. So a larger h0 never narrows the
/// interval.
std::optional<HostDifference> host_difference(const SideValues& a, const SideValues& b,
                                              const HostPrior& prior, const Widening& widening = {},
                                              const KnownSides& known = {});

/// r0: standard deviation of the means of the four quarters of a recording, root mean square over the
/// recordings that have at least four blocks; at least the floor.
double recording_deviation(const SideValues& side, double floor);

/// 1 - 0.05^(1/hosts): the largest share of slow hosts that seeing none among `hosts` does not exclude; 1 for
/// 0.
double undetected_slow_share(std::size_t hosts);

}  // namespace crossfade::statistics
