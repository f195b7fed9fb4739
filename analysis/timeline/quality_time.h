// QualityTime: how many stages, and how much of their time, were clean, disturbed and void, in a window of a
// run. By the quality that the recording has of each stage; it judges nothing itself.
#pragma once

#include <span>

#include "analysis/timeline/timeline_stage.h"

namespace crossfade::analysis {

struct QualityTime {
  struct Part {
    std::uint64_t stages = 0;
    double time_ns = 0;  ///< of them within the window
  };
  Part clean, disturbed, voided;

  std::uint64_t stages() const { return clean.stages + disturbed.stages + voided.stages; }
  double time_ns() const { return clean.time_ns + disturbed.time_ns + voided.time_ns; }
  /// Of the time of all three; 0 if there is none.
  double share(const Part& part) const;
};

QualityTime quality_time(std::span<const TimelineStage> stages, const TimeWindow& window);

/// "clean 66 %, disturbed 33 %, void 1 %"; empty if there is no stage.
std::string quality_shares_text(const QualityTime& quality);
/// "clean 66 %, disturbed 33 %, void 1 % of the time of 360 stages", or that there is no stage.
std::string quality_time_text(const QualityTime& quality);

}  // namespace crossfade::analysis
