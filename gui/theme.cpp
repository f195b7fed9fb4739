#include "gui/theme.h"

#include <QApplication>
#include <QStyle>
#include <algorithm>
#include <cmath>

#include "analysis/render/palette.h"
#include "gui/widgets/house_style.h"

namespace crossfade::gui {
namespace {

double channel(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
  return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) +
         0.0722 * channel(colour.blueF());
}

/// With the colours that pages share; the others are the window's own.
Theme of_palette(const analysis::Palette& shared) {
  Theme theme;
  theme.base = QColor(shared.base);
  theme.text = QColor(shared.text);
  theme.muted_text = QColor(shared.muted_text);
  theme.line = QColor(shared.line);
  theme.better = QColor(shared.better_ground);
  theme.worse = QColor(shared.worse_ground);
  return theme;
}

Theme make_light() {
  const analysis::Palette& shared = analysis::light_palette;
  Theme theme = of_palette(shared);
  theme.dark = false;
  theme.window = QColor(0xf0f0f0);
  theme.selection = QColor(0x0063a0);
  theme.notice = QColor(0x005a92);
  theme.caution = QColor(0x8a4b00);
  theme.failure = QColor(0xa3260f);
  theme.notice_ground = QColor(0xe4f1fa);
  theme.caution_ground = QColor(0xfff3dc);
  theme.failure_ground = QColor(0xfde7e2);
  theme.series = {QColor(shared.better_mark), QColor(shared.worse_mark), QColor(0x00895f), QColor(0xb25a8e),
                  QColor(0x9a6a00),           QColor(0x2585bb),          QColor(0x4d4d4d)};
  return theme;
}

Theme make_dark() {
  const analysis::Palette& shared = analysis::dark_palette;
  Theme theme = of_palette(shared);
  theme.dark = true;
  theme.window = QColor(0x2a2b2f);
  theme.selection = QColor(0xf0a800);
  theme.notice = QColor(0x8fd0f5);
  theme.caution = QColor(0xffc766);
  theme.failure = QColor(0xff9c88);
  theme.notice_ground = QColor(0x16303f);
  theme.caution_ground = QColor(0x3b2f14);
  theme.failure_ground = QColor(0x43211b);
  theme.series = {QColor(shared.better_mark), QColor(shared.worse_mark), QColor(0x1fb98c), QColor(0xdb94bf),
                  QColor(0xe69f00),           QColor(0x8ed0f4),          QColor(0xc4c4c4)};
  return theme;
}

}  // namespace

const Theme& Theme::light() {
  static const Theme theme = make_light();
  return theme;
}

const Theme& Theme::dark_theme() {
  static const Theme theme = make_dark();
  return theme;
}

const Theme& Theme::of(const QPalette& palette) {
  const bool dark = luminance(palette.color(QPalette::Text)) > luminance(palette.color(QPalette::Base));
  return dark ? dark_theme() : light();
}

QPalette Theme::palette() const {
  QPalette result(window);
  result.setColor(QPalette::Window, window);
  result.setColor(QPalette::WindowText, text);
  result.setColor(QPalette::Base, base);
  result.setColor(QPalette::AlternateBase, mixed(base, text, 0.04));
  result.setColor(QPalette::Text, text);
  result.setColor(QPalette::PlaceholderText, muted_text);
  result.setColor(QPalette::Button, dark ? QColor(0x3a3b40) : QColor(0xe6e6e8));
  result.setColor(QPalette::ButtonText, text);
  result.setColor(QPalette::BrightText, failure);
  result.setColor(QPalette::ToolTipBase, dark ? QColor(0x3a3b40) : QColor(0xffffe8));
  result.setColor(QPalette::ToolTipText, text);
  result.setColor(QPalette::Highlight, dark ? QColor(0x2f6fa0) : QColor(0x0063a0));
  result.setColor(QPalette::HighlightedText, QColor(0xffffff));
  result.setColor(QPalette::Link, notice);
  result.setColor(QPalette::LinkVisited, notice);
  result.setColor(QPalette::Mid, line);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    result.setColor(QPalette::Disabled, role, mixed(window, text, 0.5));
  }
  return result;
}

QColor Theme::series_colour(int index) const {
  return series[static_cast<std::size_t>(std::max(0, index)) % series.size()];
}

double contrast_ratio(const QColor& a, const QColor& b) {
  const double first = luminance(a), second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor mixed(const QColor& ground, const QColor& over, double share) {
  const auto s = static_cast<float>(std::clamp(share, 0.0, 1.0));
  return QColor::fromRgbF(ground.redF() * (1 - s) + over.redF() * s,
                          ground.greenF() * (1 - s) + over.greenF() * s,
                          ground.blueF() * (1 - s) + over.blueF() * s);
}

void apply_theme(ThemeMode mode) {
  static const QPalette at_start = QApplication::palette();
  if (qobject_cast<HouseStyle*>(QApplication::style()) == nullptr) QApplication::setStyle(new HouseStyle);
  switch (mode) {
    case ThemeMode::system:
      QApplication::setPalette(Theme::of(at_start).palette());
      break;
    case ThemeMode::light:
      QApplication::setPalette(Theme::light().palette());
      break;
    case ThemeMode::dark:
      QApplication::setPalette(Theme::dark_theme().palette());
      break;
  }
}

}  // namespace crossfade::gui
