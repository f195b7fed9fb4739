// Panel verdict: which stages of a recording nobody disturbed, by its calibration panel and every other
// signal from outside the measured work. A stage is called undisturbed by what was read beside it, never by
// its own result. docs/methodology.md has the rule and its cautions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/recording.h"

namespace crossfade::analysis {

/// own = the recording's own 95th percentile: a host that is always disturbed is then not recognised.
enum class CeilingSource { none, table, own };

struct PanelVerdict {
  CeilingSource ceiling_source = CeilingSource::none;
  std::optional<double> ceiling_loads_per_cycle;
  std::string ceiling_text;                    ///< "4 loads per cycle, Zen 5 (source)"
  std::vector<bool> undisturbed;               ///< by stage; one without panel readings on both sides is not
  std::string absent_because;                  ///< why no stage can be called undisturbed
  std::optional<double> disturbed_time_share;  ///< of the time of all stages: seen disturbed, or not judged
  double near_time_share = 0;                  ///< beside that: quiet themselves, but near a busy neighbour
  std::optional<double> usual_memory_ns;       ///< median of the recording's readings, as the next
  std::optional<double> usual_stream_bytes_per_s;
  std::uint32_t slow_memory_stages = 0;  ///< beyond rule slow-memory; annotation only
};

PanelVerdict panel_verdict(const results::Recording& recording);

}  // namespace crossfade::analysis
