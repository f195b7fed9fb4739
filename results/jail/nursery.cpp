#include "results/jail/nursery.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "results/jail/confinement.h"
#include "results/jail/descriptor_passing.h"

namespace crossfade::results::jail {
namespace {

constexpr std::uint64_t start_one = 1, stop_one = 2, done = 3, refused = 4;

Error unavailable(std::string why) {
  return {ErrorKind::unavailable, "cannot start a process that reads recordings", "", std::move(why),
          "end other programs, or raise the limits on processes and open files (ulimit -u, ulimit -n)"};
}

/// The terminal is the program's, and so is what the shell waits for. A sanitizer's report goes where the
/// program's own would.
void leave_standard_streams() {
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0) return;
  for (const int stream : {0, 1, 2}) {
    if (stream != 2 || !is_sanitized) static_cast<void>(::dup2(nothing, stream));
  }
  static_cast<void>(::close(nothing));
}

/// All but the standard streams and `kept`; in a process of one thread.
void close_all_but(int kept) {
  const auto close_from_to = [](unsigned first, unsigned last) {
    if (first > last || ::syscall(SYS_close_range, first, last, 0U) == 0) return;
    constexpr unsigned most = 65'536;  // before Linux 5.9
    for (unsigned each = first; each <= std::min(last, most); ++each)
      static_cast<void>(::close(static_cast<int>(each)));
  };
  close_from_to(3, static_cast<unsigned>(kept) - 1);
  close_from_to(static_cast<unsigned>(kept) + 1, ~0U);
}

/// Ctrl-C at the terminal goes to all processes of the program: it is the program that decides.
void leave_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) static_cast<void>(::signal(signal, SIG_IGN));
  for (const int signal : {SIGCHLD, SIGSEGV, SIGBUS, SIGXCPU}) {
    if (!is_sanitized || signal == SIGCHLD) static_cast<void>(::signal(signal, SIG_DFL));
  }
}

SmallMessage worker_started(const file::Descriptor& its_end, Nursery::Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    static_cast<void>(::prctl(PR_SET_NAME, "crossfade-jail"));
    close_all_but(its_end.number());
    work(its_end.number());
    ::_exit(0);
  }
  if (child < 0) return {refused, static_cast<std::uint64_t>(errno)};
  return {done, static_cast<std::uint64_t>(child)};
}

SmallMessage worker_stopped(pid_t child) {
  static_cast<void>(::kill(child, SIGKILL));
  int status = 0;
  pid_t waited = 0;
  do {
    waited = ::waitpid(child, &status, 0);
  } while (waited < 0 && errno == EINTR);
  if (waited != child) return {refused, 0};
  return {done, static_cast<std::uint64_t>(static_cast<unsigned>(status))};
}

[[noreturn]] void tend(int socket, Nursery::Work work) {
  static_cast<void>(::prctl(PR_SET_NAME, "crossfade-nurse"));
  close_all_but(socket);
  leave_standard_streams();
  leave_signals();
  while (const auto request = receive_message(socket)) {
    const SmallMessage answer = request->message.kind == start_one
                                    ? worker_started(request->descriptor, work)
                                    : worker_stopped(static_cast<pid_t>(request->message.value));
    if (!send_message(socket, answer)) break;
  }
  ::_exit(0);
}

}  // namespace

Nursery::Nursery(pid_t process, file::Descriptor socket) : process_(process), socket_(std::move(socket)) {}

Nursery::Nursery(Nursery&& other) noexcept
    : process_(std::exchange(other.process_, -1)), socket_(std::move(other.socket_)) {}

Nursery::~Nursery() {
  socket_.reset();
  if (process_ < 0) return;
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<Nursery> Nursery::start(Work work) {
  SocketPair sockets = connected_sockets();
  if (!sockets.here) return unavailable(std::generic_category().message(errno));
  const pid_t process = ::fork();
  if (process < 0) return unavailable(std::generic_category().message(errno));
  if (process == 0) {
    sockets.here.reset();
    tend(sockets.there.number(), work);
  }
  return Nursery(process, std::move(sockets.here));
}

Result<Nursery::Child> Nursery::start_worker() {
  const std::lock_guard lock(one_at_a_time_);
  SocketPair sockets = connected_sockets();
  if (!sockets.here) return unavailable(std::generic_category().message(errno));
  if (!send_message(socket_.number(), {start_one, 0}, sockets.there.number()))
    return unavailable("the process that would start it is gone");
  sockets.there.reset();  // else its end is not seen
  const auto answer = receive_message(socket_.number());
  if (!answer) return unavailable("the process that would start it is gone");
  if (answer->message.kind != done)
    return unavailable(std::generic_category().message(static_cast<int>(answer->message.value)));
  return Child{static_cast<pid_t>(answer->message.value), std::move(sockets.here)};
}

std::optional<int> Nursery::stop_worker(pid_t process) {
  const std::lock_guard lock(one_at_a_time_);
  if (!send_message(socket_.number(), {stop_one, static_cast<std::uint64_t>(process)})) return std::nullopt;
  const auto answer = receive_message(socket_.number());
  if (!answer || answer->message.kind != done) return std::nullopt;
  return static_cast<int>(answer->message.value);
}

}  // namespace crossfade::results::jail
