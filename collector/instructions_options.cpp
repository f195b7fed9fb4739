#include "collector/instructions_options.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// A workload's inputs are made, and all of its golden answers, 25 to 190 times slower than natively, twice.
constexpr std::uint64_t usual_time_limit_ns = std::uint64_t{15} * 60 * 1'000'000'000;
constexpr std::uint64_t most_requests = 10'000;

}  // namespace

CLI::App* add_instructions(CLI::App& app, InstructionsTexts& texts) {
  CLI::App* const command = app.add_subcommand(
      "instructions",
      "Count instructions per request by simulation (valgrind), for machines that show no counters");
  command->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  InstructionsOptions& o = texts.options;
  command->add_option("-o,--output", o.output, "The recording to write (required)")->type_name("FILE");
  command->add_flag("--force", o.force, "Replace FILE if it exists");
  command->add_option("--title", o.title, "Title of the recording");
  command
      ->add_option(
          "workloads,--workload", o.workloads,
          "Workloads, their presets and parameters (default: all that 'list' shows, without those it "
          "says are measured only when named)")
      ->type_name("NAME[@PRESET][:key=value,...]")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--workload-dir", o.workload_dirs,
                   "Also look for plug-ins in this folder, before the installed ones")
      ->type_name("DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--requests", texts.requests,
                   "Replay so many requests of each workload, the same everywhere (default 8)")
      ->type_name("N");
  command
      ->add_option("--time-limit", texts.time_limit,
                   "Longest time for one workload (default 15m): the others go on without it")
      ->type_name("TIME");
  command
      ->add_option(
          "--isa-cap", texts.isa_cap,
          "Keep the libraries to an instruction set, natively too: x86-64-v2, x86-64-v3 or x86-64-v4; "
          "for recordings that were made with the same")
      ->type_name("LEVEL");
  command->add_option("--seed", texts.seed, "Of inputs (default 1; the recording it is for needs the same)")
      ->type_name("N");
  add_identity(command, o.identity);
  command->footer(
      "\nCounts hold on this CPU only where it executes the code that valgrind has: a CPU with AVX2, without "
      "AVX-512, "
      "SHA-NI, VAES and GFNI. Where libraries choose more, --isa-cap x86-64-v3 keeps them to it, natively "
      "too.\n"
      "Example: crossfade-collect instructions tls_segment -o SIM.h5 && crossfade-report show SIM.h5\n"
      "Exit codes: 0 every workload has a count, 1 some counts do not hold on this CPU, 2 none does; 64 "
      "usage, 65 data, 69 "
      "some workloads were not counted or valgrind is missing, 73 cannot create, 74 I/O, 130 interrupted");
  return command;
}

Result<InstructionsOptions> take_instructions(const InstructionsTexts& texts) {
  InstructionsOptions options = texts.options;
  if (options.output.empty()) {
    return Error{ErrorKind::usage, "no output is named", "crossfade-collect instructions",
                 "it writes one recording", "add -o FILE.h5"};
  }
  if (texts.requests) {
    std::uint64_t requests = 0;
    CF_TRY(take_number(*texts.requests, "--requests", 1, most_requests, requests));
    options.requests = static_cast<std::uint32_t>(requests);
  }
  if (texts.seed) CF_TRY(take_number(*texts.seed, "--seed", 0, INT64_MAX, options.seed));
  options.time_limit_ns = usual_time_limit_ns;
  if (texts.time_limit) {
    auto limit = parse_duration_ns(*texts.time_limit, "--time-limit");
    if (!limit) return limit.error();
    options.time_limit_ns = *limit;
  }
  if (texts.isa_cap) {
    auto level = parse_isa_level(*texts.isa_cap, "--isa-cap");
    if (!level) return level.error();
    options.isa_level = *level;
  }
  return options;
}

}  // namespace crossfade::collector
