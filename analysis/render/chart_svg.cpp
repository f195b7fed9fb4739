#include "analysis/render/chart_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analysis/render/chart_axis.h"
#include "analysis/render/chart_panel.h"
#include "analysis/render/html_text.h"
#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

// In units of the picture; a character of a wide font is so wide at the font size of 12.
constexpr double width = 760, row_height = 22, top = 8, foot = 26, character = 7.4, gap = 12;
constexpr std::size_t longest_label = 44, longest_figure = 32;

/// Where the three parts of a row stand: its label, the marks, its figure.
struct Columns {
  double marks_from = 0, marks_to = 0;
  double x(const ChartAxis& axis, double value) const {
    return marks_from + axis.at(value) * (marks_to - marks_from);
  }
};

/// The same for all panels, so that they stand in line.
Columns columns_for(const ChartContent& content) {
  std::size_t label = 0, figure = 0;
  for (const ChartPanel& panel : content.panels) {
    for (const ChartMark& mark : panel.marks) {
      label = std::max(label, std::min(longest_label, results::text_width(mark.label)));
      figure = std::max(figure, std::min(longest_figure, results::text_width(mark.figure)));
    }
  }
  return {static_cast<double>(label) * character + gap,
          width - static_cast<double>(figure) * character - gap};
}

std::string_view class_of(Tone tone) {
  switch (tone) {
    case Tone::better:
      return "better";
    case Tone::worse:
      return "worse";
    default:
      return "open";
  }
}

std::string line(double x1, double y1, double x2, double y2, std::string_view of_class) {
  return fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)", of_class, x1,
                     y1, x2, y2) +
         "\n";
}

std::string text(double x, double y, std::string_view of_class, const std::string& shown) {
  return fmt::format(R"(<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>)", of_class, x, y,
                     html_text(shown)) +
         "\n";
}

/// With a bar at each end that is on the axis, and an arrow at one that lies beyond it.
std::string interval(const statistics::Interval& i, const ChartAxis& axis, const Columns& columns, double y,
                     std::string_view tone) {
  const std::string of_class = fmt::format("interval {}", tone);
  const double from = columns.x(axis, i.low), to = columns.x(axis, i.high);
  std::string out = line(from, y, to, y, of_class);
  const auto end = [&](double x, bool is_on_axis, double inwards) {
    if (is_on_axis) return line(x, y - 4, x, y + 4, of_class);
    return line(x, y, x + inwards, y - 4, of_class) + line(x, y, x + inwards, y + 4, of_class);
  };
  out += end(from, axis.holds(i.low), 5);
  out += end(to, axis.holds(i.high), -5);
  return out;
}

/// Better a disc, worse a diamond, else a ring.
std::string point(double x, double y, std::string_view tone) {
  if (tone == "worse") {
    return fmt::format(R"(<path class="mark worse" d="M{0:.1f} {1:.1f}l6 6l-6 6l-6 -6z"/>)", x, y - 6) + "\n";
  }
  return fmt::format(R"(<circle class="mark {}" cx="{:.1f}" cy="{:.1f}" r="5"/>)", tone, x, y) + "\n";
}

/// An end that is not known is left open.
std::string bar(double from, double to, double y, std::string_view tone, Bound bound) {
  return fmt::format(R"(<rect class="bar {}{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="12"/>)", tone,
                     bound == Bound::none ? "" : " bound", from, y - 6, std::max(to - from, 0.5)) +
         "\n";
}

/// What a screen reader says, and a browser where the pointer rests.
std::string spoken(const ChartMark& mark) {
  std::string out = fmt::format("{}: {}", mark.label, mark.figure);
  if (!mark.conclusion.empty()) out += ", " + mark.conclusion;
  return out;
}

std::string row(const ChartMark& mark, const Chart& chart, const ChartAxis& axis, const Columns& columns,
                double y) {
  const std::string_view tone = class_of(mark.tone);
  std::string out = fmt::format("<g><title>{}</title>\n", html_text(spoken(mark)));
  out += text(columns.marks_from - gap, y + 4, "label", results::shortened(mark.label, longest_label));
  const double x = columns.x(axis, mark.value);
  if (chart.kind == Chart::Kind::amounts) out += bar(columns.x(axis, 0), x, y, tone, mark.bound);
  if (mark.interval) out += interval(*mark.interval, axis, columns, y, tone);
  if (chart.kind == Chart::Kind::ratios) out += point(x, y, tone);
  out += text(columns.marks_to + gap, y + 4, "figure", results::shortened(mark.figure, longest_figure));
  return out + "</g>\n";
}

