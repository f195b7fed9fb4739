// crossfade-report: compare, cost, show, list. Nothing is measured here; recordings are only read.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "analysis/report/options.h"
#include "analysis/report/output.h"
#include "analysis/report/report.h"
#include "results/standard_streams.h"

namespace {

using namespace crossfade::analysis;
using crossfade::results::Error;
using crossfade::results::Result;

int failed(const Error& error) {
  (void)std::fputs(crossfade::results::to_text(error, "crossfade-report").c_str(), stderr);
  return crossfade::results::exit_code(error);
}

Result<void> run(const Options& options) {
  CF_TRY(check_output(options.output));
  const bool colour =
      !options.output.file && isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  const auto text = make_report(options, colour);
  CF_TRY(text);
  return write_output(options.output, *text);
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
  const Result<void> done = run(std::get<Options>(*parsed));
  return done ? 0 : failed(done.error());
}
