// Counter answers: what can be told of a workload by the counters that this machine really counts, for
// people. Made of the plan of the passes (collector/counter_plan.h).
#pragma once

#include <string>
#include <vector>

namespace crossfade::collector {

struct CounterAnswers {
  std::vector<std::string> figures;  ///< "instructions and IPC"
  std::string no_top_down_because;   ///< empty = there is top-down, and it is among the figures
};

}  // namespace crossfade::collector
