#include "gui/display.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <QGuiApplication>
#include <cerrno>
#include <cstdlib>
#include <string>

namespace crossfade::gui {
namespace {

using results::Error;
using results::ErrorKind;

constexpr const char* remedy =
    "run it on a desktop (or with ssh -X); without a display use crossfade-gui --screenshot VIEW=FILE.png, "
    "crossfade-gui --export FILE.md, or crossfade-report";

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string described_environment() {
  std::string text;
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
    const std::string value = environment(name);
    if (!value.empty()) text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  }
  return text.empty() ? "DISPLAY and WAYLAND_DISPLAY are not set" : text;
}

/// First line of what the child said.
std::string first_line(int descriptor) {
  std::string text;
  char buffer[512];
  for (;;) {
    const ssize_t got = read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    if (text.size() < 4096) text.append(buffer, static_cast<std::size_t>(got));
  }
  return text.substr(0, text.find('\n'));
}

[[noreturn]] void try_to_open(int report) {
  // Qt explains itself on stderr and aborts: no core file, and a limit should a server never answer.
  dup2(report, STDERR_FILENO);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  alarm(10);
  int argc = 1;
  char name[] = "crossfade-gui";
  char* argv[] = {name, nullptr};
  const QGuiApplication application(argc, argv);
  _exit(0);
}

}  // namespace

void choose_offscreen_platform() {
  setenv("QT_QPA_PLATFORM", "offscreen", 0);
}

std::optional<Error> display_problem() {
  if (environment("QT_QPA_PLATFORM").empty() && environment("DISPLAY").empty() &&
      environment("WAYLAND_DISPLAY").empty()) {
    return Error{ErrorKind::unavailable, "cannot open a window", described_environment(),
                 "there is no display", remedy};
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return std::nullopt;
  }
  if (child == 0) try_to_open(ends[1]);
  close(ends[1]);
  std::string said = first_line(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) said = "it did not answer within 10 s";
  return Error{ErrorKind::unavailable, "cannot open a window", described_environment(),
               said.empty() ? "Qt could not connect to the display" : said, remedy};
}

}  // namespace crossfade::gui
