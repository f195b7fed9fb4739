#include "gui/widgets/timeline_layout.h"

#include <algorithm>
#include <cmath>

namespace crossfade::gui {
namespace {

constexpr double gap_px = 5, right_px = 30, widest_name_px = 190, scale_px = 76, narrowest_plot_px = 100;
constexpr double lane_lines = 2.9, thin_lane_lines = 1.3, strip_lines = 1.3, axis_lines = 1.5;

double height_of_lane(const TimelineLane& lane, int line_px) {
  return (lane.is_constant() ? thin_lane_lines : lane_lines) * line_px;
}

}  // namespace

TimelineLayout::TimelineLayout(const TimelineScene& scene, int width_px, int line_px,
                               const analysis::TimeWindow& visible)
    : visible_(visible) {
  const double left = std::min(widest_name_px, width_px / 4.0) + scale_px;
  const double width = std::max(narrowest_plot_px, width_px - left - right_px), strip = strip_lines * line_px;
  double y = 0;
  const auto row = [&](double height) {
    const QRectF rect(left, y, width, height);
    y += height;
    return rect;
  };
  legend_ = QRectF(0, 0, width_px, strip);
  y = strip + gap_px;
  processes_ = row(strip);
  stages_ = row(strip);
  for (const TimelineLane& lane : scene.lanes) {
    y += gap_px;
    lanes_.push_back(row(height_of_lane(lane, line_px)));
  }
  plot_ = QRectF(left, processes_.top(), width, y - processes_.top());
  axis_ = row(axis_lines * line_px);
}

int TimelineLayout::height_of(const TimelineScene& scene, int line_px) {
  double height = 3 * strip_lines * line_px + gap_px + axis_lines * line_px;
  for (const TimelineLane& lane : scene.lanes) height += gap_px + height_of_lane(lane, line_px);
  return static_cast<int>(std::ceil(height));
}

QRectF TimelineLayout::name_of(std::size_t index) const {
  return {0, lanes_[index].top(), plot_.left() - scale_px - gap_px, lanes_[index].height()};
}

QRectF TimelineLayout::scale_of(std::size_t index) const {
  return {plot_.left() - scale_px, lanes_[index].top(), scale_px - gap_px, lanes_[index].height()};
}

std::size_t TimelineLayout::columns() const {
  return static_cast<std::size_t>(plot_.width());
}

double TimelineLayout::x_of(std::int64_t time_ns) const {
  return plot_.left() + visible_.share_at(time_ns) * plot_.width();
}

double TimelineLayout::width_of(const analysis::TimeWindow& window) const {
  return x_of(window.end_ns) - x_of(window.begin_ns);
}

std::int64_t TimelineLayout::time_at(double x) const {
  return visible_.at_share(std::clamp((x - plot_.left()) / plot_.width(), 0.0, 1.0));
}

std::optional<std::size_t> TimelineLayout::lane_at(double y) const {
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (y >= lanes_[i].top() && y <= lanes_[i].bottom()) return i;
  }
  return std::nullopt;
}

}  // namespace crossfade::gui
