// EmptyState: what stands where the views will be while nothing is open: three things to do.
#pragma once

#include <QWidget>

namespace crossfade::gui {

class EmptyState : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyState(QWidget* parent = nullptr);

 signals:
  void open_files();
  void open_folder();
  void explain_recording();
};

}  // namespace crossfade::gui
