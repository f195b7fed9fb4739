// View: one page of the window: shows the session, can be drawn and can be written as tables.
// To add a view: one class, and one line in MainWindow::add_views.
#pragma once

#include <QPainter>
#include <QWidget>
#include <optional>
#include <vector>

#include "analysis/table.h"
#include "gui/session.h"
#include "gui/theme.h"

namespace crossfade::gui {

class View : public QWidget {
  Q_OBJECT
 public:
  View(Session& session, QString id, QString title, QWidget* parent)
      : QWidget(parent), session_(session), id_(std::move(id)), title_(std::move(title)) {
    setAccessibleName(title_);
  }

  const QString& id() const { return id_; }  ///< what --view and --screenshot call it
  const QString& title() const { return title_; }

  virtual std::vector<analysis::Table> tables() const = 0;
  /// What it says beside its tables, a sentence each.
  virtual std::vector<std::string> statements() const { return {}; }
  /// Of what draw() draws.
  virtual QSize picture_size() const { return size(); }
  /// Everything as on the screen; views with a chart draw it as vectors.
  virtual void draw(QPainter& painter, const QRect& /*target*/) {
    // The ground is the caller's, and focus frames belong to the screen.
    render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
  }
  /// The side that keys like B are about.
  virtual std::optional<std::size_t> pointed_side() const { return session_.selected_side(); }
  virtual void set_theme(const Theme& theme) = 0;

 protected:
  Session& session() const { return session_; }
  /// Selects a side; none, if it is selected already.
  void pick_side(std::size_t side) {
    const bool again = session_.selected_side() == side;
    session_.select_side(again ? std::nullopt : std::optional(side));
  }

 private:
  Session& session_;
  QString id_, title_;
};

}  // namespace crossfade::gui
