// ExportFolder: every view of the window as files of one folder: a picture, a drawing, a page, and its
// tables. The folder appears whole or not at all.
#pragma once

#include <filesystem>

#include "gui/main_window.h"

namespace crossfade::gui {

/// VIEW.png, .svg, .pdf, .md and .csv of each view; each picture carries the caption. `replace`: a folder
/// that holds nothing else. Errors: cannot_create, io.
results::Result<void> export_all_views(MainWindow& window, const std::filesystem::path& folder, bool replace);

}  // namespace crossfade::gui
