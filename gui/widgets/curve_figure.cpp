#include "gui/widgets/curve_figure.h"

#include <QLabel>
#include <QVBoxLayout>

namespace crossfade::gui {
namespace {

constexpr int height_px = 400;

}  // namespace

CurveFigure::CurveFigure(Scene scene, QWidget* parent)
    : QWidget(parent), plot_(new CurvePlot(this)), read_out_(new QLabel(this)) {
  const QString hint = tr("Point at a mark, or step with the arrow keys, to read its value.");
  plot_->setFixedHeight(height_px);
  plot_->set_scene(std::move(scene));
  read_out_->setWordWrap(true);
  read_out_->setMinimumHeight(2 * fontMetrics().height());
  read_out_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  read_out_->setText(hint);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot_);
  layout->addWidget(read_out_);
  connect(plot_, &CurvePlot::read_out, this,
          [this, hint](const QString& text) { read_out_->setText(text.isEmpty() ? hint : text); });
  connect(plot_, &CurvePlot::series_picked, this, [this](int series) {
    const auto& all = plot_->scene().series;
    if (series >= 0 && series < static_cast<int>(all.size()))
      emit side_picked(all[static_cast<std::size_t>(series)].colour);
  });
}

}  // namespace crossfade::gui