std::vector<double> lines_of(const Chart& chart) {
  std::vector<double> lines;
  if (chart.kind == Chart::Kind::ratios) lines.push_back(1);
  if (chart.threshold) lines.push_back(*chart.threshold);
  return lines;
}

std::string panel_svg(const ChartPanel& panel, const Chart& chart, const Columns& columns) {
  const auto lines = lines_of(chart);
  const ChartAxis axis =
      chart.kind == Chart::Kind::ratios ? ratio_axis(panel.marks, lines) : amount_axis(panel.marks);
  const double bottom = top + row_height * static_cast<double>(panel.marks.size());
  const std::string name = panel.title.empty() ? chart.title : chart.title + ", " + panel.title;
  std::string out = fmt::format(R"(<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">)", width,
                                bottom + foot, html_text(name)) +
                    "\n";
  for (const double tick : axis.ticks) {
    const double x = columns.x(axis, tick);
    out += line(x, top, x, bottom, "grid");
    out += text(x, bottom + 15, "tick", tick_text(tick));
  }
  out += line(columns.marks_from, bottom, columns.marks_to, bottom, "axis");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double x = columns.x(axis, lines[i]);
    out += line(x, top, x, bottom, i == 0 ? "one" : "threshold");
  }
  double y = top + row_height / 2;
  for (const ChartMark& mark : panel.marks) {
    out += row(mark, chart, axis, columns, y);
    y += row_height;
  }
  return out + "</svg>\n";
}

/// What the shapes mean, by the words that the conclusions have for it.
std::string key(const ChartContent& content) {
  std::string better, worse;
  bool others = false;
  for (const ChartPanel& panel : content.panels) {
    for (const ChartMark& mark : panel.marks) {
      if (mark.tone == Tone::better) {
        better = mark.conclusion;
      } else if (mark.tone == Tone::worse) {
        worse = mark.conclusion;
      } else {
        others = true;
      }
    }
  }
  std::string out;
  const auto add = [&out](std::string_view tone, std::string_view shape, const std::string& word) {
    out += fmt::format(R"( <span class="key {}">{}</span> {}.)", tone, shape, html_text(word));
  };
  if (!better.empty()) add("better", "\xe2\x97\x8f", better);
  if (!worse.empty()) add("worse", "\xe2\x97\x86", worse);
  if (others && (!better.empty() || !worse.empty())) add("open", "\xe2\x97\x8b", "neither");
  return out;
}

std::string caption(const Chart& chart, const ChartContent& content) {
  std::string out = "<figcaption>" + html_text(chart.title) + ".";
  const bool ratios = chart.kind == Chart::Kind::ratios;
  if (ratios) out += key(content);
  out += " Lines are 95 % intervals";
  out += ratios ? "; the axis is logarithmic." : ".";
  if (chart.threshold) out += fmt::format(" Dashed: {}.", html_text(chart.threshold_text));
  if (content.not_drawn > 0) {
    out += fmt::format(" {} row{} without a value {} not drawn.", content.not_drawn,
                       content.not_drawn == 1 ? "" : "s", content.not_drawn == 1 ? "is" : "are");
  }
  return out + "</figcaption>\n";
}

}  // namespace

std::string chart_figure(const Table& table) {
  if (!table.chart) return "";
  const ChartContent content = chart_content(table);
  if (content.panels.empty()) return "";
  const Columns columns = columns_for(content);
  std::string out = table.chart->kind == Chart::Kind::amounts ? "<figure class=\"bars\">\n" : "<figure>\n";
  for (const ChartPanel& panel : content.panels) {
    if (!panel.title.empty()) out += fmt::format("<p class=\"panel\">{}</p>\n", html_text(panel.title));
    out += panel_svg(panel, *table.chart, columns);
  }
  return out + caption(*table.chart, content) + "</figure>\n";
}

}  // namespace crossfade::analysis
