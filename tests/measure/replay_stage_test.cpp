// Replays: the same requests whatever was done before, as often as asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "collector/measure/golden_answers.h"
#include "collector/measure/replay_stage.h"
#include "collector/measure/stage_runner.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

using results::StageKind;

class ReplayStage : public CrewTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(set_up(1));
    golden_ = *GoldenAnswers::make(*crew_);
    toy_.request = [this](const cf_request& request, cf_answer& answer) {
      seen_.push_back(request);
      answer.digest = toy_digest(request);
      return static_cast<int>(CF_OK);
    };
  }
  static StageSpec spec(std::uint32_t first, std::uint32_t requests, std::uint32_t rounds = 1) {
    StageSpec spec;
    spec.sample = 20;
    spec.kind = StageKind::simulated;
    spec.seed = 7;
    spec.first_request = first;
    spec.requests = requests;
    spec.rounds = rounds;
    return spec;
  }
  GoldenAnswers golden_;
  std::vector<cf_request> seen_;
};

TEST_F(ReplayStage, MakesTheRequestsThatAreAskedForAndNoOther) {
  StageRunner runner(*crew_, golden_, 12'345);
  const auto done = runner.run(spec(3, 5));
  ASSERT_TRUE(done) << results::to_line(done.error());
  EXPECT_EQ(done->record.stage.kind, StageKind::simulated);
  EXPECT_EQ(done->record.stage.completed, 5U);
  EXPECT_EQ(done->record.stage.errors, 0U);
  ASSERT_EQ(seen_.size(), 5U);
  EXPECT_LT(seen_[4].index, 100U) << "whatever was used before";
  for (std::size_t i = 1; i < 5; ++i) EXPECT_GT(seen_[i].index, seen_[i - 1].index);
}

TEST_F(ReplayStage, OneByOneTheyAreTheSameAsTogether) {
  StageRunner runner(*crew_, golden_, 0);
  ASSERT_TRUE(runner.run(spec(0, 20)));
  const std::vector<cf_request> together = std::exchange(seen_, {});
  for (std::uint32_t i = 0; i < 20; ++i) {
    const auto one = runner.run(spec(i, 1));
    ASSERT_TRUE(one);
    const auto& distributions = one->record.distributions;
    ASSERT_EQ(distributions.size(), 2U) << "of all classes and of its own";
    EXPECT_EQ(distributions[1].workload_class, static_cast<std::int32_t>(together[i].class_id));
  }
  ASSERT_EQ(seen_.size(), 20U);
  std::uint32_t large = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(seen_[i].index, together[i].index);
    EXPECT_EQ(seen_[i].class_id, together[i].class_id);
    large += seen_[i].class_id;
  }
  EXPECT_EQ(large, 5U) << "a quarter";
}

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CROSSFADE_SIGNALS_ARE_HELD_BACK 1
#endif
#endif

TEST_F(ReplayStage, SaysWhereItExecutesIfItIsAsked) {
#if defined(__SANITIZE_THREAD__) || defined(CROSSFADE_SIGNALS_ARE_HELD_BACK)
  GTEST_SKIP() << "SKIPPED: ThreadSanitizer holds a timer's signals back until the next system call";
#endif
  toy_.request = [](const cf_request& request, cf_answer& answer) {
    std::uint64_t work = request.index;
    for (int i = 0; i < 2'000'000; ++i) {
      work = work * 6364136223846793005U + 1;
      asm volatile("" : "+r"(work));
    }
    answer.digest = toy_digest(request);
    return static_cast<int>(CF_OK);
  };
  StageRunner runner(*crew_, golden_, 0);
  StageSpec asked = spec(0, 20, 3);
  asked.kind = StageKind::probe;
  const auto unasked = runner.run(asked);
  ASSERT_TRUE(unasked);
  EXPECT_TRUE(unasked->code.empty());
  asked.sample_code = true;
  const auto done = runner.run(asked);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->code_absent_because, "");
  EXPECT_FALSE(done->code.empty());
}

TEST_F(ReplayStage, RoundsAskForTheSameAnswersByOtherIndexes) {
  StageRunner runner(*crew_, golden_, 0);
  const auto done = runner.run(spec(0, 4, 3));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->record.stage.completed, 12U);
  ASSERT_EQ(seen_.size(), 12U);
  for (std::size_t i = 4; i < 12; ++i) {
    EXPECT_EQ(seen_[i].class_id, seen_[i - 4].class_id);
    EXPECT_EQ(seen_[i].index, seen_[i - 4].index + 40) << "pools of 8 and 5";
  }
}

TEST(ReplaySample, HasTheClassesInTheirShares) {
  const std::vector<double> shares{0.3, 0.5, 0.2};
  const RequestMix mix(shares, 5);
  const auto sample = replay_sample(mix, shares, 8);
  ASSERT_EQ(sample.size(), 8U);
  std::vector<int> of_class(3);
  for (const std::uint64_t request : sample) ++of_class[mix.class_of(request)];
  EXPECT_THAT(of_class, ::testing::ElementsAre(2, 4, 2)) << "2.4, 4 and 1.6";
  EXPECT_TRUE(std::is_sorted(sample.begin(), sample.end()));
  EXPECT_EQ(replay_sample(mix, shares, 1).size(), 1U);
  EXPECT_EQ(replay_sample(mix, shares, 100).size(), 100U);
}

TEST(ReplaySample, OfTooFewOfAClassOthersTakeThePlace) {
  const std::vector<double> asked{0.5, 0.5}, mixed{1.0, 0.0};
  const RequestMix mix(mixed, 5);
  const auto sample = replay_sample(mix, asked, 6);
  EXPECT_EQ(sample.size(), 6U);
  EXPECT_EQ(std::adjacent_find(sample.begin(), sample.end()), sample.end()) << "none twice";
}

TEST_F(ReplayStage, WrongAnswersAreErrors) {
  toy_.request = [](const cf_request&, cf_answer& answer) {
    answer.digest = 0;
    return static_cast<int>(CF_OK);
  };
  StageRunner runner(*crew_, golden_, 0);
  const auto done = runner.run(spec(0, 4));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->record.stage.errors, 4U);
  EXPECT_EQ(done->record.stage.outcome, results::StageOutcome::failed);
}

TEST_F(ReplayStage, NothingToReplayIsNoStage) {
  StageRunner runner(*crew_, golden_, 0);
  EXPECT_FALSE(runner.run(spec(0, 0)));
  EXPECT_FALSE(runner.run(spec(0, 1, 0)));
  EXPECT_FALSE(runner.run(spec(20, 1))) << "beyond the sample";
  StageSpec two = spec(0, 1);
  two.workers = 2;
  EXPECT_FALSE(runner.run(two));
}

}  // namespace
}  // namespace crossfade::collector
