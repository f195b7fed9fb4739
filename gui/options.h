// Options: the command line of crossfade-gui, parsed before Qt is touched, so that --help, --version and
// every message work without a display.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "results/error.h"

namespace crossfade::gui {

struct Screenshot {
  std::string view;
  std::filesystem::path file;
};

struct Options {
  std::vector<std::filesystem::path> places;  ///< files and folders, the baseline's included
  std::optional<std::filesystem::path> baseline;
  std::string view, metric, workload;
  std::string theme = "system";
  int width = 1280, height = 800;
  std::vector<Screenshot> screenshots;
  std::vector<std::filesystem::path> exports;          ///< by extension: .md, .csv, .txt, .json, .html
  std::optional<std::filesystem::path> export_folder;  ///< of all views
  bool replace = false;                                ///< outputs that exist
  std::vector<std::pair<std::string, double>> hourly_prices;
  std::string print_and_exit;  ///< the text of --help or --version; then nothing else is set

  /// Files are written and the program ends; no display is needed.
  bool headless() const { return !screenshots.empty() || !exports.empty() || export_folder; }
};

/// The names --view and --screenshot take, in the order of the tabs.
const std::vector<std::string>& view_names();

/// Errors: usage.
results::Result<Options> parse_options(int argc, const char* const* argv);

}  // namespace crossfade::gui
