// Study: everything the views show, worked out by analysis from the chosen recordings against one baseline.
// Plain structs; made in one call, never changed, shared by all models. No Qt, no arithmetic.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/comparability.h"
#include "analysis/comparison.h"
#include "analysis/cost.h"
#include "analysis/load_curve.h"
#include "analysis/side.h"

namespace crossfade::gui {

/// Instance type or side, and US dollars per hour.
using HourlyPrices = std::vector<std::pair<std::string, double>>;

/// One side against the baseline.
struct Against {
  std::optional<analysis::Comparison> comparison;  ///< absent for the baseline and where it failed
  std::string failure;                             ///< why it failed, one line
};

struct WorkloadLoad {
  std::string workload;
  std::vector<analysis::LoadCurve> curves;
};

struct Study {
  std::vector<analysis::Side> sides;
  std::size_t baseline = 0;                                  ///< index into sides; 0 if there are none
  std::vector<std::vector<analysis::SideMetric>> described;  ///< per side
  std::vector<Against> against;                              ///< per side
  std::vector<WorkloadLoad> load;                            ///< per workload, order of first appearance
  std::vector<analysis::EnvironmentRow> environment;
  analysis::CostTable cost;
  HourlyPrices prices;  ///< as stated by the user

  bool empty() const { return sides.empty(); }
};

using StudyPointer = std::shared_ptr<const Study>;

/// Series keep the colour of their side, whichever of them have a curve. 0 for a label that no side has.
int side_index(const Study& study, const std::string& label);

/// `baseline` is clamped to the sides there are.
StudyPointer make_study(std::vector<analysis::Side> sides, std::size_t baseline, const HourlyPrices& prices);

}  // namespace crossfade::gui
