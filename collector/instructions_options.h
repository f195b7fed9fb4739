// Instructions options: the command line of crossfade-collect instructions. Part of options.h.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "collector/options.h"

namespace crossfade::collector {

/// What CLI11 writes to.
struct InstructionsTexts {
  InstructionsOptions options;
  std::optional<std::string> requests, seed, time_limit, isa_cap;
};

CLI::App* add_instructions(CLI::App& app, InstructionsTexts& texts);

/// Errors are of kind usage.
results::Result<InstructionsOptions> take_instructions(const InstructionsTexts& texts);

// Of options.cpp, shared with the other commands.
/// What stands below the options of a command: an example of its own and the exit codes.
std::string example_text(std::string_view example);
CLI::Option* add_no_metadata(CLI::App* command, bool& no_metadata);
void add_identity(CLI::App* command, IdentityOverrides& identity);
/// `text` as a whole number within the limits, into `value`.
results::Result<void> take_number(const std::string& text, const char* option, std::uint64_t lowest,
                                  std::uint64_t highest, std::uint64_t& value);

}  // namespace crossfade::collector
