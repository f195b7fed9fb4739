// PageText: a report of analysis as the content of a page, and the pages that say why there is none.
#pragma once

#include "gui/widgets/document_page.h"

namespace crossfade::gui {

/// Of a report with an answer, its last line: that comes first on a page.
PageContent page_of(analysis::Document document);
/// Of a report that is tables: what is said beside them stands below.
PageContent page_of_tables(analysis::Document document);
/// With one side there is no ratio.
PageContent nothing_to_compare();
PageContent failed_page(const std::string& why);

}  // namespace crossfade::gui
