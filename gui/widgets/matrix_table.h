// MatrixTable: a table whose columns are equally wide and share the width there is; they scroll where there
// is too little, and stay readable beside each other where there is plenty.
#pragma once

#include <QTableView>

namespace crossfade::gui {

class MatrixTable : public QTableView {
  Q_OBJECT
 public:
  explicit MatrixTable(QWidget* parent = nullptr);
  /// To be called when the contents are others.
  void spread();
  /// Height at which nothing scrolls.
  int whole_height() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;
};

}  // namespace crossfade::gui
