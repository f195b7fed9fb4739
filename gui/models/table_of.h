// TableOf: any of our models as an analysis::Table, in the C locale: what copy and export write.
#pragma once

#include <QAbstractItemModel>
#include <string>

#include "analysis/table.h"

namespace crossfade::gui {

/// `row_heading`: the vertical header becomes the first column under this name; empty = there is none.
analysis::Table table_of(const QAbstractItemModel& model, std::string id, std::string title,
                         const std::string& row_heading);

}  // namespace crossfade::gui
