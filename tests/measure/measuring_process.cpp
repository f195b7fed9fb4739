#include "tests/measure/measuring_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "collector/counters/event_catalogue.h"
#include "collector/protocol/codec.h"
#include "results/error.h"

namespace crossfade::collector {
namespace {

std::array<int, 2> make_pair_of_sockets() {
  std::array<int, 2> ends{-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  return ends;
}

}  // namespace

MeasuringProcess::MeasuringProcess() : channel_(-1) {
  const auto ends = make_pair_of_sockets();
  channel_ = Channel(ends[0]);
  const std::string number = std::to_string(ends[1]);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::fcntl(ends[1], F_SETFD, 0);
    ::execl(CROSSFADE_MEASURE_PROGRAM, CROSSFADE_MEASURE_PROGRAM, "--channel-fd", number.c_str(), nullptr);
    ::_exit(126);
  }
  ::close(ends[1]);
}

MeasuringProcess::~MeasuringProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  wait();
}

Message MeasuringProcess::next() {
  const auto message = channel_.receive(std::chrono::seconds(60));
  if (!message) {
    ADD_FAILURE() << results::to_line(message.error());
    return Bye{};
  }
  if (!*message) {
    ADD_FAILURE() << "nothing came for a minute";
    return Bye{};
  }
  return **message;
}

void MeasuringProcess::report_unexpected(const Message& message, bool as_expected) {
  if (as_expected) return;
  ADD_FAILURE() << "unexpected message of type " << type_of(message);
  if (const auto* failure = std::get_if<Failure>(&message)) ADD_FAILURE() << results::to_line(failure->error);
}

int MeasuringProcess::wait() {
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::vector<std::uint32_t> usable_cpus(std::uint32_t wanted) {
  cpu_set_t set;
  CPU_ZERO(&set);
  EXPECT_EQ(::sched_getaffinity(0, sizeof set, &set), 0);
  std::vector<std::uint32_t> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE && cpus.size() < wanted; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(static_cast<std::uint32_t>(cpu));
  }
  return cpus;
}

Prepare prepare_fixture(const std::string& name, std::uint32_t workers) {
  Prepare prepare;
  prepare.plugin_path = std::string(CROSSFADE_FIXTURE_DIRECTORY) + "/" + name + ".so";
  prepare.preset = "default";
  prepare.seed = 20240611;
  prepare.worker_cpus = usable_cpus(workers);
  prepare.scratch_dir = ::testing::TempDir();
  prepare.warm_up_limit_ns = 300'000'000;
  prepare.hardware_events = generic_events();
  return prepare;
}

}  // namespace crossfade::collector
