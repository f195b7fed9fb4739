// TimelinePainter: draws a timeline: its strips, a band from the least to the greatest sample and the mean
// for each column of pixels, or, where fewer samples than pixels are in sight, each sample as long as it
// lasted.
#pragma once

#include <QFontMetrics>
#include <map>
#include <optional>
#include <span>

#include "gui/theme.h"
#include "gui/widgets/timeline_layout.h"

class QPainter;

namespace crossfade::gui {

/// What was drawn, for tests.
struct TimelineDrawn {
  int stages = 0, disturbed = 0, voided = 0;  ///< in sight
  int bands = 0;                              ///< lanes as bands; columns with a sample, of all of them
  int columns = 0;
  int samples = 0;  ///< that were drawn one by one
};

class TimelinePainter {
 public:
  TimelinePainter(QPainter& painter, const TimelineScene& scene, const TimelineLayout& layout,
                  const Theme& theme);

  TimelineDrawn draw(const std::optional<analysis::TimeWindow>& selected,
                     const std::optional<std::int64_t>& cursor_ns, std::optional<std::size_t> current_lane);

 private:
  void draw_legend();
  void draw_grounds();
  void draw_strips();
  void draw_flaws();
  void draw_lane(std::size_t index);
  void draw_samples(const TimelineLane& lane, const QRectF& room);
  void draw_band(const TimelineLane& lane, const QRectF& room);
  void draw_labels(std::size_t index, bool is_current);
  void draw_axis();
  void draw_selection(const analysis::TimeWindow& selected);

  QRectF box_of(const analysis::TimeWindow& window, const QRectF& row) const;
  QColor kind_colour(int kind) const { return theme_.series_colour(kind); }
  /// Of the columns in sight; lanes that share their samples' times share them.
  std::span<const std::size_t> edges_of(const TimelineLane& lane);

  QPainter& painter_;
  const TimelineScene& scene_;
  const TimelineLayout& layout_;
  const Theme& theme_;
  QFontMetrics metrics_;
  TimelineDrawn drawn_;
  std::map<const analysis::SampleAxis*, std::vector<std::size_t>> edges_;
};

}  // namespace crossfade::gui
