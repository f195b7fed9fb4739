#include "gui/plot/log_axis.h"

#include <qcustomplot.h>

#include <algorithm>

#include "gui/format.h"
#include "gui/plot/ticks.h"

namespace crossfade::gui {

/// Labels a log axis at round values with the unit beside the number.
class LogTicker : public QCPAxisTicker {
 public:
  void set_unit(const std::string& unit) { unit_ = unit; }
  void set_most(int most) { most_ = std::max(2, most); }

 protected:
  QVector<double> createTickVector(double, const QCPRange& range) override {
    const auto ticks = log_ticks(range.lower, range.upper, most_);
    return {ticks.begin(), ticks.end()};
  }
  QVector<double> createSubTickVector(int, const QVector<double>& ticks) override {
    if (ticks.size() < 2) return {};
    QVector<double> between;
    for (const double tick : log_ticks(ticks.front() / 10, ticks.back() * 10, 200)) {
      if (!ticks.contains(tick)) between << tick;
    }
    return between;
  }
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    return format_tick(tick, unit_, QLocale());
  }

 private:
  std::string unit_;
  int most_ = 8;
};

LogAxis::LogAxis(QCPAxis& axis) : axis_(&axis), ticker_(QSharedPointer<LogTicker>::create()) {
  axis.setScaleType(QCPAxis::stLogarithmic);
  axis.setTicker(ticker_);
}

void LogAxis::set_most(int labels) {
  ticker_->set_most(labels);
}

void LogAxis::style(const PlotAxis& what, const Theme& theme, const QFont& font) {
  ticker_->set_unit(what.unit);
  axis_->setLabel(what.title);
  axis_->setLabelColor(theme.text);
  axis_->setTickLabelColor(theme.text);
  axis_->setLabelFont(font);
  axis_->setTickLabelFont(font);
  axis_->setBasePen(QPen(theme.muted_text, 1));
  axis_->setTickPen(QPen(theme.muted_text, 1));
  axis_->setSubTickPen(QPen(theme.line, 1));
  axis_->setTickLength(0, 4);
  axis_->setSubTickLength(0, 2);
  axis_->grid()->setPen(QPen(mixed(theme.base, theme.text, 0.12), 1));
  axis_->grid()->setSubGridVisible(false);
  axis_->grid()->setZeroLinePen(Qt::NoPen);
}

}  // namespace crossfade::gui
