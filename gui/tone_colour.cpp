#include "gui/tone_colour.h"

namespace crossfade::gui {

using analysis::Tone;

QColor tone_text_colour(Tone tone, const Theme& theme) {
  switch (tone) {
    case Tone::better:
      return theme.notice;
    case Tone::worse:
      return theme.failure;
    case Tone::caution:
      return theme.caution;
    case Tone::none:
      break;
  }
  return theme.text;
}

QColor tone_mark_colour(Tone tone, const Theme& theme) {
  switch (tone) {
    case Tone::better:
      return theme.series_colour(0);
    case Tone::worse:
      return theme.series_colour(1);
    default:
      return theme.muted_text;
  }
}

QColor tone_ground(Tone tone, const Theme& theme) {
  switch (tone) {
    case Tone::better:
      return theme.notice_ground;
    case Tone::worse:
      return theme.failure_ground;
    case Tone::caution:
      return theme.caution_ground;
    case Tone::none:
      break;
  }
  return theme.base;
}

}  // namespace crossfade::gui
