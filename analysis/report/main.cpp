// crossfade-report: compare, cost, prices, verdict, why, plan, show, samples, export, noise, list, explain,
// import, shapes, validate. Nothing is measured here; recordings are only read.
#include <unistd.h>

#include <cstdio>

#include "analysis/report/options.h"
#include "analysis/report/output.h"
#include "analysis/report/report.h"
#include "analysis/slo_solution.h"
#include "analysis/solution_store.h"
#include "results/jailed_reading.h"
#include "results/standard_streams.h"
#include "results/terminal.h"

namespace {

using namespace crossfade::analysis;
using crossfade::results::Error;
using crossfade::results::Result;

int failed(const Error& error) {
  (void)std::fputs(crossfade::results::to_text(error, "crossfade-report").c_str(), stderr);
  return crossfade::results::exit_code(error);
}

Result<int> run(const Options& options) {
  if (options.command != Command::tables) CF_TRY(check_output(options.output));
  const auto report =
      make_report(options, options.output.file ? crossfade::results::Terminal{}
                                               : crossfade::results::terminal_of(STDOUT_FILENO));
  CF_TRY(report);
  if (!report->text.empty()) CF_TRY(write_output(options.output, report->text));
  for (const std::string& line : report->left_out)
    (void)std::fprintf(stderr, "crossfade-report: %s\n", line.c_str());
  for (const Error& error : report->unusable) (void)failed(error);
  return report->unusable.empty() ? report->exit_code
                                  : crossfade::results::exit_code(report->unusable.front());
}

}  // namespace

int main(int argc, char** argv) {
  crossfade::results::open_standard_streams();
  const auto parsed = parse_options(argc, argv);
  if (!parsed) return failed(parsed.error());
  if (const auto* printed = std::get_if<Printed>(&*parsed)) {
    const Result<void> done = write_output({}, printed->text);
    return done ? 0 : failed(done.error());
  }
  const auto jail = crossfade::results::JailedReading::start();
  if (!jail) return failed(jail.error());
  keep_slo_solutions_in(solution_file());
  const Result<int> done = run(std::get<Options>(*parsed));
  return done ? *done : failed(done.error());
}
