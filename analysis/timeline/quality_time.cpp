#include "analysis/timeline/quality_time.h"

#include <fmt/format.h>

#include "analysis/number_text.h"

namespace crossfade::analysis {
namespace {

QualityTime::Part& part_of(QualityTime& quality, results::Quality which) {
  switch (which) {
    case results::Quality::disturbed:
      return quality.disturbed;
    case results::Quality::voided:
      return quality.voided;
    case results::Quality::clean:
      break;
  }
  return quality.clean;
}

}  // namespace

double QualityTime::share(const Part& part) const {
  const double all = time_ns();
  return all > 0 ? part.time_ns / all : 0;
}

QualityTime quality_time(std::span<const TimelineStage> stages, const TimeWindow& window) {
  QualityTime quality;
  for (const TimelineStage& stage : stages) {
    if (!stage.window.overlaps(window)) continue;
    QualityTime::Part& part = part_of(quality, stage.quality);
    ++part.stages;
    part.time_ns += common_part(stage.window, window).length_ns();
  }
  return quality;
}

std::string quality_shares_text(const QualityTime& quality) {
  if (quality.stages() == 0) return "";
  return fmt::format("clean {}, disturbed {}, void {}", percent_text(quality.share(quality.clean)),
                     percent_text(quality.share(quality.disturbed)),
                     percent_text(quality.share(quality.voided)));
}

std::string quality_time_text(const QualityTime& quality) {
  if (quality.stages() == 0) return "no stage";
  return fmt::format("{} of the time of {} {}", quality_shares_text(quality), quality.stages(),
                     quality.stages() == 1 ? "stage" : "stages");
}

}  // namespace crossfade::analysis
