#include "results/jail/reader_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <string_view>

#include "results/file/descriptor.h"
#include "results/jail/confinement.h"
#include "results/jail/worker.h"

namespace crossfade::results::jail {
namespace {

void set_soft_limit(pid_t process, __rlimit_resource what, rlim_t value) {
  rlimit both{};
  if (::prlimit(process, what, nullptr, &both) != 0) return;
  both.rlim_cur = std::min(value, both.rlim_max);
  static_cast<void>(::prlimit(process, what, &both, nullptr));
}

std::chrono::seconds cpu_used(pid_t process) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec);
}

/// Second number of statm, in pages; 0 if it cannot be read: the process has ended.
std::uint64_t resident_bytes(pid_t process) {
  std::array<char, 48> path{};
  static_cast<void>(std::snprintf(path.data(), path.size(), "/proc/%d/statm", static_cast<int>(process)));
  const file::Descriptor file(::open(path.data(), O_RDONLY | O_CLOEXEC));
  if (!file) return 0;
  std::array<char, 128> text{};
  const ssize_t n = ::read(file.number(), text.data(), text.size());
  const std::string_view all(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  const std::size_t space = all.find(' ');
  if (space == std::string_view::npos) return 0;
  std::uint64_t pages = 0;
  static_cast<void>(std::from_chars(all.data() + space + 1, all.data() + all.size(), pages));
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

constexpr std::chrono::milliseconds look_every{50};

}  // namespace

void set_limits(pid_t process, const ReaderLimits& limits) {
  // Seconds begun are lost to the next file, so one is added.
  const auto cpu = cpu_used(process) + limits.cpu + std::chrono::seconds(1);
  set_soft_limit(process, RLIMIT_CPU, static_cast<rlim_t>(cpu.count()));
  if (!is_sanitized) set_soft_limit(process, RLIMIT_DATA, limits.memory_bytes);
}

std::size_t ReaderAnswer::receive(std::span<std::byte> out) {
  const auto deadline = std::chrono::steady_clock::now() + limits_.wall;
  while (true) {
    pollfd ready{socket_, POLLIN, 0};
    const int seen = ::poll(&ready, 1, static_cast<int>(look_every.count()));
    if (seen > 0) {
      const ssize_t n = ::recv(socket_, out.data(), out.size(), 0);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) state_ = State::gone;
      return n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    // What the limit on memory cannot hold (a sanitizer's, or pages of the program itself) is seen here.
    constexpr std::uint64_t own = std::uint64_t{128} << 20U;
    if (resident_bytes(process_) > limits_.memory_bytes + own) {
      state_ = State::too_large;
      return 0;
    }
    if (std::chrono::steady_clock::now() > deadline) {
      state_ = State::silent;
      return 0;
    }
  }
}

ReaderEnd why_it_ended(std::optional<int> wait_status, ReaderAnswer::State state,
                       const ReaderLimits& limits) {
  using State = ReaderAnswer::State;
  const std::string too_large =
      fmt::format("reading it takes more than {} MiB of memory", limits.memory_bytes >> 20U);
  if (state == State::silent)
    return {fmt::format("reading it did not end: nothing came for {} s", limits.wall.count() / 1000)};
  if (state == State::too_large) return {too_large};
  if (state == State::gone && wait_status && WIFEXITED(*wait_status) &&
      WEXITSTATUS(*wait_status) == out_of_memory) {
    return {too_large};
  }
  if (state == State::gone && wait_status && WIFSIGNALED(*wait_status)) {
    const int signal = WTERMSIG(*wait_status);
    if (signal == SIGXCPU)
      return {fmt::format("reading it takes more than {} s of CPU time", limits.cpu.count())};
    if (signal == SIGKILL) return {"the process that read it was killed: perhaps memory ran out", true};
    const char* const name = ::sigabbrev_np(signal);
    return {fmt::format("it crashed the process that read it (SIG{})", name != nullptr ? name : "?")};
  }
  return {"the process that read it gave no sensible answer"};
}

}  // namespace crossfade::results::jail
