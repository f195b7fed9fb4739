// CellExplanation: all that is known of a cell of the overview, as HTML for its tooltip and for the pane
// under the matrix: values with interval, n and disturbed share, then method, assumptions and cautions.
#pragma once

#include <QLocale>
#include <QString>

#include "gui/models/overview_words.h"

namespace crossfade::gui {

QString cell_explained(const CellPlace& place, const QLocale& locale);

}  // namespace crossfade::gui
