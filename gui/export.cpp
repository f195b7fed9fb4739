#include "gui/export.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QMimeData>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

#include "analysis/render/render.h"
#include "gui/models/overview_model.h"
#include "gui/models/overview_words.h"
#include "gui/models/table_of.h"
#include "gui/overview.h"
#include "gui/text.h"
#include "gui/views/view.h"

namespace crossfade::gui {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr int caption_margin_px = 8;
constexpr QMarginsF page_margins(12, 12, 12, 12);  // millimetres

Result<void> write_bytes(const QByteArray& bytes, const std::filesystem::path& file) {
  // Whole or not at all: an earlier file stays until the new one is complete. Unbuffered, and written until
  // nothing more is taken: only that write says why, of all else Qt knows "Unknown error".
  QSaveFile target(to_qt(file.string()));
  if (!target.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
    return Error{ErrorKind::cannot_create, "cannot write the file", file.string(),
                 to_utf8(target.errorString()), "choose a folder that exists and that you may write to"};
  }
  const auto failed = [&] {
    return Error{ErrorKind::io, "cannot write the file", file.string(), to_utf8(target.errorString()),
                 "free some space or choose another disk"};
  };
  for (qint64 at = 0; at < bytes.size();) {
    const qint64 taken = target.write(bytes.constData() + at, bytes.size() - at);
    if (taken <= 0) return failed();
    at += taken;
  }
  if (!target.commit()) return failed();
  return {};
}

Error unknown_ending(const std::filesystem::path& file, const char* known) {
  return {ErrorKind::usage, "cannot tell the format to write", file.string(),
          "its name ends in none of those known", std::string("end the name in ") + known};
}

/// Lays the view and its caption out and draws both.
class Sheet {
 public:
  Sheet(View& view, const QString& caption) : view_(view), caption_(caption), picture_(view.picture_size()) {
    const QFontMetrics metrics(view.font());
    const QRect room(0, 0, std::max(1, picture_.width() - 2 * caption_margin_px), 10000);
    caption_height_ = metrics.boundingRect(room, Qt::TextWordWrap, caption).height() + 2 * caption_margin_px;
  }
  QSize size() const { return {picture_.width(), picture_.height() + caption_height_}; }
  void draw(QPainter& painter) {
    painter.fillRect(QRect(QPoint(), size()), view_.palette().window());
    view_.draw(painter, QRect(QPoint(), picture_));
    painter.setFont(view_.font());
    painter.setPen(view_.palette().color(QPalette::WindowText));
    painter.drawText(QRect(caption_margin_px, picture_.height() + caption_margin_px,
                           picture_.width() - 2 * caption_margin_px, caption_height_ - 2 * caption_margin_px),
                     Qt::TextWordWrap, caption_);
  }

