#include "collector/measure/arrivals.h"

#include <fmt/format.h>

#include <cmath>

#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

results::Error cannot(std::string why, std::string remedy) {
  return {results::ErrorKind::usage, "cannot offer load", "load stage", std::move(why), std::move(remedy)};
}

}  // namespace

results::Result<std::vector<std::int64_t>> make_arrivals(results::Arrival process, double offered_per_s,
                                                         std::uint64_t duration_ns, std::uint64_t seed) {
  if (!std::isfinite(offered_per_s) || offered_per_s <= 0)
    return cannot(fmt::format("the offered rate is {}/s", offered_per_s), "offer a positive rate");
  if (duration_ns == 0) return cannot("the duration is zero", "give the stage a positive duration");
  if (process != results::Arrival::poisson && process != results::Arrival::constant)
    return cannot("this version knows Poisson and constant arrivals only", "choose one of the two");
  const auto duration = static_cast<double>(duration_ns);
  const double expected = offered_per_s * duration * 1e-9;
  if (expected > 0.99 * static_cast<double>(max_arrivals))
    return cannot(fmt::format("{:.0f} requests in one stage are more than {}", expected, max_arrivals),
                  "make the stage shorter");

  std::vector<std::int64_t> due;
  due.reserve(static_cast<std::size_t>(expected + 6 * std::sqrt(expected)) + 16);
  const double gap_ns = 1e9 / offered_per_s;
  if (process == results::Arrival::constant) {
    for (std::size_t i = 0; static_cast<double>(i) * gap_ns < duration; ++i)
      due.push_back(static_cast<std::int64_t>(static_cast<double>(i) * gap_ns));
    return due;
  }
  workloads::Random random(seed);
  double at_ns = random.exponential() * gap_ns;
  while (at_ns < duration) {
    due.push_back(static_cast<std::int64_t>(at_ns));
    at_ns += random.exponential() * gap_ns;
  }
  return due;
}

}  // namespace crossfade::collector
