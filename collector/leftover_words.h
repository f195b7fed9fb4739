// LeftoverWords: words of the command line that no option and no command takes, as the mistake they are, with
// the name that was probably meant. Part of options.h.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "results/error.h"

namespace crossfade::collector {

inline constexpr const char* commands_are = "the commands are run, calibrate, instructions, list and doctor";

/// Of `command`, which may be null, and then of the whole. Options come before what they apply to, so the
/// first is the mistake. Errors are of kind usage.
std::optional<results::Error> leftover(const CLI::App& app, const CLI::App* command);

}  // namespace crossfade::collector
