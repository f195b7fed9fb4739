// Theme: every colour of the window and the charts, light and dark, in one table whose contrast is a unit
// test. Series colours are Okabe and Ito's, darkened or lightened per theme until marks reach 3:1; colour is
// never alone: series also differ by marker, ratios by ▲ ▼ ≈, severities by a word.
#pragma once

#include <QColor>
#include <QPalette>
#include <array>

namespace crossfade::gui {

enum class ThemeMode { system, light, dark };

struct Theme {
  bool dark = false;
  QColor window, base, text, muted_text, line;
  QColor better, worse;                                  ///< full-strength tints of the matrix
  QColor selection;                                      ///< frame of the selected cell
  QColor notice, caution, failure;                       ///< marks and banners, as text colours
  QColor notice_ground, caution_ground, failure_ground;  ///< their backgrounds
  std::array<QColor, 7> series;

  static const Theme& light();
  static const Theme& dark_theme();
  /// The theme that fits a palette: dark if its text is lighter than its ground.
  static const Theme& of(const QPalette& palette);

  /// A whole Qt palette in these colours, PlaceholderText included.
  QPalette palette() const;
  QColor series_colour(int index) const;
};

/// WCAG 2 contrast ratio of two opaque colours, 1 ... 21.
double contrast_ratio(const QColor& a, const QColor& b);
/// `share` (0 ... 1) of `over` mixed into `ground`.
QColor mixed(const QColor& ground, const QColor& over, double share);

/// Applies a mode to the running application: style, palette. `system` restores the palette it started with.
void apply_theme(ThemeMode mode);

}  // namespace crossfade::gui
