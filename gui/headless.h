// Headless: pictures and tables of the window without showing it: --screenshot and --export.
#pragma once

#include "gui/main_window.h"
#include "gui/options.h"

namespace crossfade::gui {

/// Writes what the options ask for, once everything is loaded. Errors: data (no recording could be read; a
/// metric or workload nobody measured), cannot_create, io.
results::Result<void> write_outputs(MainWindow& window, const Options& options);

/// Applies metric, workload and view; errors: usage, naming what there is.
results::Result<void> apply_choices(MainWindow& window, const Options& options);

}  // namespace crossfade::gui
