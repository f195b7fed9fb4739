// Headless: pictures and tables of the window without showing it: --screenshot and --export.
#pragma once

#include "gui/main_window.h"
#include "gui/options.h"

namespace crossfade::gui {

/// Errors: cannot_create, if an output exists and may not be replaced. To be asked before the work.
results::Result<void> check_outputs(const Options& options);

/// Writes what the options ask for, once everything is loaded. Errors: data (no recording could be read; a
/// metric or workload nobody measured), cannot_create, io.
results::Result<void> write_outputs(MainWindow& window, const Options& options);

/// Applies metric and workload, and sees that prices are of something that is open; errors: usage, naming
/// what there is.
results::Result<void> apply_choices(MainWindow& window, const Options& options);

}  // namespace crossfade::gui
