// Overview: a study arranged for one metric: a row per workload (and what the metric is bound to), a cell per
// side. The baseline's cells hold absolute values, the others ratios; what is missing holds its reason.
// A choice and an order of what analysis worked out; no number is made here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/study.h"

namespace crossfade::gui {

/// Derived from a price: shown by the overview beside what is measured. The second is no metric of the
/// vocabulary: it exists only between sides.
inline constexpr std::string_view cost_metric = "cost_per_million";
inline constexpr std::string_view break_even_metric = "break_even_price_ratio";

/// Ids of the metrics a study has anything on, most telling first. Empty for an empty study.
std::vector<std::string> overview_metrics(const Study& study);
/// The vocabulary's unit; "1" where unknown.
std::string_view unit_of(std::string_view metric);

struct OverviewCell {
  enum class Kind { absolute, ratio, multiple, absent };
  Kind kind = Kind::absent;
  std::string context;          ///< what its own value is bound to, where the row's sides differ in it
  analysis::Estimate estimate;  ///< of this side; for `multiple` the dimensionless value itself
  analysis::Estimate base;      ///< for `ratio`
  analysis::Ratio ratio;        ///< for `ratio`
  bool no_recording = false;    ///< absent because this side has not measured the workload
  std::string absent_because;   ///< for `absent`, never empty
};

/// One row per workload where every side has the metric once; else one per context.
struct OverviewRow {
  std::string workload, context;
  std::vector<OverviewCell> cells;  ///< one per side
};
std::vector<OverviewRow> arrange_overview(const Study& study, const std::string& metric);

/// What the numbers of one side rest on: stands in the column's heading.
struct ColumnBasis {
  bool baseline = false;
  bool simulated_baseline = false;        ///< for a ratio; of the side itself its label says it
  bool stated_type = false;               ///< the user stated the instance type
  bool this_machine_only = false;         ///< paired on the baseline's host
  std::optional<double> assumed_host_cv;  ///< relative; the largest assumed behind a ratio of `metric`
};
ColumnBasis column_basis(const Study& study, std::size_t side, const std::string& metric);

}  // namespace crossfade::gui
