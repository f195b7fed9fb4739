// Metric vocabulary: id, name, unit, direction, comparability and help of every quantity Crossfade shows, in
// one table (metric.cpp) that feeds reports, tooltips, --help, files and docs, and of what counters count
// (event_metric.cpp). Which event of which CPU counts it is in event_code.h, how the one follows from the
// other in derived_metric.h.
#pragma once

#include <span>
#include <string_view>

namespace crossfade::results {

enum class Direction { higher_is_better, lower_is_better, neutral };

/// May a ratio of this metric be formed between different microarchitectures?
enum class Comparability { exact, same_definition, analogous, not_comparable };

struct Metric {
  std::string_view id;    ///< stable, in files: "latency_p99"
  std::string_view name;  ///< for people: "p99 latency"
  std::string_view unit;  ///< of the stored value: "ns", "s-1", "1"
  Direction direction;
  Comparability across_cpus;
  std::string_view help;  ///< what, how measured, caveats
};

/// What is shown, in the order of reports.
std::span<const Metric> metrics();
/// What counters count. Totals of a stage: no better or worse.
std::span<const Metric> event_metrics();
/// Of both; nullptr if there is no such id.
const Metric* find_metric(std::string_view id);

}  // namespace crossfade::results
