// Real-time crew: the first workers of a crew under SCHED_FIFO for the length of a stage.
#pragma once

#include <cstdint>

#include "collector/measure/crew.h"
#include "results/recording.h"

namespace crossfade::collector {

class RealTimeCrew {
 public:
  /// With normal scheduling nothing is done. Errors (unavailable): the kernel refuses SCHED_FIFO; then none
  /// of the workers is left in it.
  static results::Result<RealTimeCrew> enter(Crew& crew, std::uint32_t workers,
                                             results::Scheduling scheduling);
  RealTimeCrew(RealTimeCrew&& other) noexcept : crew_(other.crew_), workers_(other.workers_) {
    other.workers_ = 0;
  }
  RealTimeCrew& operator=(RealTimeCrew&&) = delete;
  ~RealTimeCrew() { leave(); }

  void leave();

 private:
  RealTimeCrew(Crew& crew, std::uint32_t workers) : crew_(crew), workers_(workers) {}
  Crew& crew_;
  std::uint32_t workers_;  ///< 0 = in nobody's name
};

}  // namespace crossfade::collector
