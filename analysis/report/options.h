// Options of crossfade-report: the command line as values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analysis/cost.h"
#include "analysis/prices/import_choice.h"
#include "analysis/report/cost_questions.h"
#include "analysis/report/output.h"
#include "analysis/report/selection.h"
#include "results/error.h"

namespace crossfade::analysis {

enum class Command {
  compare,
  cost,
  prices,
  verdict,
  why,
  plan,
  show,
  samples,
  tables,
  noise,
  list,
  explain,
  import_results,
  shapes,
  validate
};
enum class Format { text, markdown, csv, json, html };

struct Options {
  Command command = Command::compare;
  Places places;
  Format format = Format::text;
  OutputTarget output;  ///< of tables a folder, and always named
  std::optional<std::size_t>
      width;  ///< characters of a line of text; absent = the terminal's, if there is one
  CompareOptions compare;
  std::optional<std::filesystem::path> price_book;
  CostOptions cost;
  CostQuestions questions;                           ///< of cost
  ImportChoice import_choice;                        ///< of prices
  std::optional<double> discount;                    ///< of prices: a share of the on-demand price
  std::optional<std::filesystem::path> mix, policy;  ///< of verdict; shapes have a mix too
  std::vector<std::filesystem::path> shape_files;    ///< of shapes: the planner's own
  bool accept_single_host = false;
  std::string bounds;                  ///< of verdict: a regression gate instead of a decision; empty = none
  std::vector<std::string> workloads;  ///< of why; empty = all
  std::vector<std::filesystem::path> counters_from;  ///< of why: recordings that may lend counters
  bool same_host_check = false;                      ///< of compare: --aa
  bool objectives = false;                           ///< of compare: also at multiples of the objectives
  double half_width = 0;                             ///< of plan, relative
  std::string explained;  ///< of explain: what; empty = everything there is, by name
  bool counters = false;  ///< of show; with no recording: what can be counted
  bool log = false;       ///< of show: what was noted during the run, and nothing else
  std::optional<std::filesystem::path> instructions_from;  ///< of show: a replay to put beside its counters
};

/// What the program should print instead of working: help or version.
struct Printed {
  std::string text;
};

/// Errors: usage.
results::Result<std::variant<Options, Printed>> parse_options(int argc, const char* const* argv);

}  // namespace crossfade::analysis
