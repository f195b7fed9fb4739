#include "tests/benchmarks/same_host/panel_controls.h"

#include <array>
#include <cmath>

namespace crossfade::study {
namespace {

using results::PanelReading;

struct Control {
  double PanelReading::*kernel;
  double sign;  ///< of ln, so that larger is slower
};

constexpr std::array<Control, number_of_panel_controls> controls{{{&PanelReading::l1_loads_per_cycle, -1},
                                                                  {&PanelReading::memory_ns, 1},
                                                                  {&PanelReading::clock_hz, -1},
                                                                  {&PanelReading::l3_ns, 1}}};

}  // namespace

std::vector<double> panel_controls(const std::vector<const analysis::StageView*>& stages) {
  std::vector<double> out;
  for (const Control& control : controls) {
    double sum = 0;
    for (const analysis::StageView* view : stages) {
      const double before = view->stage->panel_before.*control.kernel;
      const double after = view->stage->panel_after.*control.kernel;
      sum += control.sign * (std::log(before) + std::log(after)) / 2;
    }
    out.push_back(stages.empty() ? NAN : sum / static_cast<double>(stages.size()));
  }
  return out;
}

}  // namespace crossfade::study
