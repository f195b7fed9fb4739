#include "analysis/report/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>

#include "results/nearest_name.h"
#include "results/version.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Error usage(std::string what, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, std::move(what), "", std::move(why), std::move(remedy)};
}

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
    return usage("cannot use --host-cv",
                 fmt::format("\"{}\" is not a variation above 0 and up to 100 %", text),
                 "give it as 0.05 or 5%");
  }
  return share;
}

/// NAME=USD; the name may hold '='.
Result<std::pair<std::string, double>> hourly_price(const std::string& text) {
  const auto split = text.rfind('=');
  const auto price =
      split == std::string::npos ? std::nullopt : number(std::string_view(text).substr(split + 1));
  if (split == 0 || !price || !(*price > 0)) {
    return usage("cannot use --hourly-price",
                 fmt::format("\"{}\" is not NAME=USD with a price above 0", text),
                 "for example --hourly-price m7a.xlarge=0.2319");
  }
  return std::pair{text.substr(0, split), *price};
}

Format format_of(const std::string& name) {
  if (name == "markdown" || name == "md") return Format::markdown;
  if (name == "csv") return Format::csv;
  if (name == "json") return Format::json;
  return Format::text;
}

/// Raw texts as CLI11 fills them.
struct Raw {
  std::vector<std::string> places, to, prices;
  std::string format, output, host_cv, price_book;
  bool force = false, counters = false;
  std::size_t width = 110;
};

void add_common(CLI::App& command, Raw& raw) {
  command
      .add_option("--format", raw.format,
                  "text, markdown, csv or json; default: by the name of -o, else text")
      ->check(CLI::IsMember({"text", "markdown", "md", "csv", "json"}));
  command.add_option("-o,--output", raw.output, "write to FILE instead of the terminal");
  command.add_flag("--force", raw.force, "replace FILE if it exists");
  command.add_option("--width", raw.width, "width of prose in text")->check(CLI::Range(40, 1000));
}

void add_comparison(CLI::App& command, Raw& raw) {
  command
      .add_option(
          "recordings", raw.places,
          "recordings or folders of them; without --to the first is the baseline, and recordings of its "
          "instance type and CPU join it")
      ->required();
  command.add_option("--to", raw.to, "candidates: recordings or folders");
  command.add_option(
      "--host-cv", raw.host_cv,
      "assumed variation between hosts of one type where fewer than three were measured (0.05 or 5%)");
  command.add_option("--price-book", raw.price_book, "CSV of prices instead of the one that ships");
  command
      .add_option("--hourly-price", raw.prices,
                  "NAME=USD: price per hour of an instance type or side; repeatable")
      ->expected(1)
      ->take_all();
}

/// Names of the options a misspelt one may have meant.
std::string near_options(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  std::string text;
  for (const std::string& near : results::nearest_names(typed, names, 2))
    text += fmt::format("{}{}", text.empty() ? "" : " or ", near);
  return text;
}

Error parse_error(const CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv) {
  const std::string remedy = "crossfade-report --help";
  // By code: the name of an ExtrasError is that of its subcommand.
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  if (code == CLI::ExitCodes::ExtrasError || code == CLI::ExitCodes::RequiredError) {
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      const std::string near =
          word.starts_with("--") ? near_options(app, word.substr(0, word.find('='))) : "";
      bool known = !word.starts_with("-");
      for (const CLI::App* command : app.get_subcommands()) {
        known = known || command->get_option_no_throw(word.substr(0, word.find('='))) != nullptr;
      }
      if (!known && !near.empty())
        return usage(fmt::format("no option {}", word), "", "did you mean " + near + "?");
      if (!known) return usage(fmt::format("no option {}", word), "", remedy);
    }
    if (app.get_subcommands().empty() && argc > 1) {
      const std::vector<std::string> commands{"compare", "cost", "show", "list"};
      const auto near = results::nearest_names(argv[1], commands, 1);
      return usage(fmt::format("no command \"{}\"", argv[1]), "the commands are compare, cost, show and list",
                   near.empty() ? remedy : fmt::format("did you mean {}?", near.front()));
    }
  }
  return usage(error.what(), "", remedy);
}

Result<Options> interpret(Command command, const Raw& raw) {
  Options out;
  out.command = command;
  for (const std::string& p : raw.places) out.places.base.emplace_back(p);
  for (const std::string& p : raw.to) out.places.to.emplace_back(p);
  out.output.replace = raw.force;
  if (!raw.output.empty()) out.output.file = raw.output;
  std::string format = raw.format;
  if (format.empty() && out.output.file && out.output.file->has_extension()) {
    format = out.output.file->extension().string().substr(1);
  }
  out.format = format_of(format);
  out.width = raw.width;
  out.counters = raw.counters;
  if (!raw.host_cv.empty()) {
    auto share = host_cv(raw.host_cv);
    CF_TRY(share);
    out.compare.host_cv = *share;
  }
  if (!raw.price_book.empty()) out.price_book = raw.price_book;
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
  CLI::App* list = app.add_subcommand("list", "the recordings in files and folders");
  add_comparison(*compare, raw);
  add_comparison(*cost, raw);
  show->add_option("recording", raw.places, "a recording")->required()->expected(1);
  show->add_flag("--counters", raw.counters, "also what was counted, and why not");
  list->add_option("places", raw.places, "recordings or folders")->required();
  for (CLI::App* command : {compare, cost, show, list}) add_common(*command, raw);
  app.footer(
      "Exit codes: 0 done, 64 usage, 65 data, 73 output cannot be created, 74 input or output failed.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return std::variant<Options, Printed>(Printed{app.help()});
  } catch (const CLI::CallForVersion& version) {
    return std::variant<Options, Printed>(Printed{std::string(version.what()) + "\n"});
  } catch (const CLI::ParseError& error) {
    return parse_error(app, error, argc, argv);
  }
  const Command command = *compare ? Command::compare
                          : *cost  ? Command::cost
                          : *show  ? Command::show
                                   : Command::list;
  auto options = interpret(command, raw);
  CF_TRY(options);
  return std::variant<Options, Printed>(*std::move(options));
}

}  // namespace crossfade::analysis
