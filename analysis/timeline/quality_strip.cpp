#include "analysis/timeline/quality_strip.h"

#include <algorithm>

#include "analysis/panel_verdict.h"
#include "results/vocabulary/load_ceiling.h"

namespace crossfade::analysis {

QualityStrip quality_strip(const results::Recording& recording) {
  const RunClock clock(recording);
  QualityStrip strip;
  strip.whole = {0, clock.length_ns()};
  strip.stages = timeline_stages(recording, clock);
  strip.quality = quality_time(strip.stages, strip.whole);
  const PanelVerdict verdict = panel_verdict(recording);
  for (const TimelineStage& stage : strip.stages) {
    std::optional<double> deficit;
    if (verdict.ceiling_loads_per_cycle)
      deficit = results::load_deficit(recording.stages[stage.stage], *verdict.ceiling_loads_per_cycle);
    strip.panel_deficits.push_back(deficit);
    if (deficit) strip.worst_deficit = std::max(strip.worst_deficit.value_or(*deficit), *deficit);
  }
  if (!strip.worst_deficit) {
    strip.panel_absent_because =
        verdict.absent_because.empty() ? "the panel was never read beside a stage" : verdict.absent_because;
  }
  return strip;
}

}  // namespace crossfade::analysis
