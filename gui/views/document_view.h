// DocumentView: a view that is a page of a report, with a row of choices above it. It is made when it is
// looked at, for a page may take longer to work out than the rest of the window. A subclass says what the
// page is.
#pragma once

#include <cstddef>

#include "gui/views/view.h"
#include "gui/widgets/document_page.h"

class QComboBox;
class QToolBar;

namespace crossfade::gui {

class DocumentView : public View {
  Q_OBJECT
 public:
  DocumentView(Session& session, const QString& id, const QString& title, QWidget* parent);
  std::vector<analysis::Table> tables() const override;
  std::vector<std::string> statements() const override;
  QSize picture_size() const override;
  void draw(QPainter& painter, const QRect& target) override;
  void set_theme(const Theme& theme) override;

  DocumentPage& page() { return *page_; }

 protected:
  /// What is to be on the page now; nothing in a subclass is stale when it is asked.
  virtual PageContent content() = 0;
  /// The choices follow the session.
  virtual void fill_choices() {}
  QComboBox& add_choice(const QString& label);
  void add_control(QWidget& control);
  void showEvent(QShowEvent* event) override;
  void refresh();
  /// A side that is picked in the chart is selected. The page is made anew by that, the chart with it: later.
  template <class Chart>
  void select_by(Chart& chart) {
    connect(
        &chart, &Chart::side_picked, this, [this](int side) { pick_side(static_cast<std::size_t>(side)); },
        Qt::QueuedConnection);
  }

 private:
  void make_page();

  QToolBar* choices_;  ///< in a narrow window the last ones move into its menu
  DocumentPage* page_;
  std::vector<analysis::Table> tables_;
  std::vector<std::string> statements_;
  bool is_stale_ = true;
};

}  // namespace crossfade::gui
