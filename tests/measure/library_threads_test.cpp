// A workload whose library makes threads: the CPU time of a stage is the process's.
#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <limits>
#include <thread>

#include "collector/measure/stage_runner.h"
#include "tests/counters/fake_perf.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

std::uint64_t thread_cpu() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

class LibraryThreads : public CrewTest {
 protected:
  /// Every request lets a thread of its own use 5 ms of CPU time.
  void use_threads() {
    toy_.request = [this](const cf_request& request, cf_answer& answer) {
      std::thread([this] {
        std::uint64_t used = 0;
        while (used < 5'000'000) used = thread_cpu();
        used_ns_ += used;
      }).join();
      answer.digest = toy_digest(request);
      return CF_OK;
    };
  }
  /// What its requests' threads used, and what the stage says of it.
  results::Stage stage(results::StageKind kind, std::uint32_t workers) {
    EXPECT_TRUE(set_up(workers));
    const auto golden = GoldenAnswers::make(*crew_);
    EXPECT_TRUE(golden);
    StageRunner runner(*crew_, *golden, 0);
    use_threads();
    used_ns_ = 0;
    const auto done =
        runner.run({.kind = kind, .workers = workers, .duration_ns = 30'000'000, .seed = 1}, {});
    EXPECT_TRUE(done);
    if (!done) return {};
    EXPECT_GT(done->record.stage.completed, 0U);
    return done->record.stage;
  }
  static double cpu_ns(const results::Stage& stage) {
    return static_cast<double>(stage.cpu_user_ns + stage.cpu_system_ns);
  }
  double used_ns() const { return static_cast<double>(used_ns_.load()); }

  std::atomic<std::uint64_t> used_ns_{0};
};

TEST_F(LibraryThreads, TheStageHasTheirCpuTime) {
  table_.flags |= CF_FLAG_LIBRARY_THREADS;
  const double charged_ns = cpu_ns(stage(results::StageKind::capacity, 2));
  EXPECT_GT(used_ns(), 0);
  EXPECT_GE(charged_ns, 0.99 * used_ns());
}

TEST_F(LibraryThreads, WithoutTheFlagTheWorkersOwnAlone) {
  const double charged_ns = cpu_ns(stage(results::StageKind::capacity, 1));
  EXPECT_LT(charged_ns, used_ns());
}

TEST_F(LibraryThreads, CountersSeeWhatWorkersStart) {
  FakePerf perf;
  ASSERT_TRUE(set_up(1, &perf));
  for (const auto& attributes : perf.opened()) EXPECT_EQ(attributes.inherit, 0U);
  crew_.reset();
  table_.flags |= CF_FLAG_LIBRARY_THREADS;
  FakePerf other;
  ASSERT_TRUE(set_up(1, &other));
  ASSERT_FALSE(other.opened().empty());
  for (const auto& attributes : other.opened()) EXPECT_EQ(attributes.inherit, 1U);
  crew_.reset();
}

}  // namespace
}  // namespace crossfade::collector
