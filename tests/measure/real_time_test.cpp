// Workers in real time, where this machine allows it, and what is said where it does not.
#include "collector/protocol/real_time.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <thread>

#include "collector/measure/stage_runner.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

int own_policy() {
  sched_param parameters{};
  int policy = -1;
  ::pthread_getschedparam(::pthread_self(), &policy, &parameters);
  return policy;
}

StageSpec real_time_spec() {
  return {.kind = results::StageKind::load,
          .offered_per_s = 1000,
          .arrival = results::Arrival::constant,
          .wait_mode = results::WaitMode::sleep,
          .scheduling = results::Scheduling::fifo,
          .duration_ns = 30'000'000};
}

TEST(RealTime, ARefusalSaysWhyAndWhatToDo) {
  const results::Error error = real_time_refused(EPERM, 0);
  EXPECT_EQ(results::exit_code(error), 69);
  EXPECT_EQ(error.what, "cannot run the workers in real time");
  EXPECT_EQ(error.where, "--rt");
  EXPECT_EQ(error.why,
            "the kernel refuses SCHED_FIFO: this process has no CAP_SYS_NICE, its RLIMIT_RTPRIO is 0, or its "
            "container allows no real time");
  EXPECT_NE(error.remedy.find("ulimit -r 1"), std::string::npos);
  EXPECT_EQ(real_time_refused(EINVAL, 0).why, "the kernel refuses SCHED_FIFO: Invalid argument");
}

TEST(RealTime, TryingItLeavesThisThreadAlone) {
  const int before = own_policy();
  const auto allowed = check_real_time();
  EXPECT_EQ(allowed ? 69 : results::exit_code(allowed.error()), 69);
  EXPECT_EQ(own_policy(), before);
}

TEST_F(CrewTest, AStageInRealTimeIsInItAndSaysSo) {
  if (!check_real_time()) GTEST_SKIP() << "this machine does not allow it";
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_);
  std::atomic<int> policy{-1};
  toy_.request = [&](const cf_request& request, cf_answer& answer) {
    answer.digest = toy_digest(request);
    policy = own_policy();
    return CF_OK;
  };
  StageRunner runner(*crew_, *golden, 0);
  const auto done = runner.run(real_time_spec());
  ASSERT_TRUE(done) << done.error().why;
  EXPECT_EQ(done->record.stage.scheduling, results::Scheduling::fifo);
  EXPECT_EQ(policy, SCHED_FIFO);
  crew_->run(2, [&](std::uint32_t) { EXPECT_EQ(own_policy(), SCHED_OTHER) << "the next stage is ordinary"; });
  // On a busy machine a short stage may be over before its worker had a CPU, and then makes no request.
  for (int attempt = 0; policy == SCHED_FIFO && attempt < 100; ++attempt)
    ASSERT_TRUE(runner.run({.kind = results::StageKind::capacity, .workers = 2, .duration_ns = 2'000'000}));
  EXPECT_EQ(policy, SCHED_OTHER);
}

}  // namespace
}  // namespace crossfade::collector
