// ElidedLabel: one line of text, as wide as it is left; what does not fit is elided and stands in the
// tooltip.
#pragma once

#include <QLabel>

namespace crossfade::gui {

class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(QWidget* parent = nullptr);
  void set_whole(const QString& text);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void elide();

  QString whole_;
};

}  // namespace crossfade::gui
