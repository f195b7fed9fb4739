#include "gui/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "results/nearest_name.h"
#include "results/version.h"

namespace crossfade::gui {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::string_view footer = R"(Examples:
  crossfade-gui m5.h5 m7a.h5                        open two recordings, the first is the baseline
  crossfade-gui recordings/ --baseline m5.h5        open every *.h5 in a folder and below it
  crossfade-gui *.h5 --screenshot overview=o.png    draw one view into a file; needs no display
  crossfade-gui *.h5 --export comparison.md         write the overview as a table; needs no display

Exit codes: 0 done, 64 usage, 65 a recording could not be read, 69 no display, 73 or 74 a file could not be written.
With --screenshot or --export the files are written from the recordings that could be read; the code is still 65.)";

Error usage(std::string what, std::string where, std::string why, std::string remedy) {
  return {ErrorKind::usage, std::move(what), std::move(where), std::move(why), std::move(remedy)};
}

std::string suggestion(std::string_view typed, const std::vector<std::string>& known) {
  return results::did_you_mean(typed, known, fmt::format("use one of: {}", fmt::join(known, ", ")));
}

Result<void> check_name(std::string_view option, const std::string& name,
                        const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  return usage(fmt::format("unknown value '{}'", name), std::string(option), "there is no such choice",
               suggestion(name, known));
}

Result<std::pair<std::string, std::string>> split(std::string_view option, const std::string& text,
                                                  std::size_t at, std::string_view form) {
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
    return usage(fmt::format("cannot understand '{}'", text), std::string(option),
                 fmt::format("it is not {}", form), fmt::format("write {} {}", option, form));
  }
  return std::pair{text.substr(0, at), text.substr(at + 1)};
}

Result<void> read_sizes(const std::string& text, Options& options) {
  int width = 0, height = 0, used = 0;
  if (std::sscanf(text.c_str(), "%dx%d%n", &width, &height, &used) != 2 ||
      static_cast<std::size_t>(used) != text.size() || width < 640 || height < 480 || width > 8192 ||
      height > 8192) {
    return usage(fmt::format("cannot use the size '{}'", text), "--size",
                 "it is not WIDTHxHEIGHT from 640x480 to 8192x8192", "write for example --size 1280x800");
  }
  options.width = width;
  options.height = height;
  return {};
}

Result<void> read_prices(const std::vector<std::string>& texts, Options& options) {
  for (const std::string& text : texts) {
    auto pair = split("--hourly-price", text, text.rfind('='), "NAME=USD");
    if (!pair) return pair.error();
    char* end = nullptr;
    const double price = std::strtod(pair->second.c_str(), &end);
    if (*end != '\0' || !std::isfinite(price) || price <= 0) {
      return usage(fmt::format("cannot use the price '{}'", pair->second), "--hourly-price",
                   "it is not a positive number of US dollars per hour",
                   "write for example --hourly-price m7a.xlarge=0.2318");
    }
    options.hourly_prices.emplace_back(pair->first, price);
  }
  return {};
}

Result<void> read_screenshots(const std::vector<std::string>& texts, Options& options) {
  for (const std::string& text : texts) {
    auto pair = split("--screenshot", text, text.find('='), "VIEW=FILE");
    if (!pair) return pair.error();
    CF_TRY(check_name("--screenshot", pair->first, view_names()));
    const std::filesystem::path file = pair->second;
    if (file.extension() != ".png" && file.extension() != ".svg" && file.extension() != ".pdf") {
      return usage("cannot tell the picture's format", file.string(),
                   "the name ends in none of .png, .svg and .pdf", "give it one of these endings");
    }
    options.screenshots.push_back({pair->first, file});
  }
  return {};
}

Result<void> check_exports(const Options& options) {
  static const std::vector<std::string> known{".md", ".csv", ".txt", ".json", ".html"};
  for (const auto& file : options.exports) {
    if (std::find(known.begin(), known.end(), file.extension().string()) == known.end()) {
      return usage("cannot tell the table's format", file.string(),
                   fmt::format("the name ends in none of {}", fmt::join(known, ", ")),
                   "give it one of these endings");
    }
  }
  return {};
}

/// Two outputs of one name would leave one of them.
Result<void> check_distinct(const Options& options) {
  std::vector<std::filesystem::path> files = options.exports;
  for (const Screenshot& screenshot : options.screenshots) files.push_back(screenshot.file);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (std::find(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(i), files[i]) !=
        files.begin() + static_cast<std::ptrdiff_t>(i)) {
      return usage("two outputs have the same name", files[i].string(), "the second would replace the first",
                   "give each its own name");
    }
  }
  return {};
}

constexpr const char* help_remedy = "crossfade-gui --help lists the options";

