#include "collector/stop_request.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string_view>
#include <type_traits>

#include "results/assertion.h"
#include "results/error.h"

namespace crossfade::collector {
namespace {

// A signal handler reaches nothing but globals.
std::atomic<int> signals_seen{0};
std::atomic<pid_t> child_group{0};
std::array<int, 2> wake_pipe{-1, -1};
static_assert(std::atomic<int>::is_always_lock_free && std::is_same_v<int, pid_t>);

extern "C" void on_stop_signal(int /*signal*/) {
  const int saved = errno;
  if (signals_seen.fetch_add(1) > 0) {
    if (const pid_t group = child_group.load(); group > 0) (void)::kill(-group, SIGKILL);
    constexpr std::string_view message =
        "\ncrossfade-collect: stopped at once; the recording holds the stages that were complete, and run "
        "--resume "
        "goes on\n";
    [[maybe_unused]] const ssize_t told = ::write(STDERR_FILENO, message.data(), message.size());
    _exit(static_cast<int>(results::ErrorKind::interrupted));
  }
  const char byte = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_pipe[1], &byte, 1);
  errno = saved;
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART: a poll that waits for a stage returns.
  (void)sigaction(SIGINT, &action, nullptr);
  (void)sigaction(SIGTERM, &action, nullptr);
  // A terminal that goes away ends a run as Ctrl-C does, unless nohup said otherwise.
  struct sigaction before {};
  (void)sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) (void)sigaction(SIGHUP, &action, nullptr);
}

}  // namespace

SignalStopRequest::SignalStopRequest() {
  CF_ASSERT(wake_pipe[0] < 0, "one SignalStopRequest at a time");
  const int made = ::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK);
  CF_ASSERT(made == 0, "a pipe can be made at start-up");
  signals_seen = 0;
  handle(on_stop_signal);
}

SignalStopRequest::~SignalStopRequest() {
  handle(SIG_DFL);
  for (int& fd : wake_pipe) {
    ::close(fd);
    fd = -1;
  }
}

bool SignalStopRequest::requested() const {
  return signals_seen > 0;
}

int SignalStopRequest::wake_fd() const {
  return wake_pipe[0];
}

void SignalStopRequest::set_child_group(pid_t group) {
  child_group = group;
}

}  // namespace crossfade::collector
