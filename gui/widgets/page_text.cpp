#include "gui/widgets/page_text.h"

#include "gui/text.h"

namespace crossfade::gui {

PageContent page_of(analysis::Document document) {
  PageContent page;
  for (const std::string& line : document.footer) page.statements << to_qt(line);
  // Below a report stands last what it found; on a page it comes first.
  if (!page.statements.isEmpty()) page.statements.move(page.statements.size() - 1, 0);
  for (const std::string& line : document.header) page.small_print << to_qt(line);
  page.tables = std::move(document.tables);
  return page;
}

PageContent page_of_tables(analysis::Document document) {
  PageContent page;
  for (const auto* lines : {&document.footer, &document.header})
    for (const std::string& line : *lines) page.small_print << to_qt(line);
  page.tables = std::move(document.tables);
  return page;
}

PageContent nothing_to_compare() {
  PageContent page;
  page.statements
      << DocumentPage::tr("There is nothing to compare yet.")
      << DocumentPage::tr(
             "Open recordings of a second instance type: drop files or a folder anywhere on the window.");
  return page;
}

PageContent failed_page(const std::string& why) {
  PageContent page;
  page.statements << DocumentPage::tr("There is no answer.") << to_qt(why);
  return page;
}

}  // namespace crossfade::gui
