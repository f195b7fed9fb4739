// Panel: the calibration panel ("silent neighbours"). A few ms of kernels on the workers' CPUs while they are
// idle, before and after a stage: what they read differs from their usual only if somebody outside this
// process, and often outside this guest, uses the same core, cache or memory. No counter of the guest shows
// that. Never runs beside a stage, so it says nothing of what happened in the middle of a long one.
//
// Clock, L1 and L2 belong to a core: all cores at once, but one worker of a core after the other, because
// siblings would disturb each other's reading; siblings that the machine does not show are looked for once,
// before the first reading (hidden_siblings.h). L3 and memory belong to everybody: only worker 0 reads them,
// while the others sleep; with several L3 groups the others' are not seen. (One worker after the other would
// cost 1 ms for each CPU of the machine.)
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collector/measure/crew.h"
#include "collector/measure/panel_judgement.h"
#include "collector/measure/panel_kernels.h"
#include "collector/protocol/messages.h"

namespace crossfade::collector {

/// How long the L1 kernel and its clock run on each worker, on one side of a stage: most of the panel's time.
inline constexpr std::int64_t panel_loads_budget_ns = 3'000'000;

class Panel {
 public:
  /// Allocates and touches all memory on the workers' own threads: 256 KiB a worker, and at worker 0 9 MiB
  /// and twice the L2 (at most 8 MiB). Looks for hidden siblings: 9 ms if workers have neighbouring CPUs.
  Panel(Crew& crew, const PanelOrder& order);
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;
  ~Panel();

  /// The reading of the first `workers` of the crew, some 5 ms, and the same again for each further worker of
  /// a core.
  results::PanelReading read(std::uint32_t workers);
  /// Why which kernels are missing throughout, and which CPUs are siblings although the machine shows cores.
  const std::vector<results::Absence>& absences() const { return absences_; }

 private:
  struct Core;    ///< what a worker needs for its own core
  struct Shared;  ///< what worker 0 needs for L3 and memory

  void find_hidden_siblings();

  Crew& crew_;
  std::vector<std::uint32_t> rank_on_core_;  ///< of each worker, with hidden siblings on one core
  std::vector<std::unique_ptr<Core>> cores_;
  std::unique_ptr<Shared> shared_;
  std::vector<results::Absence> absences_;
};

}  // namespace crossfade::collector
