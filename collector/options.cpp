#include "collector/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "collector/instructions_options.h"
#include "collector/leftover_words.h"
#include "collector/load_options.h"
#include "collector/profile.h"
#include "results/version.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// What CLI11 writes to; texts are parsed afterwards, so that every refusal is ours.
struct Texts {
  RunOptions run;
  std::optional<std::string> budget, profile, blocks, stop_after, seed, rates, service, capacity, load, slo,
      threads, isa_cap, count, sample_rate, look;
  LoadTexts offering;
  InstructionsTexts instructions;
  ListOptions list;
  DoctorOptions doctor;
};

Error usage(std::string what, std::string where, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, std::move(what), std::move(where), std::move(why), std::move(remedy)};
}

void add_workload_dir(CLI::App* command, std::vector<std::string>& dirs) {
  command
      ->add_option("--workload-dir", dirs, "Also look for plug-ins in this folder, before the installed ones")
      ->type_name("DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

constexpr const char *output_group = "Output", *what_group = "What to measure", *how_group = "How",
                     *machine_group = "What is recorded of the machine";

/// As usual for scripts that pass on what they were given: the last one counts.
CLI::App* add_measuring(CLI::App& app, const char* name, const char* does) {
  CLI::App* const command = app.add_subcommand(name, does);
  command->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return command;
}

/// `more`: what of the plan --resume may add to.
void add_output(CLI::App* command, RunOptions& r, const char* more) {
  command->add_option("-o,--output", r.output, "The recording to write (required except with --dry-run)")
      ->type_name("FILE")
      ->group(output_group);
  command->add_flag("--force", r.force, "Replace FILE if it exists")->group(output_group);
  command
      ->add_flag(
          "--resume", r.resume,
          fmt::format(
              "Go on with the recording in FILE by its own plan: options that contradict it are refused{}",
              more))
      ->group(output_group);
  command
      ->add_flag("--same-plan", r.same_plan,
                 "With --resume: refuse FILE also if options are missing that it was begun with")
      ->group(output_group);
  command->add_option("--title", r.title, "Title of the recording")->group(output_group);
  command
      ->add_flag("--dry-run", r.dry_run,
                 "Print the plan and how long it takes, with --resume what is left of it; measure nothing")
      ->group(output_group);
}

void add_workloads(CLI::App* command, RunOptions& r) {
  command
      ->add_option(
          "--workload", r.workloads,
          "A workload, its preset and parameters; repeat for more (default: all that 'list' shows, without "
          "those it says are measured only when named)")
      ->type_name("NAME[@PRESET][:key=value,...]")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(what_group);
  command
      ->add_option("--input", r.inputs,
                   "Let a workload work on this file instead of generated inputs, where 'list' says that it "
                   "takes one (video: Y4M, 4:2:0, 8 bits); repeat for more workloads")
      ->type_name("NAME=FILE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(what_group);
  command
      ->add_option("--workload-dir", r.workload_dirs,
                   "Also look for plug-ins in this folder, before the installed ones")
      ->type_name("DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(what_group);
}

void add_threads(CLI::App* command, Texts& t, const char* help) {
  command->add_option("--threads", t.threads, help)->type_name("N,N...")->group(what_group);
}

void add_settings(CLI::App* command, Texts& t) {
  command
      ->add_option("--isa-cap,--isa", t.isa_cap,
                   "Keep the libraries to an instruction set: x86-64-v2, x86-64-v3 or x86-64-v4")
      ->type_name("LEVEL")
      ->group(how_group);
  command
      ->add_option("--seed", t.seed,
                   "Of inputs, arrivals and orders (default 1; recordings to be compared need the same)")
      ->type_name("N")
      ->group(how_group);
  command
      ->add_option(
          "--sample-rate", t.sample_rate,
          fmt::format("Read the counters of each worker so often a second within the stages, 0 to {} "
                      "(default {}; 0: totals alone)",
                      most_samples_per_s, usual_samples_per_s))
      ->type_name("HZ")
      ->group(how_group);
  bool* const counters = &t.run.counters;
  command
      ->add_flag_callback(
          "--no-counters", [counters] { *counters = false; }, "Do not read performance counters")
      ->group(how_group);
  command
      ->add_flag("--multiplex", t.run.multiplex,
                 "Count everything in every process, in turns within each stage: estimates, scaled up by the "
                 "time that each was on the counters and graded by it (default: in passes, process by "
                 "process, without an estimate)")
      ->group(how_group);
  command
      ->add_option(
          "--count", t.count,
          "Whose hardware events are counted: the workers' threads (thread, the default), or all that "
          "their CPUs do (cpu: costs a thread that is woken nothing, and has in it what else ran there)")
      ->type_name("thread|cpu")
      ->group(how_group);
}

}  // namespace

CLI::Option* add_no_metadata(CLI::App* command, bool& no_metadata) {
  return command->add_flag(
      "--no-metadata", no_metadata,
      "Do not ask the provider's metadata service (169.254.169.254) what this machine is");
}

void add_identity(CLI::App* command, IdentityOverrides& identity) {
  command
      ->add_option("--instance-type", identity.instance_type,
                   "State the instance type instead of asking the machine")
      ->type_name("TYPE")
      ->group(machine_group);
  command->add_option("--provider", identity.provider, "State the provider (aws, gcp, azure ...)")
      ->type_name("NAME")
      ->group(machine_group);
  command->add_option("--region", identity.region, "State the region")
      ->type_name("NAME")
      ->group(machine_group);
  command
      ->add_option("--host-id", identity.host_id, "State a name for this host instead of the hash of its id")
      ->type_name("NAME")
      ->group(machine_group);
  command
      ->add_option("--lab-key", identity.lab_key_file,
                   "Key the hash of this host's id with what this file holds: one secret for all hosts of a "
                   "lab, without which nobody can tell that a recording is of a machine they know")
      ->type_name("FILE")
      ->group(machine_group);
  add_no_metadata(command, identity.no_metadata)->group(machine_group);
}

namespace {

CLI::App* add_run(CLI::App& app, Texts& t) {
  CLI::App* const run =
      add_measuring(app, "run", "Measure workloads on this machine and write one recording");
  RunOptions& r = t.run;
  add_output(run, r, ", more --blocks are added");
  add_workloads(run, r);
  run->add_option(
         "--rates", t.rates,
         "Offered rates per second instead of the grid of 10 % of capacity to beyond it; none: no load "
         "curve, for what the CPU does alone")
      ->type_name("R,R...|none")
      ->group(what_group);
  run->add_option("--rates-from", r.rates_from,
                  "Offer the rates of that recording, as far as this machine can; for hosts to be compared")
      ->type_name("BASELINE.h5")
      ->group(what_group);
  add_threads(run, t, "Thread counts of the closed loop; the largest serves the open loop");
  std::string profile_help = "Length of the run:";
  for (const Profile& p : profiles()) profile_help += fmt::format(" {} = {};", p.name, p.summary);
  profile_help.back() = '.';
  run->add_option("--profile", t.profile, profile_help + " Default: quick, or standard with --budget.")
      ->type_name("NAME")
      ->group(how_group);
  run->add_option("--budget", t.budget,
                  "Longest time for the whole run (40m, 3h), of which each workload gets a share")
      ->type_name("TIME")
      ->group(how_group);
  run->add_option("--blocks", t.blocks, "Every workload is measured once in every block, by a fresh process")
      ->type_name("N")
      ->group(how_group);
  run->add_option("--stop-after", t.stop_after,
                  "Stop cleanly after N more blocks; --resume goes on (to take two recordings in turn)")
      ->type_name("N")
      ->group(how_group);
  run->add_option("--service-time", t.service, "Length of the single-thread stage (0.3, 300ms)")
      ->type_name("TIME")
      ->group(how_group);
  run->add_option("--capacity-time", t.capacity, "Length of the closed-loop stage at each thread count")
      ->type_name("TIME")
      ->group(how_group);
  run->add_option(
         "--slo-time", t.slo,
         "Length of the stage just below the SLO throughput, that it is solved from; none: it is not "
         "measured")
      ->type_name("TIME|none")
      ->group(how_group);
  run->add_option("--load-time", t.load, "Length of the open-loop stage at each rate")
      ->type_name("TIME")
      ->group(how_group);
  run->add_option("--event", r.events,
                  "Count this event, beside cycles and instructions, in every process, instead of all that "
                  "this CPU has, "
                  "in passes that take turns: a metric "
                  "that crossfade-report show --counters has a code for, or a name of libpfm4 "
                  "(amd64_fam19h_zen4::RETIRED_OPS); repeat for as many as fit on its counters together")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->group(how_group);
  add_load_options(run, t.offering);
  add_settings(run, t);
  run->footer(example_text("crossfade-collect run -o here.h5 --budget 40m && crossfade-report show here.h5"));
  add_identity(run, r.identity);
  run->add_flag("--synthetic", r.synthetic,
                "Mark the recording as simulated: a stated identity that is not this machine's")
      ->group(machine_group);
  run->add_option("--plan-digest", r.plan_digest,
                  "Record the digest of the plan for many hosts that this run is a part of")
      ->type_name("HEX")
      ->group(machine_group);
  run->add_option("--look", t.look,
                  "Record which look of that plan this run is a part of: 1, or up to 3 where it was extended")
      ->type_name("N")
      ->group(machine_group);
  return run;
}

/// The stages are as long as quick's: the noise of a value depends on how long it was measured.
CLI::App* add_calibrate(CLI::App& app, Texts& t) {
  CLI::App* const calibrate = add_measuring(
      app, "calibrate", "Measure how much this machine differs from itself, and write one recording of that");
  add_output(calibrate, t.run, "");
  add_workloads(calibrate, t.run);
  add_threads(calibrate, t, "Thread counts of the closed loop (default: 1 and all CPUs)");
  calibrate
      ->add_option("--budget", t.budget,
                   "Time to be used (default 10m): whole blocks of short processes, as many as fit")
      ->type_name("TIME")
      ->group(how_group);
  add_wait_option(calibrate, t.offering);
  add_settings(calibrate, t);
  add_identity(calibrate, t.run.identity);
  calibrate->footer(example_text(
      "crossfade-collect calibrate -o noise.h5 --budget 20m && crossfade-report noise noise.h5"));
  return calibrate;
}

}  // namespace

Result<void> take_number(const std::string& text, const char* option, std::uint64_t lowest,
                         std::uint64_t highest, std::uint64_t& value) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status == std::errc{} && end == text.data() + text.size() && value >= lowest && value <= highest)
    return {};
  return usage("cannot use the value of an option", fmt::format("{} {}", option, text),
               fmt::format("it is not a whole number from {} to {}", lowest, highest), "give such a number");
}

namespace {

Result<void> take_duration(const std::optional<std::string>& text, const char* option,
                           std::optional<std::uint64_t>& ns) {
  if (!text) return {};
  auto parsed = parse_duration_ns(*text, option);
  if (!parsed) return parsed.error();
  ns = *parsed;
  return {};
}

Result<void> take_no_rates(Texts& t) {
  if (t.load) {
    return usage("two options contradict each other", "--rates none --load-time",
                 "without rates there are no stages at rates", "give one of them");
  }
  if (!t.blocks && find_profile(t.run.profile)->calibration > 0) {
    return usage("two options contradict each other", "--rates none --profile " + t.run.profile,
                 "its time is allotted to load curves too", "say how much to measure with --blocks instead");
  }
  t.run.load_curve = false;
  return {};
}

/// Of a plan for many hosts, which is looked at at most three times (docs/methodology.md).
Result<void> take_place_in_study(const Texts& t, RunOptions& r) {
  if (r.plan_digest.empty() != !t.look) {
    return usage("an option says nothing by itself", r.plan_digest.empty() ? "--look" : "--plan-digest",
                 "a look is one of a plan, and a plan is measured in looks", "give --plan-digest and --look");
  }
  if (!t.look) return {};
  constexpr std::size_t shortest = 8, longest = 64;
  if (r.plan_digest.size() < shortest || r.plan_digest.size() > longest ||
      r.plan_digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return usage("cannot use the value of an option", "--plan-digest " + r.plan_digest,
                 "it is not 8 to 64 hexadecimal digits", "give such a digest, as sha256sum prints it");
  }
  std::uint64_t look = 0;
  constexpr std::uint64_t most_looks = 3;
  CF_TRY(take_number(*t.look, "--look", 1, most_looks, look));
  r.look = static_cast<std::uint32_t>(look);
  return {};
}

Result<Command> finished_run(Texts& t) {
  RunOptions& r = t.run;
  if (r.output.empty() && (!r.dry_run || r.resume)) {
    return usage("no output is named", fmt::format("crossfade-collect {}", r.calibrate ? "calibrate" : "run"),
                 "it writes one recording", "add -o FILE.h5");
  }
  if (r.resume && r.force) {
    return usage("two options contradict each other", "--resume --force",
                 "one goes on with FILE, the other replaces it", "give one of them");
  }
  if (r.same_plan && !r.resume) {
    return usage("an option says nothing by itself", "--same-plan",
                 "a new recording has the plan of its options anyway", "leave it out, or add --resume");
  }
  if (!r.events.empty() && !r.counters) {
    return usage("two options contradict each other", "--event --no-counters",
                 "one counts events, the other none", "give one of them");
  }
  if (r.multiplex && (!r.events.empty() || !r.counters)) {
    return usage("two options contradict each other",
                 r.counters ? "--multiplex --event" : "--multiplex --no-counters",
                 r.counters ? "one lets all events take turns, the other counts some all the time"
                            : "one counts events, the other none",
                 "give one of them");
  }
  if (t.count) {
    const auto cpus = parse_counted(*t.count, "--count");
    if (!cpus) return cpus.error();
    r.count_cpus = *cpus;
  }
  if (r.count_cpus && !r.counters) {
    return usage("two options contradict each other", "--count cpu --no-counters",
                 "one counts events, the other none", "give one of them");
  }
  if (t.sample_rate) {
    std::uint64_t rate_hz = 0;
    CF_TRY(take_number(*t.sample_rate, "--sample-rate", 0, most_samples_per_s, rate_hz));
    r.sample_rate_hz = static_cast<std::uint32_t>(rate_hz);
  }
  if (t.sample_rate && r.sample_rate_hz > 0 && !r.counters) {
    return usage("two options contradict each other", "--sample-rate --no-counters",
                 "one reads counters, the other none", "give one of them");
  }
  if (t.rates && !r.rates_from.empty()) {
    return usage("two options contradict each other", "--rates --rates-from",
                 "both say which rates are offered", "give one of them");
  }
  if (t.budget) {
    auto budget = parse_budget_ns(*t.budget, "--budget");
    if (!budget) return budget.error();
    r.budget_ns = *budget;
  }
  r.profile = t.profile.value_or(t.budget ? "standard" : "quick");
  CF_TRY(check_profile(r.profile, "--profile"));
  if (!r.calibrate && t.budget && (t.blocks || find_profile(r.profile)->calibration == 0)) {
    return usage("two options contradict each other",
                 t.blocks ? "--budget --blocks" : "--budget --profile " + r.profile,
                 "a budget decides how many blocks there are", "give one of them, or --profile standard");
  }
  if (t.blocks) {
    std::uint64_t blocks = 0;
    CF_TRY(take_number(*t.blocks, "--blocks", 1, 10'000, blocks));
    r.blocks = static_cast<std::uint32_t>(blocks);
  }
  if (t.stop_after) {
    std::uint64_t blocks = 0;
    CF_TRY(take_number(*t.stop_after, "--stop-after", 1, 10'000, blocks));
    r.stop_after_blocks = static_cast<std::uint32_t>(blocks);
  }
  CF_TRY(take_place_in_study(t, r));
  // The header keeps the seed as a signed number.
  if (t.seed) CF_TRY(take_number(*t.seed, "--seed", 0, INT64_MAX, r.seed));
  CF_TRY(take_duration(t.service, "--service-time", r.service_ns));
  CF_TRY(take_duration(t.capacity, "--capacity-time", r.capacity_ns));
  CF_TRY(take_duration(t.load, "--load-time", r.load_ns));
  if (t.slo == "none") {
    r.slo_ns = 0;
  } else {
    CF_TRY(take_duration(t.slo, "--slo-time", r.slo_ns));
  }
  if (t.rates == "none") {
    CF_TRY(take_no_rates(t));
  } else if (t.rates) {
    auto rates = parse_rates(*t.rates, "--rates");
    if (!rates) return rates.error();
    r.rates_per_s = *rates;
  }
  if (t.threads) {
    auto threads = parse_counts(*t.threads, "--threads");
    if (!threads) return threads.error();
    r.threads = *threads;
  }
  CF_TRY(take_load_options(t.offering, r));
  if (!r.load_curve && r.arrivals.process != results::Arrival::poisson) {
    return usage("two options contradict each other", "--rates none --arrivals",
                 "without rates there are no stages whose arrivals could have a shape", "give one of them");
  }
  if (t.isa_cap) {
    auto level = parse_isa_level(*t.isa_cap, "--isa-cap");
    if (!level) return level.error();
    r.isa_level = *level;
  }
  return Command(std::move(r));
}

std::vector<std::string> given_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0 && !option->get_lnames().empty())
      names.push_back("--" + option->get_lnames().front());
  }
  return names;
}

}  // namespace

std::string example_text(std::string_view example) {
  return fmt::format(
      "\nExample: {}\n"
      "Exit codes: 0 done, 64 usage, 65 data, 69 unavailable, 73 cannot create, 74 I/O, 130 interrupted",
      example);
}

Result<Command> parse_command_line(int argc, const char* const* argv) {
  Texts texts;
  CLI::App app("Measures workloads on this machine, fresh processes in random blocks, into one recording.",
               "crossfade-collect");
  app.set_help_flag("-h,--help", "Print this help");
  app.get_formatter()->column_width(38);
  bool version = false;
  app.add_flag("--version", version, "Print the version");
  app.footer(example_text("crossfade-collect run -o here.h5 && crossfade-report show here.h5") +
             ";\ndoctor: 0 usable, 1 usable with warnings, 2 not usable.");
  app.require_subcommand(0, 1);
  CLI::App* const run = add_run(app, texts);
  CLI::App* const calibrate = add_calibrate(app, texts);
  CLI::App* const instructions = add_instructions(app, texts.instructions);
  CLI::App* const list = app.add_subcommand("list", "List the workloads that can be measured here");
  list->add_option("workloads", texts.list.names, "Only these")->type_name("NAME");
  add_workload_dir(list, texts.list.workload_dirs);
  list->add_flag("--json", texts.list.json, "Print JSON");
  list->add_flag(
      "--probe", texts.list.probe,
      "Prepare each workload once, in a process of its own, and print what it reports here: versions "
      "and code paths of its libraries. Takes about a minute; one that crashes, hangs or lacks "
      "something is told with its reason");
  list->footer(example_text("crossfade-collect list tls_segment --probe"));
  CLI::App* const doctor =
      app.add_subcommand("doctor", "Check whether this machine can be measured, and how well");
  add_workload_dir(doctor, texts.doctor.workload_dirs);
  doctor
      ->add_option("--for", texts.doctor.for_type,
                   "Say what a machine of this instance type will show, before it is rented, instead of "
                   "examining this one")
      ->type_name("TYPE");
  doctor
      ->add_option(
          "--instance-type", texts.doctor.instance_type,
          "State the instance type of this machine instead of asking it: what it shows is set against "
          "what the type is known to show")
      ->type_name("TYPE");
  add_no_metadata(doctor, texts.doctor.no_metadata);
  doctor->add_flag("--details", texts.doctor.details, "Print every check in full instead of one screen");
  doctor->add_flag("--json", texts.doctor.json, "Print JSON: every check in full");
  doctor->footer(
      "\nExample: crossfade-collect doctor --for m5.4xlarge\n"
      "Exit codes: 0 usable, 1 usable with warnings, 2 not usable; 64 usage.");
  for (CLI::App* const any : {&app, run, calibrate, instructions, list, doctor}) any->allow_extras();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Command(Answer{app.help()});
  } catch (const CLI::ParseError& error) {
    return usage("cannot understand the command line", "crossfade-collect", error.what(),
                 "see crossfade-collect --help");
  }
  if (version) return Command(Answer{fmt::format("crossfade-collect {}\n", results::version())});
  CLI::App* chosen = nullptr;
  for (CLI::App* const any : {run, calibrate, instructions, list, doctor}) {
    if (any->parsed()) chosen = any;
  }
  if (const auto error = leftover(app, chosen)) return *error;
  texts.run.calibrate = chosen == calibrate;
  if (chosen != nullptr) texts.run.given = given_options(*chosen);
  if (chosen == run || chosen == calibrate) return finished_run(texts);
  if (chosen == instructions) {
    auto options = take_instructions(texts.instructions);
    if (!options) return options.error();
    return Command(*std::move(options));
  }
  if (chosen == list) return Command(std::move(texts.list));
  if (chosen == doctor) {
    for (const char* const option : {"--for", "--instance-type"}) {
      const bool is_empty = option == std::string_view("--for") ? texts.doctor.for_type.empty()
                                                                : texts.doctor.instance_type.empty();
      if (doctor->count(option) > 0 && is_empty)
        return usage("an instance type is empty", option, "nothing stands behind it",
                     "name a type, as m5.4xlarge, or leave the option out");
    }
    if (!texts.doctor.for_type.empty() && !texts.doctor.instance_type.empty()) {
      return usage("two options contradict each other", "--for --instance-type",
                   "one asks what another machine would show, the other says what this one is",
                   "give one of them");
    }
    return Command(std::move(texts.doctor));
  }
  return usage("no command is given", "crossfade-collect", commands_are, "see crossfade-collect --help");
}

}  // namespace crossfade::collector
