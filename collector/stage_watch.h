// StageWatch: what the machine as a whole does around a stage: what took CPU time away, and what happened to
// its clocks since the stage before. The orchestrator looks before the stage's probes and after them, while
// nothing is measured. One per run; what the workers themselves lost is counted in the measuring process.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collector/host/interference.h"
#include "collector/host/machine_clocks.h"

namespace crossfade::collector {

class StageWatch {
 public:
  StageWatch(std::function<InterferenceCounters()> interference, std::function<MachineClocks()> clocks)
      : interference_(std::move(interference)), clocks_(std::move(clocks)) {}

  void begin();

  struct Seen {
    InterferenceCounters machine;          ///< since begin()
    ClockChange clocks;                    ///< since begin(), but wall_step_ns since the last end()
    std::vector<std::string> occurrences;  ///< for the log: the machine slept, the wall clock was set
  };
  Seen end();

 private:
  std::function<InterferenceCounters()> interference_;
  std::function<MachineClocks()> clocks_;
  InterferenceCounters machine_before_;
  MachineClocks clocks_before_;
  std::optional<MachineClocks> last_;  ///< at the last end()
};

}  // namespace crossfade::collector
