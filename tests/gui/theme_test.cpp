#include "gui/theme.h"

#include <QtTest>
#include <cmath>

#include "gui/models/environment_model.h"
#include "gui/widgets/matrix_delegate.h"

using namespace crossfade::gui;

namespace {

/// Distance as an eye without one kind of cone sees it (Viénot, Brettel and Mollon 1999, linear RGB).
double distance(const QColor& a, const QColor& b, bool without_red) {
  const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  const auto seen = [&](const QColor& colour) {
    const double r = linear(colour.redF()), g = linear(colour.greenF()), blue = linear(colour.blueF());
    const double yellow = without_red ? 0.11238 * r + 0.88762 * g : 0.29275 * r + 0.70725 * g;
    const double rest = without_red ? 0.00401 * r - 0.00401 * g + blue : -0.02234 * r + 0.02234 * g + blue;
    return std::pair(yellow, rest);
  };
  const auto [y1, b1] = seen(a);
  const auto [y2, b2] = seen(b);
  return std::hypot(std::cbrt(y1) - std::cbrt(y2),
                    std::cbrt(std::max(0.0, b1)) - std::cbrt(std::max(0.0, b2)));
}

}  // namespace

class ThemeTest : public QObject {
  Q_OBJECT
 private slots:
  void known_contrasts() {
    QCOMPARE(contrast_ratio(Qt::white, Qt::black), 21.0);
    QCOMPARE(contrast_ratio(Qt::white, Qt::white), 1.0);
    QVERIFY(std::abs(contrast_ratio(Qt::white, QColor(0x0072b2)) - 5.2) < 0.05);
    QCOMPARE(contrast_ratio(Qt::black, QColor(0xe69f00)), contrast_ratio(QColor(0xe69f00), Qt::black));
  }
  void every_text_reaches_4_5_and_every_mark_3() {
    for (const Theme* theme : {&Theme::light(), &Theme::dark_theme()}) {
      const auto text = [&](const QColor& colour, const QColor& ground, const char* what) {
        QVERIFY2(contrast_ratio(colour, ground) >= 4.5, qPrintable(QStringLiteral("%1 %2: %3")
                                                                       .arg(theme->dark)
                                                                       .arg(QLatin1String(what))
                                                                       .arg(contrast_ratio(colour, ground))));
      };
      for (const QColor& ground : {theme->window, theme->base}) {
        text(theme->text, ground, "text");
        text(theme->muted_text, ground, "muted text");
      }
      text(theme->notice, theme->notice_ground, "notice");
      text(theme->caution, theme->caution_ground, "caution");
      text(theme->failure, theme->failure_ground, "failure");
      text(theme->failure, theme->base, "failure in the list");
      for (const QColor& ground : {theme->notice_ground, theme->caution_ground, theme->failure_ground})
        text(theme->text, ground, "text on a banner");
      const QPalette palette = theme->palette();
      text(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight), "selection");
      text(palette.color(QPalette::ButtonText), palette.color(QPalette::Button), "button");
      text(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase), "tooltip");
      text(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base), "placeholder");
      for (const QColor& colour : theme->series)
        QVERIFY2(contrast_ratio(colour, theme->base) >= 3, qPrintable(colour.name()));
      QVERIFY(contrast_ratio(theme->selection, theme->base) >= 3);
    }
  }
  void a_tinted_cell_stays_readable_and_its_direction_visible() {
    for (const Theme* theme : {&Theme::light(), &Theme::dark_theme()}) {
      for (int tenths = -10; tenths <= 10; ++tenths)
        QVERIFY(contrast_ratio(theme->text, MatrixDelegate::ground(tenths / 10.0, *theme)) >= 4.5);
      QCOMPARE(MatrixDelegate::ground(0, *theme), theme->base);
      QVERIFY(MatrixDelegate::ground(0.02, *theme) != theme->base);
      QVERIFY(distance(MatrixDelegate::ground(1, *theme), MatrixDelegate::ground(-1, *theme), true) > 0.1);
      QVERIFY(distance(MatrixDelegate::ground(1, *theme), MatrixDelegate::ground(-1, *theme), false) > 0.1);
    }
  }
  void series_are_told_apart_without_a_cone() {
    for (const Theme* theme : {&Theme::light(), &Theme::dark_theme()}) {
      // The first four; later ones also rely on the marker's shape.
      for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = i + 1; j < 4; ++j) {
          for (const bool without_red : {true, false}) {
            QVERIFY2(distance(theme->series[i], theme->series[j], without_red) > 0.05,
                     qPrintable(QStringLiteral("%1 %2 %3").arg(theme->dark).arg(i).arg(j)));
          }
        }
      }
    }
  }
  void the_theme_follows_the_palette() {
    QVERIFY(Theme::of(Theme::dark_theme().palette()).dark);
    QVERIFY(!Theme::of(Theme::light().palette()).dark);
    QCOMPARE(Theme::light().series_colour(-1), Theme::light().series[0]);
    QCOMPARE(Theme::light().series_colour(7), Theme::light().series[0]);
  }
};

QTEST_GUILESS_MAIN(ThemeTest)
#include "theme_test.moc"
