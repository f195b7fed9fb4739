// Derived metric: how a metric of the vocabulary follows from what counters count. Its name, unit, direction,
// comparability and help are the metric's own (metric.h); totals are those of one stage or of several.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::results {

/// factor × (above + plus) / below
struct DerivedMetric {
  std::string_view metric;  ///< id of what it gives
  std::string_view above;   ///< id of what is counted
  std::string_view plus;    ///< id of what is added to it; empty = nothing
  std::string_view below;   ///< id of what it is divided by; empty = correct requests
  double factor = 1;
  /// It means nothing if one side counts user space alone.
  bool needs_kernel = false;
  /// It is of the requests, without the engine's own looks at the clock (Stage::look_instructions and
  /// look_cycles); else of all that was counted, as something else that is divided by has the looks too.
  bool without_looks = true;
};

std::span<const DerivedMetric> derived_metrics();

/// The rows of one metric: where CPUs count in different ways there are several, and the one whose inputs are
/// counted holds. Empty if nothing that is counted gives it.
std::span<const DerivedMetric> ways_to_derive(std::string_view metric);

/// Ids of what is counted for it. Correct requests are counted anyway and not among them.
std::vector<std::string_view> inputs_of(const DerivedMetric& derived);

/// "1000 × (dtlb_load_walks + dtlb_store_walks) / instructions"
std::string formula_of(const DerivedMetric& derived);

}  // namespace crossfade::results
