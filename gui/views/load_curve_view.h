// LoadCurveView: latency against offered load of one workload, a curve per side: the chart, the same as a
// table, and below it in words the SLO rates and the points the chart cannot show.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include "gui/models/load_scene.h"
#include "gui/models/load_table_model.h"
#include "gui/plot/curve_plot.h"
#include "gui/views/view.h"

class QTextBrowser;

namespace crossfade::gui {

class LoadCurveView : public View {
  Q_OBJECT
 public:
  LoadCurveView(Session& session, QWidget* parent = nullptr);
  std::vector<analysis::Table> tables() const override;
  void draw(QPainter& painter, const QRect& target) override;
  void set_theme(const Theme& theme) override;

  CurvePlot& plot() { return *plot_; }
  void set_quantile(Quantile quantile);
  Quantile quantile() const { return quantile_; }

 private:
  void refresh();
  void show_notes(const LoadScene& scene);

  LoadTableModel model_;
  QComboBox* workload_;
  QComboBox* quantile_box_;
  QToolButton* as_table_;
  QStackedWidget* pages_;
  CurvePlot* plot_;
  QTableView* table_;
  QLabel* marks_;
  QLabel* read_out_;
  QTextBrowser* notes_;
  Quantile quantile_ = Quantile::p99;
};

}  // namespace crossfade::gui
