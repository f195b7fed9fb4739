// Display: whether Qt can open a window here, found out before Qt is asked to: on failure Qt aborts the
// program, and a user deserves a message instead.
#pragma once

#include <optional>

#include "results/error.h"

namespace crossfade::gui {

/// Chooses the offscreen platform for a program that only writes files, unless the user chose one.
void choose_offscreen_platform();

/// nullopt if a window can be opened. Looks at the environment first, then tries in a child process, which
/// may abort without harm. Call before any Qt object and any thread exists.
std::optional<results::Error> display_problem();

}  // namespace crossfade::gui
