// The actions of MainWindow: menus, keys, and the dialogs that explain them.
#include <QActionGroup>
#include <QApplication>
#include <QListView>
#include <QMenuBar>
#include <QMessageBox>

#include "gui/main_window.h"
#include "gui/text.h"
#include "gui/views/view.h"
#include "results/version.h"

namespace crossfade::gui {

namespace {

/// Ctrl with 1 to 9 and 0, then Alt with 1 to 9.
QKeySequence key_of_view(std::size_t view) {
  constexpr std::size_t with_control = 10;
  const bool is_first_row = view < with_control;
  const int digit = static_cast<int>(is_first_row ? (view + 1) % with_control : view - with_control + 1);
  return {(is_first_row ? Qt::CTRL : Qt::ALT) | static_cast<Qt::Key>(Qt::Key_0 + digit)};
}

}  // namespace

QAction* MainWindow::add_action(QMenu* menu, const QString& text, const QKeySequence& keys,
                                void (MainWindow::*slot)()) {
  QAction* action = menu->addAction(text, keys, this, slot);
  addAction(action);
  return action;
}

void MainWindow::add_file_actions() {
  QMenu* menu = menuBar()->addMenu(tr("&File"));
  add_action(menu, tr("&Open recordings…"), QKeySequence(Qt::CTRL | Qt::Key_O), &MainWindow::open_files);
  add_action(menu, tr("Open a &folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
             &MainWindow::open_folder);
  QAction* reload = menu->addAction(tr("&Reload"), QKeySequence(Qt::Key_F5), &session_, &Session::reload);
  addAction(reload);
  QAction* close = add_action(menu, tr("&Close the selected recording"), QKeySequence(Qt::CTRL | Qt::Key_W),
                              &MainWindow::close_selected);
  menu->addSeparator();
  add_action(menu, tr("Export the view as a &picture…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
             &MainWindow::export_picture);
  add_action(menu, tr("Export the view as a &table…"), QKeySequence(Qt::CTRL | Qt::Key_E),
             &MainWindow::export_table);
  add_action(menu, tr("Export &all views…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
             &MainWindow::export_all);
  menu->addSeparator();
  QAction* quit = menu->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);
  addAction(quit);
  list_->addAction(close);
}

void MainWindow::add_view_actions() {
  QMenu* menu = menuBar()->addMenu(tr("&View"));
  for (std::size_t i = 0; i < views_.size(); ++i) {
    QAction* action =
        menu->addAction(views_[i]->title(), key_of_view(i), this, [this, i] { show_view(views_[i]->id()); });
    addAction(action);
  }
  add_action(menu, tr("&Next view"), QKeySequence(Qt::CTRL | Qt::Key_PageDown), &MainWindow::show_next_view);
  add_action(menu, tr("&Previous view"), QKeySequence(Qt::CTRL | Qt::Key_PageUp),
             &MainWindow::show_previous_view);
  menu->addSeparator();
  QAction* baseline = add_action(menu, tr("Use the selected side as &baseline"), QKeySequence(Qt::Key_B),
                                 &MainWindow::make_selected_baseline);
  list_->addAction(baseline);
  QMenu* themes = menu->addMenu(tr("&Theme"));
  auto* group = new QActionGroup(this);
  const auto add_theme = [&](const QString& text, ThemeMode mode) {
    QAction* action = themes->addAction(text, this, [this, mode] { set_theme(mode); });
    action->setCheckable(true);
    action->setChecked(mode == ThemeMode::system);
    group->addAction(action);
  };
  add_theme(tr("&System"), ThemeMode::system);
  add_theme(tr("&Light"), ThemeMode::light);
  add_theme(tr("&Dark"), ThemeMode::dark);
}

void MainWindow::add_actions() {
  add_file_actions();
  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  add_action(edit, tr("&Copy the view"), QKeySequence(Qt::CTRL | Qt::Key_C), &MainWindow::copy);
  add_view_actions();
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  add_action(help, tr("&Keys"), QKeySequence(Qt::Key_F1), &MainWindow::explain_keys);
  add_action(help, tr("&How to record"), {}, &MainWindow::explain_recording);
  add_action(help, tr("&About Crossfade"), {}, &MainWindow::about);
}

void MainWindow::explain_keys() {
  // From the actions themselves, so that it cannot drift.
  QString rows;
  for (const QAction* action : actions()) {
    if (action->shortcut().isEmpty()) continue;
    const QString text = QString(action->text()).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    rows += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>")
                .arg(action->shortcut().toString(QKeySequence::NativeText), text.toHtmlEscaped());
  }
  const auto add_keys = [&rows](const QString& keys, const QString& what) {
    rows += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>").arg(keys, what);
  };
  add_keys(tr("arrow keys"), tr("move in the matrix, or from point to point in a chart"));
  add_keys(QStringLiteral("0"), tr("show the whole chart again"));
  add_keys(tr("Shift + arrow keys"), tr("in the timeline: select a window; Esc lets it go"));
  add_keys(QStringLiteral("+, -"), tr("in the timeline: zoom; Return zooms into the selected window"));
  QMessageBox::information(this, tr("Keys"), QStringLiteral("<table>%1</table>").arg(rows));
}

void MainWindow::explain_recording() {
  QMessageBox::information(
      this, tr("How to record"),
      tr("<p>On the instance, without a display:</p><pre>crossfade-collect run --output m7a.h5</pre>"
         "<p>measures the workloads and writes one recording. Do the same on every instance to compare, copy "
         "the "
         "files here and open them together. <tt>crossfade-collect doctor</tt> says beforehand how "
         "trustworthy a machine is.</p><p>Three or more hosts of each type make an estimate; one is an "
         "anecdote.</p>"));
}

void MainWindow::about() {
  QMessageBox::about(this, tr("About Crossfade"),
                     tr("<p><b>Crossfade %1</b></p><p>Measure before you migrate: CPU instance-migration "
                        "performance profiler.</p>"
                        "<p>Sources under Apache-2.0. This program is linked with QCustomPlot and is "
                        "conveyed under the terms of the GPL, "
                        "version 3 or later.</p>")
                         .arg(to_qt(results::version())));
}

}  // namespace crossfade::gui
