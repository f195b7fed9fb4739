// crossfade-collect: measures workloads on this machine and writes a recording.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "collector/commands.h"
#include "collector/tell.h"
#include "results/standard_streams.h"

namespace {

using namespace crossfade;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

int failed(const results::Error& error) {
  collector::tell(stderr, "{}", results::to_text(error, "crossfade-collect"));
  return results::exit_code(error);
}

}  // namespace

int main(int argc, char** argv) {
  results::open_standard_streams();
  // A reader that goes away (| head) must not end a measurement; what could not be printed is told at the
  // end.
  (void)std::signal(SIGPIPE, SIG_IGN);
  auto command = collector::parse_command_line(argc, argv);
  if (!command) return failed(command.error());
  collector::ProgramContext context;
  std::error_code unreadable;
  context.program_path = std::filesystem::read_symlink("/proc/self/exe", unreadable).string();
  if (const char* const root = std::getenv("CROSSFADE_ROOT")) context.root_override = root;
  const results::Result<int> done = std::visit(
      Overloaded{
          [&](const collector::RunOptions& options) { return collector::run_command(options, context); },
          [&](const collector::ListOptions& options) { return collector::list_command(options, context); },
          [&](const collector::DoctorOptions& options) {
            return collector::doctor_command(options, context);
          },
          [&](const collector::InstructionsOptions& options) {
            return collector::instructions_command(options, context);
          },
          [](const collector::Answer& answer) {
            collector::tell(stdout, "{}", answer.text);
            return results::Result<int>(0);
          }},
      *command);
  if (!done) return failed(done.error());
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return failed({results::ErrorKind::io, "cannot print", "standard output",
                   "it took only a part, or nothing",
                   "give it a place with room; a recording that was written is complete"});
  }
  return *done;
}
