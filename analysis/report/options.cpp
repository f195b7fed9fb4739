#include "analysis/report/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <utility>

#include "analysis/report/command_examples.h"
#include "analysis/report/command_line_error.h"
#include "analysis/report/format_choice.h"
#include "analysis/report/money_options.h"
#include "analysis/report/option_values.h"
#include "analysis/report/selector.h"
#include "analysis/verdict/regression_gate.h"
#include "results/finite_number.h"
#include "results/version.h"

namespace crossfade::analysis {
namespace {

using results::Result;

/// NAME=USD; the name may hold '='.
Result<std::pair<std::string, double>> hourly_price(const std::string& text) {
  const auto split = text.rfind('=');
  const auto price = split == std::string::npos
                         ? std::nullopt
                         : results::finite_number(std::string_view(text).substr(split + 1));
  if (split == 0 || !price || !(*price > 0)) {
    return usage(fmt::format("cannot use the price \"{}\"", text), "--hourly-price",
                 "it is not NAME=USD with a price above 0",
                 "write for example --hourly-price m7a.xlarge=0.2319");
  }
  return std::pair{text.substr(0, split), *price};
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
  std::optional<std::string> format, output, width, host_cv, price_book, plan, region, currency,
      instructions_from, mix, policy, bounds, precision;
  std::string explained;
  RawMoney money;
  std::vector<std::string> workloads, counters_from, shape_files;
  bool force = false, json = false, counters = false, log = false, accept_single_host = false, aa = false,
       objectives = false;
};

void add_output(CLI::App& command, Raw& raw) {
  add_text(command, "-o,--output", raw.output, "FILE", "write to FILE instead of the terminal");
  command.add_flag("--force", raw.force, "replace FILE if it exists");
}

void add_common(CLI::App& command, Raw& raw) {
  add_text(command, "--format", raw.format, "FORMAT",
           "text, markdown, csv, json or html; default: by the name of -o, else text");
  command.add_flag("--json", raw.json, "the same as --format json");
  add_output(command, raw);
  add_text(command, "--width", raw.width, "CHARACTERS",
           "width of text; default: the terminal's, elsewhere 110 for prose and what tables need");
}

void add_sides(CLI::App& command, Raw& raw) {
  command.add_option(
      "recordings", raw.places,
      "recordings, folders (searched for *.h5 with all folders below them, hidden ones aside), or selectors: "
      "the baseline, of one instance type and CPU. Without --to "
      "the "
      "first recording is the baseline and those of another type or CPU are the candidates; more of its own "
      "kind join it or, if there are no others, are what it is compared with. A selector, as "
      "type=m7a.4xlarge,cpu=9R14, picks from the files and folders beside it, else from those of the other "
      "side's selectors, else from the current folder; its fields are " +
          selector_fields());
  command
      .add_option(
          "--to", raw.to,
          "candidates: recordings, folders or selectors; all that follow, so name the baseline before it")
      ->type_name("CANDIDATE.h5");
  add_text(command, "--host-cv", raw.host_cv, "SHARE",
           "assumed variation between hosts of one type where fewer than three were measured (0.05 or 5%)");
}

void add_comparison(CLI::App& command, Raw& raw) {
  add_sides(command, raw);
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

void add_mix(CLI::App& command, Raw& raw) {
  add_text(command, "--mix", raw.mix, "FILE.toml",
           "what the service does: requests of each workload; default: all workloads, equal spend on the "
           "baseline");
}

void add_shapes(CLI::App& command, Raw& raw) {
  add_sides(command, raw);
  add_mix(command, raw);
  command
      .add_option("--shapes", raw.shape_files,
                  "a shape file of the planner (auto_m5.json) whose cpu_ipc_scale is replaced, to the clock "
                  "that stands in "
                  "it; repeatable; default: shapes of the measured types alone, with the measured clock")
      ->type_name("FILE.json")
      ->expected(1)
      ->take_all();
  add_output(command, raw);
}

void add_verdict(CLI::App& command, Raw& raw) {
  add_mix(command, raw);
  add_text(command, "--policy", raw.policy, "FILE.toml", "thresholds instead of the default policy");
  command.add_flag("--accept-single-host", raw.accept_single_host,
                   "decide with one host a side, if hosts may differ by as much as the policy asks");
  add_text(command, "--gate", raw.bounds, "BOUNDS",
           "a regression gate instead: bounds on ratios, as \"p99<=+5%,capacity>=-2%\"");
  command.footer(
      "Exit codes: 0 migrate (gate: kept), 1 stay (broken), 2 inconclusive (open); errors 64 and above.");
}

void add_why(CLI::App& command, Raw& raw) {
  command.add_option("--workload", raw.workloads, "only this one; repeatable")
      ->type_name("NAME")
      ->expected(1)
      ->take_all();
  command
      .add_option("--counters-from", raw.counters_from,
                  "a recording that may lend its counters: of the same CPU model and work (inferred), or its "
                  "instructions per request alone (carried); repeatable")
      ->type_name("FILE.h5")
      ->expected(1)
      ->take_all();
}

constexpr std::string_view name_of(Command command) {
  switch (command) {
    case Command::compare:
      return "compare";
    case Command::cost:
      return "cost";
    case Command::prices:
      return "prices";
    case Command::verdict:
      return "verdict";
    case Command::why:
      return "why";
    case Command::plan:
      return "plan";
    case Command::show:
      return "show";
    case Command::samples:
      return "samples";
    case Command::tables:
      return "export";
    case Command::noise:
      return "noise";
    case Command::explain:
      return "explain";
    case Command::import_results:
      return "import";
    case Command::shapes:
      return "shapes";
    case Command::validate:
      return "validate";
    case Command::list:
      break;
  }
  return "list";
}

bool is_of_one_recording(Command command) {
  return command == Command::show || command == Command::samples || command == Command::tables;
}

std::string example_of(Command command) {
  const std::string start = fmt::format("for example crossfade-report {} ", name_of(command));
  if (command == Command::list || command == Command::validate) return start + "FOLDER";
  if (command == Command::noise) return start + "CALIBRATION.h5";
  if (command == Command::import_results) return start + "BASELINE.json --to CANDIDATE.json";
  if (command == Command::tables) return start + "RECORDING.h5 -o FOLDER";
  if (command == Command::prices) return start + "PRICE-LIST.json -o prices.csv";
  if (is_of_one_recording(command)) return start + "RECORDING.h5";
  return start + "BASELINE.h5 --to CANDIDATE.h5";
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
    return usage(command == Command::import_results ? "no result is named"
                 : command == Command::prices       ? "no price file is named"
                                                    : "no recording is named",
                 where,
                 fmt::format("{} needs at least one{}", name_of(command),
                             is_of_one_recording(command)                              ? ""
                             : command == Command::noise || command == Command::prices ? " file"
                                                                                       : " file or folder"),
                 example_of(command));
  }
  for (const std::string& place : places) {
    if (place.empty()) return usage("a file has an empty name", where, "no file is called so", "name a file");
  }
  if (is_of_one_recording(command) && places.size() > 1) {
    return usage("too many recordings", where,
                 fmt::format("{} takes one, and {} were named: {}", name_of(command), places.size(),
                             fmt::join(places, ", ")),
                 command == Command::tables ? "run it once for each, with a folder of its own"
                                            : "run it once for each, or use crossfade-report compare");
  }
  return {};
}

Result<void> check_instructions_from(const Raw& raw) {
  if (!raw.instructions_from) return {};
  if (raw.counters && !raw.places.empty()) return {};
  return usage("simulated instructions are shown beside a recording's counters", "--instructions-from",
               raw.counters ? "no recording is named" : "--counters is missing",
               "for example crossfade-report show RECORDING.h5 --counters --instructions-from " +
                   *raw.instructions_from);
}

Result<void> check_log(const Raw& raw, Format format) {
  if (!raw.log || (!raw.counters && format == Format::text)) return {};
  return usage("a log is lines of text and nothing else", "--log",
               raw.counters ? "--counters asks for tables" : "another format was asked for",
               "crossfade-report show RECORDING.h5 --log");
}

/// A folder may be called anything: its name says nothing of a format.
Result<void> interpret_tables(const Raw& raw, Options& out) {
  if (!raw.output) {
    return usage("no folder is named", "crossfade-report export", "the tables are files of their own",
                 example_of(Command::tables));
  }
  std::optional<std::string> named = raw.format;
  if (!named && !raw.json) named = "csv";
  const auto format = chosen_format(named, raw.json, {});
  CF_TRY(format);
  if (*format != Format::csv && *format != Format::json) {
    return usage("cannot write tables in that format", "--format", "they are written as csv or json",
                 "use one of these");
  }
  out.format = *format;
  return {};
}

Result<Options> interpret(Command command, const Raw& raw) {
  Options out;
  out.command = command;
  out.explained = raw.explained;
  if (command != Command::explain) {
    CF_TRY(check_places(command, raw));
  }
  for (const std::string& p : raw.places) out.places.base.emplace_back(p);
  for (const std::string& p : raw.to) out.places.to.emplace_back(p);
  out.output.replace = raw.force;
  if (raw.output && raw.output->empty()) {
    return usage("the output has no name", "-o", "its name is empty",
                 "name a file, or leave -o out to print to the terminal");
  }
  if (raw.output) out.output.file = *raw.output;
  if (command == Command::tables) {
    CF_TRY(interpret_tables(raw, out));
  } else {
    const auto format = chosen_format(raw.format, raw.json, out.output);
    CF_TRY(format);
    out.format = *format;
  }
  if (command == Command::samples || command == Command::prices) {
    const bool is_named = out.output.file && out.output.file->has_extension();
    if (is_named && out.format != Format::csv) {
      return usage(fmt::format("cannot write {} in that format", name_of(command)), out.output.file->string(),
                   "they are written as CSV, a row each", "end the name in .csv");
    }
    out.format = Format::csv;
  }
  if (command == Command::shapes) {
    const bool is_named = out.output.file && out.output.file->has_extension();
    if (is_named && out.format != Format::json) {
      return usage("cannot write shapes in that format", out.output.file->string(),
                   "they are written as JSON, which the planner reads", "end the name in .json");
    }
    out.format = Format::json;
  }
  if (raw.width) {
    const auto width = width_of(*raw.width);
    CF_TRY(width);
    out.width = *width;
  }
  out.counters = raw.counters;
  CF_TRY(check_log(raw, out.format));
  out.log = raw.log;
  CF_TRY(check_instructions_from(raw));
  if (raw.instructions_from) out.instructions_from = *raw.instructions_from;
  if (raw.host_cv) {
    const auto share = share_value(*raw.host_cv, {"variation", "--host-cv", "0.05 or 5%"});
    CF_TRY(share);
    out.compare.host_cv = *share;
  }
  if (raw.price_book) out.price_book = *raw.price_book;
  if (raw.mix) out.mix = *raw.mix;
  if (raw.policy) out.policy = *raw.policy;
  out.accept_single_host = raw.accept_single_host;
  out.same_host_check = raw.aa;
  out.objectives = raw.objectives;
  if (raw.aa && !raw.to.empty()) {
    return usage("recordings of one host have no other side", "--to", "--aa pairs them by itself",
                 "name all of them before, without --to");
  }
  if (command == Command::plan) {
    const auto share = share_value(raw.precision.value_or("2%"), {"precision", "--precision", "2% or 0.02"});
    CF_TRY(share);
    out.half_width = *share;
  }
  out.workloads = raw.workloads;
  for (const std::string& path : raw.counters_from) out.counters_from.emplace_back(path);
  for (const std::string& path : raw.shape_files) out.shape_files.emplace_back(path);
  if (raw.bounds) {
    const auto bounds = parse_bounds(*raw.bounds);
    CF_TRY(bounds);
    out.bounds = *raw.bounds;
  }
  out.cost.choice = {raw.plan, raw.region, raw.currency};
  auto questions = cost_questions(raw.money);
  CF_TRY(questions);
  out.questions = *std::move(questions);
  out.import_choice = import_choice(raw.money);
  const auto discount = negotiated_discount(raw.money);
  CF_TRY(discount);
  out.discount = *discount;
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
  CLI::App* prices = app.add_subcommand(
      "prices", "a price book (CSV) out of the cloud's bulk price lists and spot price histories");
  prices->add_option("files", raw.places,
                     "bulk price lists of AmazonEC2 (JSON, of any size) and answers of aws ec2 "
                     "describe-spot-price-history");
  add_price_import(*prices, raw.money);
  add_output(*prices, raw);
  CLI::App* verdict = app.add_subcommand(
      "verdict",
      "migrate, stay or inconclusive: cost per request of a mix behind gates; or a regression gate");
  CLI::App* why = app.add_subcommand(
      "why", "the factors of a ratio: clock, instructions per cycle, instructions per request, usable load");
  CLI::App* plan = app.add_subcommand("plan", "how many hosts and recordings a wanted precision takes");
  CLI::App* show = app.add_subcommand("show", "one recording: figures, load curves, quality");
  CLI::App* samples = app.add_subcommand(
      "samples", "what each worker counted over time in the stages of one recording, as CSV");
  CLI::App* tables = app.add_subcommand(
      "export", "the tables of one recording, each as a file of CSV or JSON, for pandas and the like");
  CLI::App* noise = app.add_subcommand(
      "noise", "how much a host differs from itself, and what that lets a comparison on it find");
  noise->add_option("recordings", raw.places,
                    "calibrations (crossfade-collect calibrate), or any recordings");
  CLI::App* list = app.add_subcommand("list", "the recordings in files and folders");
  CLI::App* validate = app.add_subcommand(
      "validate",
      "whether files are whole recordings that are safe to read: all of each is read and checked; how "
      "disturbed they were, show says");
  CLI::App* explain =
      app.add_subcommand("explain", "what a metric, a rule or a topic means, with formula and source");
  CLI::App* import_results = app.add_subcommand(
      "import", "results of Google Benchmark, perf stat and the Spare Cores inspector, side by side");
  import_results->add_option("results", raw.places,
                             "JSON of Google Benchmark, output of perf stat -j or -x, folders of the Spare "
                             "Cores inspector: the baseline, or "
                             "without --to all that is shown");
  import_results
      ->add_option(
          "--to", raw.to,
          "candidates: results of the same benchmarks; all that follow, so name the baseline before it")
      ->type_name("CANDIDATE.json");
  CLI::App* shapes = app.add_subcommand(
      "shapes",
      "the measured speed of instance families as hardware shapes of the service-capacity-modeling planner");
  add_shapes(*shapes, raw);
  explain->add_option("name", raw.explained, "a metric, rule or topic; without one all are listed");
  add_output(*explain, raw);
  add_comparison(*compare, raw);
  compare->add_flag(
      "--aa", raw.aa,
      "compare recordings of one host with each other, pair by pair and by all pairs: nothing differs, so at "
      "most 5 % should be called different; exit code 1 if more are than chance allows, or all pairs shift");
  compare->add_flag("--objectives", raw.objectives,
                    "also SLO throughput at half to eight times the declared objectives, each solved anew");
  add_comparison(*cost, raw);
  add_cost_questions(*cost, raw.money);
  add_comparison(*verdict, raw);
  add_verdict(*verdict, raw);
  add_commitments(*verdict, raw.money);
  add_comparison(*why, raw);
  add_why(*why, raw);
  add_comparison(*plan, raw);
  add_text(*plan, "--precision", raw.precision, "SHARE",
           "half width of the 95 % interval of the ratio (2%, the default)");
  show->add_option("recording", raw.places, "a recording");
  show->add_flag(
      "--counters", raw.counters,
      "also what was counted, and why not; without a recording: what can be counted, on which CPU by which "
      "code, and what follows from it");
  show->add_flag(
      "--log", raw.log,
      "the log of the run instead: when it went on, what was noted of each process, and what plug-ins wrote");
  samples->add_option("recording", raw.places, "a recording");
  add_output(*samples, raw);
  tables->add_option("recording", raw.places, "a recording");
  add_text(*tables, "-o,--output", raw.output, "FOLDER",
           "where the files go: it is made, complete or not at all");
  tables->add_flag("--force", raw.force, "replace FOLDER if it holds an export and nothing else");
  add_text(*tables, "--format", raw.format, "FORMAT", "csv (the default) or json");
  tables->add_flag("--json", raw.json, "the same as --format json");
  add_text(
      *show, "--instructions-from", raw.instructions_from, "SIMULATED.h5",
      "with --counters: instructions per request of crossfade-collect instructions, for workloads without "
      "instructions of their own; simulated, and only of the very same work and code");
  list->add_option("places", raw.places,
                   "recordings, folders that hold them at any depth, or selectors over them");
  validate->add_option("places", raw.places, "recordings, and folders that hold them at any depth");
  validate->footer(
      "Verdicts: valid; doubtful (it is read, but another program changed it, or a newer one wrote it); "
      "REFUSED (it is no recording, is damaged, or would do harm: what, why and what to do are said below "
      "the table).\nExit codes: 0 all are valid, 1 some are doubtful, 2 some are refused; errors 64 and "
      "above.");
  for (CLI::App* command : {compare, cost, verdict, why, plan, show, noise, list, import_results, validate})
    add_common(*command, raw);
  add_examples(app);
  app.footer(
      "Exit codes: 0 done, 64 usage, 65 data, 73 output cannot be created, 74 input or output failed; 1 and "
      "2 "
      "are answers of verdict and validate (their --help says which).");
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
  const Command command = *compare          ? Command::compare
                          : *cost           ? Command::cost
                          : *prices         ? Command::prices
                          : *verdict        ? Command::verdict
                          : *why            ? Command::why
                          : *plan           ? Command::plan
                          : *show           ? Command::show
                          : *samples        ? Command::samples
                          : *tables         ? Command::tables
                          : *noise          ? Command::noise
                          : *explain        ? Command::explain
                          : *import_results ? Command::import_results
                          : *shapes         ? Command::shapes
                          : *validate       ? Command::validate
                                            : Command::list;
  auto options = interpret(command, raw);
  CF_TRY(options);
  return std::variant<Options, Printed>(*std::move(options));
}

}  // namespace crossfade::analysis
