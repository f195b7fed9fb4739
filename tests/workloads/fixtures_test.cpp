// The fixtures misbehave exactly as they say: other tests rely on it.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string>

#include "tests/workloads/plugin_host.h"

namespace crossfade::workloads {
namespace {

std::string fixture(const std::string& name) {
  return std::string(CROSSFADE_FIXTURE_DIRECTORY) + "/" + name + ".so";
}

TEST(Fixtures, OtherAbiHasAnotherNumber) {
  EXPECT_NE(Plugin(fixture("other_abi")).table().abi, CF_ABI_VERSION);
}

TEST(Fixtures, NoTableIsNoPlugin) {
  EXPECT_THROW(Plugin(fixture("no_table")), std::runtime_error);
}

TEST(Fixtures, RefusesDoesNotPrepare) {
  const Plugin plugin(fixture("refuses"));
  const Prepared prepared(plugin, {});
  EXPECT_EQ(prepared.status(), CF_UNSUPPORTED);
  EXPECT_STREQ(prepared.error().what, "cannot prepare the fixture");
  EXPECT_EQ(prepared.data(), nullptr);
}

TEST(Fixtures, WrongAnswersComeLateAndSeldom) {
  const Plugin plugin(fixture("wrong_answers"));
  const Prepared prepared(plugin, {.parameters = {{"steps", "1"}}});
  PluginWorker worker(prepared, 0);
  const cf_request request{5, 0, 0, 0};
  const std::uint64_t golden = worker.request(request).digest;
  int wrong_count = 0;
  for (int count = 2; count <= 2000; ++count) {
    const cf_answer answer = worker.request(request);
    if (answer.digest != golden) {
      ++wrong_count;
      EXPECT_GT(count, 1000);
      EXPECT_EQ(worker.verify(request, answer), CF_WRONG);
    }
  }
  EXPECT_EQ(wrong_count, 10);
}

/// Runs 20 requests in a child; the status it ended with, or -1 if it had to be killed after so many seconds.
int end_of(const std::string& name, int patience_s) {
  const pid_t child = fork();
  if (child == 0) {
    const Plugin plugin(fixture(name));
    const Prepared prepared(plugin, {.parameters = {{"after", "10"}, {"steps", "1"}}});
    PluginWorker worker(prepared, 0);
    for (std::uint64_t index = 0; index < 20; ++index) {
      worker.request({index, 0, 0, 0});
    }
    _exit(0);
  }
  for (int waits = 0; waits < patience_s * 50; ++waits) {
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) {
      return status;
    }
    usleep(20'000);
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return -1;
}

TEST(Fixtures, CrashesEndsItsProcess) {
  const int status = end_of("crashes", 60);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGABRT);
}

TEST(Fixtures, HangsDoesNotEnd) {
  EXPECT_EQ(end_of("hangs", 1), -1);
}

}  // namespace
}  // namespace crossfade::workloads