Result<Options> parse_failure(const CLI::ParseError& failure, const CLI::App& app, int argc,
                              const char* const* argv) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool is_long = argument.rfind("--", 0) == 0;
    if (argument.size() < 2 || argument[0] != '-' || argument == "--") continue;
    const std::string name = is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
    const CLI::Option* option = app.get_option_no_throw(name);
    if (option == nullptr) {
      const auto near = results::nearest_names(name, known, 1);
      return usage(fmt::format("unknown option '{}'", name), fmt::format("argument {}", i),
                   "crossfade-gui has no option of this name",
                   near.empty() || !is_long
                       ? std::string(help_remedy)
                       : fmt::format("did you mean '{}'? (--help lists all)", near.front()));
    }
    if (option->get_items_expected_min() > 0 && argument.find('=') == std::string::npos && i + 1 == argc) {
      return usage(fmt::format("{} has no value", name), fmt::format("argument {}", i), "nothing follows it",
                   fmt::format("write {} {}", name, option->get_option_text()));
    }
  }
  return usage("cannot understand the command line", "crossfade-gui", failure.what(), help_remedy);
}

}  // namespace

const std::vector<std::string>& view_names() {
  static const std::vector<std::string> names{"overview",   "load",    "percentiles", "distribution",
                                              "throughput", "scaling", "why",         "timeline",
                                              "cost",       "verdict", "environment", "problems"};
  return names;
}

Result<Options> parse_options(int argc, const char* const* argv) {
  Options options;
  std::vector<std::string> screenshots, prices;
  std::string size, baseline, export_folder;
  CLI::App app{"crossfade-gui: view and compare Crossfade recordings", "crossfade-gui"};
  app.footer(std::string(footer));
  app.set_version_flag("--version", fmt::format("crossfade-gui {}", results::version()),
                       "Print the version and exit");
  app.add_option("PLACES", options.places, "Recordings (*.h5) and folders of recordings");
  app.add_option("--baseline", baseline, "The recording every ratio refers to (default: the first)")
      ->option_text("FILE");
  app.add_option("--view", options.view, fmt::format("View to open with: {}", fmt::join(view_names(), ", ")))
      ->option_text("NAME");
  app.add_option("--metric", options.metric, "Metric of the overview, by id (crossfade-report names them)")
      ->option_text("ID");
  app.add_option("--workload", options.workload, "Workload of the views that show one")->option_text("NAME");
  app.add_option("--theme", options.theme, "light, dark or system")->option_text("NAME");
  app.add_option("--size", size, "Size of the window and of screenshots")->option_text("WIDTHxHEIGHT");
  app.add_option("--hourly-price", prices, "Price in US dollars of an instance type or side; may be repeated")
      ->option_text("NAME=USD")
      ->take_all();
  app.add_option("--screenshot", screenshots,
                 "Draw a view into FILE.png, .svg or .pdf and exit; may be repeated")
      ->option_text("VIEW=FILE")
      ->take_all();
  app.add_option("--export", options.exports,
                 "Write the overview to FILE.md, .csv, .txt, .json or .html and exit; may be repeated")
      ->option_text("FILE")
      ->take_all();
  app.add_option("--export-dir", export_folder,
                 "Write every view into the new folder DIR as .png, .svg, .pdf, .md and .csv, and exit")
      ->option_text("DIR");
  app.add_flag("--force", options.replace, "Replace files that exist");
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() > 1 && !option->get_positional()) option->expected(1);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    options.print_and_exit = app.help();
    return options;
  } catch (const CLI::CallForVersion& version) {
    options.print_and_exit = std::string(version.what()) + "\n";
    return options;
  } catch (const CLI::ParseError& failure) {
    return parse_failure(failure, app, argc, argv);
  }
  if (!options.view.empty()) CF_TRY(check_name("--view", options.view, view_names()));
  CF_TRY(check_name("--theme", options.theme, {"system", "light", "dark"}));
  if (!size.empty()) CF_TRY(read_sizes(size, options));
  CF_TRY(read_prices(prices, options));
  CF_TRY(read_screenshots(screenshots, options));
  CF_TRY(check_exports(options));
  if (!export_folder.empty()) options.export_folder = export_folder;
  CF_TRY(check_distinct(options));
  if (!baseline.empty()) {
    options.baseline = baseline;
    if (std::find(options.places.begin(), options.places.end(), *options.baseline) == options.places.end()) {
      options.places.insert(options.places.begin(), *options.baseline);
    }
  }
  if (options.headless() && options.places.empty()) {
    return usage("nothing to draw", options.screenshots.empty() ? "--export" : "--screenshot",
                 "no recording was named", "name at least one recording or folder");
  }
  return options;
}

}  // namespace crossfade::gui
