// HeadingView: a table's headings in plain colours: each line is elided alone and the whole stands in the
// tooltip; a heading about a side carries the side's mark.
#pragma once

#include <QHeaderView>

namespace crossfade::gui {

class HeadingView : public QHeaderView {
  Q_OBJECT
 public:
  explicit HeadingView(Qt::Orientation orientation, QWidget* parent = nullptr);

  /// What does not fit into the section: the heading in full. Empty if everything fits.
  QString elided_heading(int section) const;

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override;
  QSize sectionSizeFromContents(int section) const override;
  bool viewportEvent(QEvent* event) override;

 private:
  QStringList lines(int section) const;
  QFont font_of(int section) const;
  int mark_width(int section) const;
};

}  // namespace crossfade::gui
