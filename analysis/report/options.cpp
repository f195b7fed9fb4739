#include "analysis/report/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>

#include "analysis/report/command_line_error.h"
#include "results/version.h"

namespace crossfade::analysis {
namespace {

using results::Result;

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// "0.05" or "5%".
Result<double> host_cv(const std::string& text) {
  const bool percent = text.ends_with('%');
  const auto value = number(std::string_view(text).substr(0, text.size() - (percent ? 1 : 0)));
  const double share = value ? *value / (percent ? 100 : 1) : 0;
  if (!value || !(share > 0) || share > 1) {
    return usage(fmt::format("cannot use the variation \"{}\"", text), "--host-cv",
                 "it is not a share above 0 and up to 100 %", "give it as 0.05 or 5%");
  }
  return share;
}

/// NAME=USD; the name may hold '='.
Result<std::pair<std::string, double>> hourly_price(const std::string& text) {
  const auto split = text.rfind('=');
  const auto price =
      split == std::string::npos ? std::nullopt : number(std::string_view(text).substr(split + 1));
  if (split == 0 || !price || !(*price > 0)) {
    return usage(fmt::format("cannot use the price \"{}\"", text), "--hourly-price",
                 "it is not NAME=USD with a price above 0",
                 "write for example --hourly-price m7a.xlarge=0.2319");
  }
  return std::pair{text.substr(0, split), *price};
}

std::optional<Format> format_of(std::string_view name) {
  if (name == "text" || name == "txt") return Format::text;
  if (name == "markdown" || name == "md") return Format::markdown;
  if (name == "csv") return Format::csv;
  if (name == "json") return Format::json;
  return std::nullopt;
}

/// As --format says, else as the name of the file ends.
Result<Format> chosen_format(const std::optional<std::string>& named, const OutputTarget& output) {
  if (named) {
    if (const auto format = format_of(*named)) return *format;
    return usage(fmt::format("unknown format \"{}\"", *named), "--format",
                 "the formats are text, markdown, csv and json",
                 did_you_mean(*named, {"text", "markdown", "csv", "json"}, "use one of these"));
  }
  if (!output.file || !output.file->has_extension()) return Format::text;
  std::string ending = output.file->extension().string().substr(1);
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (const auto format = format_of(ending)) return *format;
  return usage("cannot tell the format to write", output.file->string(),
               fmt::format("the name ends in .{}, which is none of .txt, .md, .csv and .json", ending),
               "end the name in one of these, or name the format with --format");
}

constexpr std::size_t narrowest = 40, widest = 1000;

Result<std::size_t> width_of(const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < narrowest || value > widest) {
    return usage(fmt::format("cannot use the width \"{}\"", text), "--width",
                 fmt::format("it is not a whole number from {} to {}", narrowest, widest),
                 "write for example --width 100");
  }
  return value;
}

/// Raw texts as CLI11 fills them.
struct Raw {
  std::vector<std::string> places, to, prices;
  std::optional<std::string> format, output, width, host_cv, price_book, plan, region, currency;
  bool force = false, counters = false;
};

/// An empty text and an absent one are not the same mistake.
CLI::Option* add_text(CLI::App& command, const std::string& name, std::optional<std::string>& text,
                      const std::string& value, const std::string& help) {
  return command
      .add_option_function<std::string>(
          name, [&text](const std::string& given) { text = given; }, help)
      ->type_name(value);
}

void add_common(CLI::App& command, Raw& raw) {
  add_text(command, "--format", raw.format, "FORMAT",
           "text, markdown, csv or json; default: by the name of -o, else text");
  add_text(command, "-o,--output", raw.output, "FILE", "write to FILE instead of the terminal");
  command.add_flag("--force", raw.force, "replace FILE if it exists");
  add_text(command, "--width", raw.width, "CHARACTERS",
           "width of text; default: the terminal's, elsewhere 110 for prose and what tables need");
}

void add_comparison(CLI::App& command, Raw& raw) {
  command.add_option(
      "recordings", raw.places,
      "recordings or folders of them: the baseline, of one instance type and CPU. Without --to the first "
      "recording is the baseline and those of another type or CPU are the candidates; more of its own kind "
      "join it or, if there are no others, are what it is compared with");
  command
      .add_option("--to", raw.to,
                  "candidates: recordings or folders; all that follow, so name the baseline before it")
      ->type_name("CANDIDATE.h5");
  add_text(command, "--host-cv", raw.host_cv, "SHARE",
           "assumed variation between hosts of one type where fewer than three were measured (0.05 or 5%)");
  add_text(command, "--price-book", raw.price_book, "FILE.csv", "prices instead of those that ship");
  add_text(command, "--plan", raw.plan, "NAME", "only prices of this plan, as on-demand");
  add_text(command, "--region", raw.region, "NAME",
           "only prices of this region, as us-east-1; default: that of the recording");
  add_text(command, "--currency", raw.currency, "NAME", "only prices in this currency, as USD");
  command
      .add_option("--hourly-price", raw.prices,
                  "NAME=USD: price per hour of an instance type or side; repeatable")
      ->type_name("NAME=USD")
      ->expected(1)
      ->take_all();
}

constexpr std::string_view name_of(Command command) {
  switch (command) {
    case Command::compare:
      return "compare";
    case Command::cost:
      return "cost";
    case Command::show:
      return "show";
    case Command::noise:
      return "noise";
    case Command::list:
      break;
  }
  return "list";
}

std::string example_of(Command command) {
  const std::string start = fmt::format("for example crossfade-report {} ", name_of(command));
  if (command == Command::list) return start + "FOLDER";
  if (command == Command::noise) return start + "CALIBRATION.h5";
  return start + (command == Command::show ? "RECORDING.h5" : "BASELINE.h5 --to CANDIDATE.h5");
}

Result<void> check_places(Command command, const Raw& raw) {
  const std::vector<std::string>& places = raw.places;
  const std::string where = fmt::format("crossfade-report {}", name_of(command));
  if (places.empty() && !raw.to.empty()) {
    return usage("no baseline is named", where,
                 fmt::format("all that follow --to are candidates: {}", fmt::join(raw.to, ", ")),
                 "name the baseline before --to: " + example_of(command));
  }
  if (places.empty() && raw.counters) return {};  // what can be counted is in no recording
  if (places.empty()) {
    return usage("no recording is named", where,
                 fmt::format("{} needs at least one{}", name_of(command),
                             command == Command::show    ? ""
                             : command == Command::noise ? " file"
                                                         : " file or folder"),
                 example_of(command));
  }
  for (const std::string& place : places) {
    if (place.empty())
      return usage("a recording has an empty name", where, "no file is called so", "name a file");
  }
  if (command == Command::show && places.size() > 1) {
    return usage("too many recordings", where,
                 fmt::format("show takes one, and {} were named: {}", places.size(), fmt::join(places, ", ")),
                 "run it once for each, or use crossfade-report compare");
  }
  return {};
}

Result<Options> interpret(Command command, const Raw& raw) {
  Options out;
  out.command = command;
  CF_TRY(check_places(command, raw));
  for (const std::string& p : raw.places) out.places.base.emplace_back(p);
  for (const std::string& p : raw.to) out.places.to.emplace_back(p);
  out.output.replace = raw.force;
  if (raw.output && raw.output->empty()) {
    return usage("the output has no name", "-o", "its name is empty",
                 "name a file, or leave -o out to print to the terminal");
  }
  if (raw.output) out.output.file = *raw.output;
  const auto format = chosen_format(raw.format, out.output);
  CF_TRY(format);
  out.format = *format;
  if (raw.width) {
    const auto width = width_of(*raw.width);
    CF_TRY(width);
    out.width = *width;
  }
  out.counters = raw.counters;
  if (raw.host_cv) {
    auto share = host_cv(*raw.host_cv);
    CF_TRY(share);
    out.compare.host_cv = *share;
  }
  if (raw.price_book) out.price_book = *raw.price_book;
  out.cost.choice = {raw.plan, raw.region, raw.currency};
  for (const std::string& text : raw.prices) {
    auto price = hourly_price(text);
    CF_TRY(price);
    out.cost.hourly_prices.push_back(*std::move(price));
  }
  return out;
}

}  // namespace

