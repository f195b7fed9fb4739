#include "gui/widgets/elided_label.h"

namespace crossfade::gui {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::set_whole(const QString& text) {
  whole_ = text;
  setAccessibleName(text);
  elide();
}

void ElidedLabel::elide() {
  const QString shown = fontMetrics().elidedText(whole_, Qt::ElideMiddle, contentsRect().width());
  setText(shown);
  setToolTip(shown == whole_ ? QString() : whole_);
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
  QLabel::resizeEvent(event);
  elide();
}

}  // namespace crossfade::gui
