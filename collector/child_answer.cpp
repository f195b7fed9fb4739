#include "collector/child_answer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr auto patience = std::chrono::seconds(5);
constexpr std::size_t longest_answer_bytes = std::size_t{1} << 20;

[[noreturn]] void answer_in_child(const std::function<std::string()>& answer, int out) {
  // A plug-in that prints while it is loaded must not write between what this program prints.
  if (::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) ::close(STDOUT_FILENO);
  const std::string text = answer();
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = ::write(out, text.data() + written, text.size() - written);
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  _exit(0);
}

/// Everything until the other side closes; nullopt = it did not within the time, or there is too much.
std::optional<std::string> read_all(int fd) {
  std::string all;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    pollfd waiting{fd, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n == 0) return all;
    if (n < 0 && errno != EINTR) return std::nullopt;
    if (n > 0) all.append(buffer.data(), static_cast<std::size_t>(n));
    if (all.size() > longest_answer_bytes) return std::nullopt;
  }
}

}  // namespace

Error unusable_plugin(const std::filesystem::path& path, std::string why, std::string remedy) {
  return Error{ErrorKind::unavailable, "cannot use the plug-in", path.string(), std::move(why),
               std::move(remedy)};
}

Result<std::string> answer_of_child(const std::filesystem::path& plugin,
                                    const std::function<std::string()>& answer) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return unusable_plugin(plugin, std::strerror(errno), "raise the number of open files (ulimit -n)");
  }
  const pid_t child = ::fork();
  if (child == 0) answer_in_child(answer, ends[1]);
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return unusable_plugin(plugin, std::strerror(errno), "raise the number of processes (ulimit -u)");
  }
  std::optional<std::string> said = read_all(ends[0]);
  ::close(ends[0]);
  if (!said) (void)::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!said) return unusable_plugin(plugin, "it did not load within 5 s", "repair the plug-in");
  if (WIFSIGNALED(status)) {
    return unusable_plugin(
        plugin,
        fmt::format("loading it ended with signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status))),
        "repair the plug-in, or check that this CPU has what it was built for");
  }
  return std::move(*said);
}

}  // namespace crossfade::collector
