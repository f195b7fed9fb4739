// LoadScene: the load curves of one workload as a chart for one latency quantile, and in words what the chart
// cannot show: points without an estimate, and each side's SLO rate.
#pragma once

#include <QStringList>
#include <optional>
#include <string>

#include "gui/plot/scene.h"
#include "gui/study.h"

namespace crossfade::gui {

enum class Quantile { p50, p90, p99, p999 };

QString quantile_name(Quantile quantile);
const analysis::Estimate& quantile_of(const analysis::LoadPoint& point, Quantile quantile);

struct LoadScene {
  Scene scene;
  QStringList slo_rates;  ///< one line per side
  QStringList absent;     ///< one line per point that has no estimate, with its reason
};
LoadScene make_load_scene(const Study& study, const std::string& workload, Quantile quantile,
                          std::optional<std::size_t> selected_side);

/// The curves of a workload, or nullptr.
const WorkloadLoad* find_load(const Study& study, const std::string& workload);

}  // namespace crossfade::gui
