#include "gui/models/side_series.h"

#include "gui/text.h"

namespace crossfade::gui {

PlotSeries side_series(const Study& study, const std::string& side,
                       std::optional<std::size_t> selected_side) {
  PlotSeries series;
  series.name = to_qt(side);
  series.colour = side_index(study, side);
  series.emphasised = selected_side && static_cast<int>(*selected_side) == series.colour;
  series.faded = is_faded(study, series.colour, selected_side);
  return series;
}

bool is_faded(const Study& study, int side, std::optional<std::size_t> selected_side) {
  return selected_side && static_cast<int>(*selected_side) != side &&
         side != static_cast<int>(study.baseline);
}

}  // namespace crossfade::gui
