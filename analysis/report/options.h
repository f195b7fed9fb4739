// Options of crossfade-report: the command line as values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analysis/cost.h"
#include "analysis/report/output.h"
#include "analysis/report/selection.h"
#include "results/error.h"

namespace crossfade::analysis {

enum class Command { compare, cost, show, noise, list };
enum class Format { text, markdown, csv, json };

struct Options {
  Command command = Command::compare;
  Places places;
  Format format = Format::text;
  OutputTarget output;
  std::optional<std::size_t>
      width;  ///< characters of a line of text; absent = the terminal's, if there is one
  CompareOptions compare;
  std::optional<std::filesystem::path> price_book;
  CostOptions cost;
  bool counters = false;  ///< of show; with no recording: what can be counted
};

/// What the program should print instead of working: help or version.
struct Printed {
  std::string text;
};

/// Errors: usage.
results::Result<std::variant<Options, Printed>> parse_options(int argc, const char* const* argv);

}  // namespace crossfade::analysis
