#include "gui/plot/series_mark.h"

#include <QtTest>

using namespace crossfade::gui;

class SeriesMarkTest : public QObject {
  Q_OBJECT
 private slots:
  void marks_fit_their_frame_and_can_be_filled() {
    for (int index = -1; index < 12; ++index) {
      const QPainterPath mark = series_mark(index);
      QVERIFY(QRectF(-1, -1, 2, 2).contains(mark.boundingRect()));
      QVERIFY(mark.contains(QPointF(0, 0)));
    }
  }
  void neighbours_differ() {
    for (int index = 0; index < 7; ++index) QVERIFY(series_mark(index) != series_mark(index + 1));
    QCOMPARE(series_mark(0), series_mark(5));
  }
};

QTEST_GUILESS_MAIN(SeriesMarkTest)
#include "series_mark_test.moc"
