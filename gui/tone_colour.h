// ToneColour: the theme's colours for what a conclusion says. The word always stands beside them.
#pragma once

#include "analysis/render/tone.h"
#include "gui/theme.h"

namespace crossfade::gui {

/// Of text on the theme's base.
QColor tone_text_colour(analysis::Tone tone, const Theme& theme);
/// Of points and bars: at least 3:1 on the theme's base.
QColor tone_mark_colour(analysis::Tone tone, const Theme& theme);
/// Behind text of the theme's text colour.
QColor tone_ground(analysis::Tone tone, const Theme& theme);

}  // namespace crossfade::gui
