// DocumentTable: a table within a page: as high as its rows, so that the page scrolls and not the table;
// words break over lines.
#pragma once

#include <QTableView>
#include <vector>

namespace crossfade::gui {

class DocumentTableModel;

class DocumentTable : public QTableView {
  Q_OBJECT
 public:
  /// Takes the model over.
  DocumentTable(DocumentTableModel* model, const QString& name, QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();

  DocumentTableModel* model_;
  std::vector<int> natural_;  ///< widths of the columns
  int stretched_ = -1;        ///< the column that takes what the others leave; -1 if none does
};

}  // namespace crossfade::gui
