// DocumentPage: a report of analysis as one scrolling page: the answer, what it rests on in sentences, and
// the tables with their charts and notes. It arranges; the numbers and the words are the report's.
#pragma once

#include <QScrollArea>
#include <vector>

#include "analysis/render/tone.h"
#include "analysis/table.h"
#include "gui/theme.h"

class QVBoxLayout;

namespace crossfade::gui {

/// Object name of labels in small print, which a figure may have too.
inline constexpr const char* small_print_role = "small";

struct PageContent {
  QString headline;  ///< the answer in a word or two; empty = there is none
  analysis::Tone tone = analysis::Tone::none;
  QStringList statements;     ///< below it, the first in larger letters
  QWidget* figure = nullptr;  ///< drawn for this page alone; the page takes it over
  QString figure_notes;       ///< what its marks mean, HTML
  std::vector<analysis::Table> tables;
  QStringList small_print;  ///< what was compared and how
};

class DocumentPage : public QScrollArea {
  Q_OBJECT
 public:
  explicit DocumentPage(QWidget* parent = nullptr);
  void show_page(PageContent content);
  void set_theme(const Theme& theme);
  /// All of it, whatever part is in sight.
  QWidget& sheet() { return *sheet_; }

 private:
  void add_text(const QString& html, const char* role);
  void add_table(const analysis::Table& table);
  void colour();

  QWidget* sheet_ = nullptr;
  QVBoxLayout* layout_ = nullptr;
  analysis::Tone tone_ = analysis::Tone::none;
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
