// OverviewWords: the short texts of the overview: what a cell shows and what a screen reader says of it.
#pragma once

#include <QLocale>
#include <QString>
#include <string>

#include "gui/overview.h"

namespace crossfade::gui {

/// Of the vocabulary; neutral if it has no such metric.
bool has_direction(std::string_view metric);

QString metric_name(const std::string& metric);
QString metric_help(const std::string& metric);

/// One cell and where it stands.
struct CellPlace {
  const Study& study;
  const std::string& metric;
  const OverviewRow& row;
  std::size_t side;
  const OverviewCell& cell() const { return row.cells[side]; }
};

/// The ratio's or the absolute value's interval.
const std::optional<statistics::Interval>& interval_of(const OverviewCell& cell);
/// Stages behind either side were disturbed.
bool warned(const OverviewCell& cell);

/// "▲ 1.20×", "12.3k/s", "—".
QString cell_headline(const std::string& metric, const OverviewCell& cell, const QLocale& locale);
/// The interval, or why there is none, or why there is no ratio.
QString cell_detail(const std::string& metric, const OverviewCell& cell, const QLocale& locale);
/// "tls on m7a.xlarge: 1.20 times baseline, better, 95 percent interval 1.17 to 1.23".
QString cell_spoken(const CellPlace& place, const QLocale& locale);
/// "better", "worse", "different", "not resolved".
QString verdict(const analysis::Ratio& ratio, std::string_view metric);
/// "tls at 4,000/s on m7a.xlarge".
QString place_name(const CellPlace& place);
QString row_heading(const OverviewRow& row, QChar separator);

}  // namespace crossfade::gui
