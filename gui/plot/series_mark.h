// SeriesMark: the shape that tells a series apart without its colour, the same in the chart, in its legend
// and in the list of recordings.
#pragma once

#include <QPainterPath>

namespace crossfade::gui {

/// Closed, about the origin, not wider or higher than 2; shapes repeat after the fifth. Fillable shapes only:
/// filled and hollow have to be told apart.
QPainterPath series_mark(int index);

}  // namespace crossfade::gui
