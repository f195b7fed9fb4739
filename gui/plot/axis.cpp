#include "gui/plot/axis.h"

#include <qcustomplot.h>

#include <algorithm>

#include "gui/format.h"
#include "gui/plot/percentile_axis.h"
#include "gui/plot/share_axis.h"
#include "gui/plot/ticks.h"

namespace crossfade::gui {

/// Labels round values with the unit beside the number.
class UnitTicker : public QCPAxisTicker {
 public:
  void set_unit(const std::string& unit) { unit_ = unit; }
  void set_ticks(const std::vector<double>& ticks) { ticks_ = ticks; }
  void set_most(int most) { most_ = std::max(2, most); }

 protected:
  QVector<double> createTickVector(double, const QCPRange& range) override {
    if (!ticks_.empty()) {
      // They are short: three stand where one of the others would.
      const auto ticks = spaced_ticks(ticks_, range.lower, range.upper, 3 * most_);
      return {ticks.begin(), ticks.end()};
    }
    const auto ticks = round_ticks(range.lower, range.upper);
    return {ticks.begin(), ticks.end()};
  }
  QVector<double> createSubTickVector(int, const QVector<double>& ticks) override {
    if (ticks.size() < 2 || unit_ == percentile_unit || unit_ == share_unit || !ticks_.empty()) return {};
    QVector<double> between;
    for (const double tick : log_ticks(ticks.front() / 10, ticks.back() * 10, 200)) {
      if (!ticks.contains(tick)) between << tick;
    }
    return between;
  }
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    if (unit_ == share_unit) return share_at(tick, QLocale());
    if (unit_ == percentile_unit) return percentile_at(tick, QLocale());
    return format_tick(tick, unit_, QLocale());
  }

 private:
  std::vector<double> round_ticks(double low, double high) const {
    if (unit_ == share_unit) return share_ticks(low, high, most_);
    if (unit_ == percentile_unit) return percentile_ticks(low, high, most_);
    return log_ticks(low, high, most_);
  }

  std::string unit_;
  std::vector<double> ticks_;
  int most_ = 8;
};

Axis::Axis(QCPAxis& axis) : axis_(&axis), ticker_(QSharedPointer<UnitTicker>::create()) {
  axis.setTicker(ticker_);
}

void Axis::set_most(int labels) {
  ticker_->set_most(labels);
}

void Axis::style(const PlotAxis& what, const Theme& theme, const QFont& font) {
  axis_->setScaleType(what.unit == share_unit ? QCPAxis::stLinear : QCPAxis::stLogarithmic);
  ticker_->set_unit(what.unit);
  ticker_->set_ticks(what.ticks);
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
