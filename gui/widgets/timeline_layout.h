// TimelineLayout: where the parts of a timeline stand on its widget, and which time and which lane are where.
// Geometry alone: no drawing, no data.
#pragma once

#include <QRectF>
#include <optional>
#include <vector>

#include "gui/models/timeline_scene.h"

namespace crossfade::gui {

class TimelineLayout {
 public:
  /// `line_px`: height of a line of text.
  TimelineLayout(const TimelineScene& scene, int width_px, int line_px, const analysis::TimeWindow& visible);

  static int height_of(const TimelineScene& scene, int line_px);

  const analysis::TimeWindow& visible() const { return visible_; }
  QRectF legend() const { return legend_; }
  QRectF processes() const { return processes_; }
  QRectF stages() const { return stages_; }
  /// Of the part with a time axis: from the strips to the last lane.
  QRectF plot() const { return plot_; }
  QRectF lane(std::size_t index) const { return lanes_[index]; }
  QRectF axis() const { return axis_; }
  /// Left of a lane: its name, and the ends of its scale.
  QRectF name_of(std::size_t index) const;
  QRectF scale_of(std::size_t index) const;
  /// A column a pixel.
  std::size_t columns() const;

  double x_of(std::int64_t time_ns) const;
  double width_of(const analysis::TimeWindow& window) const;
  /// Within what is visible.
  std::int64_t time_at(double x) const;
  std::optional<std::size_t> lane_at(double y) const;

 private:
  analysis::TimeWindow visible_;
  QRectF legend_, processes_, stages_, plot_, axis_;
  std::vector<QRectF> lanes_;
};

}  // namespace crossfade::gui
