#include "collector/fork_launcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

#include "collector/protocol/channel.h"
#include "collector/stop_request.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;
using Clock = std::chrono::steady_clock;

constexpr int child_channel_fd = 3;
constexpr std::size_t max_error_bytes = std::size_t{64} << 10;

/// Variables a measuring process inherits. The rest is left out: a long environment moves the stack, and
/// switches of libraries would change what is measured without a trace in the recording. The exception is
/// recorded: whoever loads plug-ins sets it otherwise, and the code path says what it was (library_choice.h).
constexpr std::array inherited{"LD_LIBRARY_PATH",  "CROSSFADE_ROOT", "TMPDIR",        "PATH",
                               "ASAN_OPTIONS",     "LSAN_OPTIONS",   "UBSAN_OPTIONS", "TSAN_OPTIONS",
                               "OPENBLAS_CORETYPE"};

constexpr std::string_view always_inherited = "LD_LIBRARY_PATH";

std::vector<std::string> environment_of(const LaunchSpec& spec) {
  std::vector<std::string> variables{"LANG=C.UTF-8"};
  for (const char* const name : inherited) {
    if (spec.bare_environment && name != always_inherited) continue;
    const bool given = std::any_of(spec.environment.begin(), spec.environment.end(),
                                   [&](const auto& variable) { return variable.first == name; });
    if (given) continue;  // a cap; of two variables of one name the first would count
    if (const char* const value = std::getenv(name)) variables.push_back(fmt::format("{}={}", name, value));
  }
  for (const auto& [name, value] : spec.environment) variables.push_back(fmt::format("{}={}", name, value));
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Between fork and exec: system calls only.
[[noreturn]] void become(const char* program, int channel, int error_output, pid_t parent,
                         char* const* arguments, char* const* environment) {
  (void)::setpgid(0, 0);
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) _exit(127);  // the parent was gone before the line above
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) {
    (void)::dup2(null, STDIN_FILENO);
    (void)::dup2(null, STDOUT_FILENO);
  }
  (void)::dup2(error_output, STDERR_FILENO);
  if (channel == child_channel_fd) {
    (void)::fcntl(channel, F_SETFD, 0);
  } else {
    (void)::dup2(channel, child_channel_fd);
  }
  (void)::signal(SIGPIPE, SIG_DFL);  // which the collector ignores
  sigset_t none;
  sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(program, arguments, environment);
  const char* const why = std::strerror(errno);
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, why, std::strlen(why));
  _exit(127);
}

class ForkedProcess final : public MeasureProcess {
 public:
  ForkedProcess(pid_t pid, int channel_fd, int error_fd, int wake_fd)
      : pid_(pid), channel_(channel_fd), error_fd_(error_fd), wake_fd_(wake_fd) {
    SignalStopRequest::set_child_group(pid);
  }

  ~ForkedProcess() override {
    if (!end_) {
      kill();
      (void)wait(std::chrono::milliseconds(0));
    }
    ::close(error_fd_);
  }

  Result<void> send(const Message& message) override { return channel_.send(message); }

  Result<std::optional<Message>> receive(std::chrono::milliseconds timeout) override {
    const auto deadline = Clock::now() + timeout;
    bool woken = false;
    for (;;) {
      auto message = channel_.receive(std::chrono::milliseconds(0));
      if (!message || *message || woken) return message;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (left <= 0) return std::optional<Message>{};
      std::array<pollfd, 3> waiting{pollfd{channel_.fd(), POLLIN, 0},
                                    pollfd{error_open_ ? error_fd_ : -1, POLLIN, 0},
                                    pollfd{wake_fd_, POLLIN, 0}};
      const int ready =
          ::poll(waiting.data(), waiting.size(), static_cast<int>(std::min<long long>(left, 1 << 30)));
      if (ready > 0 && waiting[1].revents != 0) drain();
      // Once more around for a message that came at the same time, then back to the caller.
      woken = ready < 0 || waiting[2].revents != 0;
    }
  }

  void kill() override {
    if (!end_) (void)::kill(-pid_, SIGKILL);
  }

  ProcessEnd wait(std::chrono::milliseconds patience) override {
    const auto deadline = Clock::now() + patience;
    while (!end_) {
      drain();
      int status = 0;
      const pid_t done = ::waitpid(pid_, &status, WNOHANG);
      if (done == pid_) {
        // Its group may hold what the plug-in started.
        (void)::kill(-pid_, SIGKILL);
        end_ = WIFSIGNALED(status) ? ProcessEnd{0, WTERMSIG(status)} : ProcessEnd{WEXITSTATUS(status), 0};
        SignalStopRequest::set_child_group(0);
      } else if (done < 0 && errno != EINTR) {
        end_ = ProcessEnd{127, 0};
      } else {
        if (Clock::now() >= deadline) kill();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    }
    drain();
    return end_.value_or(ProcessEnd{127, 0});
  }

  std::string take_error_output() override {
    drain();
    return std::exchange(error_output_, {});
  }

 private:
  void drain() {
    std::array<char, 4096> buffer{};
    while (error_open_) {
      const ssize_t n = ::read(error_fd_, buffer.data(), buffer.size());
      if (n < 0) return;
      if (n == 0) error_open_ = false;
      const std::size_t room = max_error_bytes - std::min(max_error_bytes, error_bytes_);
      const std::size_t kept = std::min(room, static_cast<std::size_t>(n));
      error_output_.append(buffer.data(), kept);
      error_bytes_ += kept;
    }
  }

  pid_t pid_;
  Channel channel_;
  int error_fd_, wake_fd_;
  bool error_open_ = true;
  std::string error_output_;
  std::size_t error_bytes_ = 0;
  std::optional<ProcessEnd> end_;
};

Error cannot_start(const std::filesystem::path& program, int number) {
  return Error{ErrorKind::unavailable, "cannot start the measuring program", program.string(),
               std::strerror(number), "check the limits on processes and open files (ulimit -a)"};
}

}  // namespace

ForkLauncher::ForkLauncher(std::filesystem::path program, int wake_fd)
    : program_(std::move(program)), wake_fd_(wake_fd) {}

Result<std::unique_ptr<MeasureProcess>> ForkLauncher::launch(const LaunchSpec& spec) {
  std::array<int, 2> channel{}, errors{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel.data()) != 0)
    return cannot_start(program_, errno);
  if (::pipe2(errors.data(), O_CLOEXEC) != 0) {
    const int number = errno;
    for (const int fd : channel) ::close(fd);
    return cannot_start(program_, number);
  }
  (void)::fcntl(errors[0], F_SETFL, O_NONBLOCK);
  std::vector<std::string> arguments = spec.wrapper;
  arguments.insert(arguments.end(), {program_.string(), "--channel-fd", std::to_string(child_channel_fd)});
  std::vector<std::string> environment = environment_of(spec);
  const std::vector<char*> argv = pointers_to(arguments), envp = pointers_to(environment);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(argv.front(), channel[1], errors[1], parent, argv.data(), envp.data());
  const int number = errno;
  ::close(channel[1]);
  ::close(errors[1]);
  if (pid < 0) {
    ::close(channel[0]);
    ::close(errors[0]);
    return cannot_start(program_, number);
  }
  (void)::setpgid(pid, pid);  // both sides, so that neither has to wait for the other
  return std::unique_ptr<MeasureProcess>(
      std::make_unique<ForkedProcess>(pid, channel[0], errors[0], wake_fd_));
}

}  // namespace crossfade::collector
