#include "collector/measure/shared_indexes.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "collector/measure/capacity_stage.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/rewarm.h"
#include "collector/measure/warm_up.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

TEST(SharedIndex, WorkersTogetherMakeTheSequenceAndNothingTwice) {
  for (const std::uint32_t workers : {1U, 2U, 3U, 7U, 8U, 64U, 192U}) {
    constexpr std::uint64_t rounds = 500;
    std::set<std::uint64_t> made;
    for (std::uint32_t w = 0; w < workers; ++w) {
      for (std::uint64_t j = 0; j < rounds; ++j) made.insert(shared_index(j, w, workers));
    }
    EXPECT_EQ(made.size(), rounds * workers) << workers;
    EXPECT_EQ(*made.rbegin(), rounds * workers - 1) << workers;
  }
}

TEST(SharedIndex, OneWorkerMakesTheSequenceInItsOrder) {
  for (std::uint64_t j = 0; j < 100; ++j) EXPECT_EQ(shared_index(j, 0, 1), j);
}

TEST(SharedIndex, EveryWorkerMeetsTheWholePool) {
  for (const std::uint32_t workers : {2U, 4U, 8U, 64U}) {
    for (const std::uint64_t pool : {3U, 4U, 64U, 1024U}) {
      for (std::uint32_t w = 0; w < workers; ++w) {
        std::set<std::uint64_t> met;
        // With n requests drawn at random a given one of the pool is missed with probability exp(-n / pool).
        for (std::uint64_t j = 0; j < 24 * pool + 64; ++j) met.insert(shared_index(j, w, workers) % pool);
        EXPECT_EQ(met.size(), pool) << workers << " workers, worker " << w;
      }
    }
  }
}

/// What each thread met of the toy's indexes modulo 8, and how many requests it made.
class SharedIndexesOfAStage : public CrewTest {
 protected:
  struct Met {
    std::set<std::uint64_t> residues;
    std::uint64_t requests = 0;
  };

  void SetUp() override {
    ASSERT_TRUE(set_up(4));
    auto made = GoldenAnswers::make(*crew_);
    ASSERT_TRUE(made);
    golden_.emplace(std::move(*made));
    toy_.request = [this](const cf_request& request, cf_answer& answer) {
      answer.digest = toy_digest(request);
      const std::lock_guard lock(mutex_);
      Met& met = met_[std::this_thread::get_id()];
      met.residues.insert(request.index % 8);
      ++met.requests;
      return CF_OK;
    };
  }

  /// Of the threads that made enough: a residue is missed with probability exp(-25). Returns how many did.
  std::size_t threads_that_met_all() const {
    std::size_t judged = 0;
    for (const auto& [thread, met] : met_) {
      if (met.requests < 200) continue;
      ++judged;
      EXPECT_EQ(met.residues.size(), 8U);
    }
    return judged;
  }

  std::optional<GoldenAnswers> golden_;
  std::mutex mutex_;
  std::map<std::thread::id, Met> met_;
};

TEST_F(SharedIndexesOfAStage, OfCapacity) {
  const std::vector<double> shares{0.75, 0.25};
  const RequestMix mix(shares, 1);
  const StageInput input{*crew_, *golden_, mix, 0, 50'000, nullptr};
  const auto measured = measure_capacity(
      input, {.kind = results::StageKind::capacity, .workers = 4, .duration_ns = 100'000'000});
  ASSERT_TRUE(measured) << measured.error().why;
  EXPECT_GT(threads_that_met_all(), 0U);
}

TEST_F(SharedIndexesOfAStage, OfWarmingUp) {
  const auto done = warm_up(*crew_, *golden_, 100'000'000, 1);
  ASSERT_TRUE(done) << done.error().why;
  EXPECT_GT(threads_that_met_all(), 0U);
}

TEST_F(SharedIndexesOfAStage, OfWarmingUpAgain) {
  const std::vector<double> shares{0.75, 0.25};
  const RequestMix mix(shares, 1);
  const StageInput input{*crew_, *golden_, mix, 0, 50'000, nullptr};
  EXPECT_EQ(rewarm(input, 4).errors, 0U);
  threads_that_met_all();  // where the four share a CPU none may get as far in 5 ms
}

}  // namespace
}  // namespace crossfade::collector