Result<std::variant<Options, Printed>> parse_options(int argc, const char* const* argv) {
  CLI::App app("Compares recordings, prices them and prints what is in them.", "crossfade-report");
  app.set_version_flag("--version", "crossfade-report " + std::string(results::version()));
  app.require_subcommand(1);
  Raw raw;
  CLI::App* compare = app.add_subcommand("compare", "ratios of candidates to a baseline, with cost");
  CLI::App* cost =
      app.add_subcommand("cost", "cost per million requests within the objective, and break-even prices");
  CLI::App* show = app.add_subcommand("show", "one recording: figures, load curves, quality");
  CLI::App* noise = app.add_subcommand(
      "noise", "how much a host differs from itself, and what that lets a comparison on it find");
  noise->add_option("recordings", raw.places,
                    "calibrations (crossfade-collect calibrate), or any recordings");
  CLI::App* list = app.add_subcommand("list", "the recordings in files and folders");
  add_comparison(*compare, raw);
  add_comparison(*cost, raw);
  show->add_option("recording", raw.places, "a recording");
  show->add_flag(
      "--counters", raw.counters,
      "also what was counted, and why not; without a recording: what can be counted, on which CPU by which "
      "code, and what follows from it");
  list->add_option("places", raw.places, "recordings or folders");
  for (CLI::App* command : {compare, cost, show, noise, list}) add_common(*command, raw);
  app.footer(
      "Exit codes: 0 done, 64 usage, 65 data, 73 output cannot be created, 74 input or output failed.");
  CF_TRY(check_words(app, argc, argv));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return std::variant<Options, Printed>(Printed{app.help()});
  } catch (const CLI::CallForVersion& version) {
    return std::variant<Options, Printed>(Printed{std::string(version.what()) + "\n"});
  } catch (const CLI::ParseError& error) {
    return command_line_error(app, error, argv[1]);
  }
  const Command command = *compare ? Command::compare
                          : *cost  ? Command::cost
                          : *show  ? Command::show
                          : *noise ? Command::noise
                                   : Command::list;
  auto options = interpret(command, raw);
  CF_TRY(options);
  return std::variant<Options, Printed>(*std::move(options));
}

}  // namespace crossfade::analysis
