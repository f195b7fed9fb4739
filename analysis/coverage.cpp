#include "analysis/coverage.h"

#include <algorithm>

#include "analysis/environment_value.h"
#include "results/finite_number.h"

namespace crossfade::analysis {

using results::CounterState;

double turn_ns_of(const results::Recording& recording) {
  constexpr double usual_ms = 10, ns_per_ms = 1e6;
  const auto ms = results::finite_number(environment_value(recording, "pmu.mux_interval_ms"));
  return (ms && *ms > 0 ? *ms : usual_ms) * ns_per_ms;
}

Coverage coverage_of(std::uint64_t enabled_ns, std::uint64_t running_ns, double turn_ns) {
  if (enabled_ns == 0 || running_ns == 0) return Coverage::none;
  const double share = static_cast<double>(running_ns) / static_cast<double>(enabled_ns);
  if (share >= 0.999) return Coverage::exact;
  const double turns = static_cast<double>(running_ns) / turn_ns;
  if (share >= 0.25 && turns >= 500) return Coverage::good;
  return turns >= 100 ? Coverage::fair : Coverage::poor;
}

std::optional<Coverage> coverage_of(const results::CounterReading& reading, double turn_ns) {
  if (reading.state == CounterState::other_pass) return std::nullopt;
  const bool counted = reading.state == CounterState::counted && reading.total;
  return counted ? coverage_of(reading.enabled_ns, reading.running_ns, turn_ns) : Coverage::none;
}

CoverageOfStages coverage_in(const results::Recording& recording, std::uint32_t counter) {
  CoverageOfStages out;
  const double turn_ns = turn_ns_of(recording);
  for (const results::CounterReading& reading : recording.readings) {
    if (reading.counter != counter) continue;
    const auto grade = coverage_of(reading, turn_ns);
    if (!grade) {
      ++out.in_other_pass;
      continue;
    }
    if (*grade == Coverage::none) {
      ++out.without;
      continue;
    }
    ++out.counted;
    out.worst = std::min(out.worst.value_or(*grade), *grade);
  }
  if (out.counted == 0 && out.without > 0) out.worst = Coverage::none;
  return out;
}

std::string_view text_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::none:
      return "none";
    case Coverage::poor:
      return "poor";
    case Coverage::fair:
      return "fair";
    case Coverage::good:
      return "good";
    case Coverage::exact:
      return "exact";
  }
  return "";
}

}  // namespace crossfade::analysis
