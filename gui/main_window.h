// MainWindow: wires session, recordings list and views; owns the actions. Files and folders can be dropped on
// it anywhere.
#pragma once

#include <QMainWindow>
#include <vector>

#include "gui/models/recordings_model.h"
#include "gui/session.h"
#include "gui/theme.h"

class QAction;
class QComboBox;
class QLabel;
class QListView;
class QProgressBar;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace crossfade::gui {

class BannerStack;
class ElidedLabel;
class View;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(QWidget* parent = nullptr);

  Session& session() { return session_; }
  const std::vector<View*>& views() const { return views_; }
  View* view(const QString& id) const;  ///< nullptr if there is none
  View* current_view() const;
  void show_view(const QString& id);
  /// The same, and then it looks as it will: what users do meanwhile waits.
  void show_settled(const QString& id);
  void set_theme(ThemeMode mode);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void add_list();
  void add_bar();
  void add_views();
  void add_actions();
  void add_file_actions();
  void add_view_actions();
  QAction* add_action(class QMenu* menu, const QString& text, const QKeySequence& keys,
                      void (MainWindow::*slot)());

  void open_files();
  void open_folder();
  void explain_recording();
  void copy();
  void export_picture();
  void export_table();
  void export_all();
  void show_next_view();
  void show_previous_view();
  void make_selected_baseline();
  void close_selected();
  void explain_keys();
  void about();
  void report(const results::Result<void>& result, const QString& done);

  void refresh();
  void adopt_theme();
  QString status_text() const;

  Session session_;
  RecordingsModel recordings_;
  std::vector<View*> views_;
  QListView* list_;
  QComboBox* baseline_;
  QStackedWidget* pages_;
  QTabWidget* tabs_;
  BannerStack* banners_;
  QProgressBar* progress_;
  QToolButton* cancel_;
  ElidedLabel* status_;
};

}  // namespace crossfade::gui