 private:
  View& view_;
  QString caption_;
  QSize picture_;
  int caption_height_ = 0;
};

QImage picture_of(View& view, const QString& caption, qreal scale) {
  Sheet sheet(view, caption);
  QImage image((QSizeF(sheet.size()) * scale).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  QPainter painter(&image);
  sheet.draw(painter);
  return image;
}

/// One sheet of A4, whichever way round shows it larger.
void write_page(QBuffer& buffer, View& view, const QString& caption) {
  Sheet sheet(view, caption);
  const QSizeF size = sheet.size();
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setTitle(view.title());
  writer.setCreator(QStringLiteral("crossfade-gui"));
  writer.setResolution(view.logicalDpiX());  // so that text is as large beside the shapes as on the screen
  writer.setPageLayout(QPageLayout(
      QPageSize(QPageSize::A4), size.width() > size.height() ? QPageLayout::Landscape : QPageLayout::Portrait,
      page_margins, QPageLayout::Millimeter));
  QPainter painter(&writer);
  const double scale = std::min(writer.width() / size.width(), writer.height() / size.height());
  painter.scale(scale, scale);
  sheet.draw(painter);
}

QString html_of(const analysis::Document& document) {
  QString html;
  for (const analysis::Table& table : document.tables) {
    html += QStringLiteral("<p>%1</p><table border=\"1\"><tr>").arg(to_qt(table.title).toHtmlEscaped());
    for (const auto& column : table.columns)
      html += QStringLiteral("<th>%1</th>").arg(to_qt(column.name).toHtmlEscaped());
    html += QStringLiteral("</tr>");
    for (const auto& row : table.rows) {
      html += QStringLiteral("<tr>");
      for (const auto& cell : row)
        html += QStringLiteral("<td>%1</td>").arg(to_qt(cell.text).toHtmlEscaped());
      html += QStringLiteral("</tr>");
    }
    html += QStringLiteral("</table>");
  }
  for (const std::string& line : document.footer)
    html += QStringLiteral("<p>%1</p>").arg(to_qt(line).toHtmlEscaped());
  return html;
}

/// One line per row: a tab or line break inside a cell becomes a space.
QString plain(const std::string& text) {
  return to_qt(text)
      .replace(QLatin1Char('\t'), QLatin1Char(' '))
      .replace(QLatin1Char('\n'), QLatin1Char(' '));
}

QString tab_separated(const analysis::Document& document) {
  QString text;
  for (const analysis::Table& table : document.tables) {
    QStringList names;
    for (const auto& column : table.columns) names << plain(column.name);
    text += names.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const auto& row : table.rows) {
      QStringList cells;
      for (const auto& cell : row) cells << plain(cell.text);
      text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
  }
  return text;
}

}  // namespace

analysis::Document overview_document(const Session& session, const std::string& only_metric) {
  analysis::Document document;
  document.title = "Crossfade overview";
  document.header.push_back(to_utf8(session.caption()));
  document.header.emplace_back(
      "Ratios are to the baseline with their 95 % interval; \xe2\x96\xb2 above 1, \xe2\x96\xbc below 1, "
      "\xe2\x89\x88 not resolved "
      "(the interval includes 1).");
  for (const std::string& metric : overview_metrics(*session.study())) {
    if (!only_metric.empty() && metric != only_metric) continue;
    OverviewModel model;
    model.show(session.study(), metric);
    auto table = table_of(model, metric, to_utf8(metric_name(metric)), "workload");
    if (const QString help = metric_help(metric); !help.isEmpty()) table.notes.push_back(to_utf8(help));
    document.tables.push_back(std::move(table));
  }
  for (const LoadProblem& problem : session.problems()) {
    document.footer.push_back(problem.same_as ? "Left out: " + problem.error.why
                                              : "Not read: " + results::to_line(problem.error));
  }
  for (const std::string& note : session.study()->cost.notes) document.footer.push_back(note);
  return document;
}

analysis::Document document_of(const View& view, const Session& session) {
  analysis::Document document;
  document.title = to_utf8(view.title());
  document.header = view.statements();
  document.tables = view.tables();
  document.footer.push_back(to_utf8(session.caption()));
  return document;
}

Result<void> write_document(const analysis::Document& document, const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  std::string text;
  if (ending == ".md") {
    text = analysis::render_markdown(document);
  } else if (ending == ".csv") {
    text = analysis::render_csv(document);
  } else if (ending == ".json") {
    text = analysis::render_json(document);
  } else if (ending == ".html") {
    text = analysis::render_html(document);
  } else if (ending == ".txt") {
    text = analysis::render_text(document);
  } else {
    return unknown_ending(file, ".md, .csv, .json, .html or .txt");
  }
  return write_bytes(QByteArray::fromStdString(text), file);
}

Result<void> write_picture(View& view, const QString& caption, const std::filesystem::path& file) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  if (file.extension() == ".png") {
    buffer.open(QIODevice::WriteOnly);
    if (!picture_of(view, caption, 2).save(&buffer, "PNG")) {
      return Error{ErrorKind::io, "cannot encode the picture", file.string(), "the PNG writer refused it",
                   "try .svg"};
    }
  } else if (file.extension() == ".svg") {
    Sheet sheet(view, caption);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(sheet.size());
    generator.setViewBox(QRect(QPoint(), sheet.size()));
    generator.setTitle(view.title());
    generator.setDescription(caption);
    QPainter painter(&generator);
    sheet.draw(painter);
    painter.end();
  } else if (file.extension() == ".pdf") {
    write_page(buffer, view, caption);
  } else {
    return unknown_ending(file, ".png, .svg or .pdf");
  }
  return write_bytes(bytes, file);
}

Result<void> write_window(QWidget& window, const std::filesystem::path& file) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (!window.grab().save(&buffer, "PNG")) {
    return Error{ErrorKind::io, "cannot encode the picture", file.string(), "the PNG writer refused it",
                 "try .svg"};
  }
  return write_bytes(bytes, file);
}

QMimeData* clipboard_data(View& view, const Session& session) {
  auto* data = new QMimeData;
  const analysis::Document document = document_of(view, session);
  data->setImageData(picture_of(view, session.caption(), 2));
  data->setHtml(html_of(document));
  data->setText(tab_separated(document));
  return data;
}

}  // namespace crossfade::gui
