#include "analysis/statistics/no_rate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace crossfade::statistics {
namespace {

/// Blocks of 1000 requests of 100 us, of which some take 300 us; the objective is 200 us.
class Recorded {
 public:
  explicit Recorded(const std::vector<std::size_t>& slow_by_block) {
    service_ns_.reserve(slow_by_block.size());
    for (std::size_t block = 0; block < slow_by_block.size(); ++block) {
      auto& service_ns = service_ns_.emplace_back(1000, 100'000U);
      std::fill_n(service_ns.begin(), slow_by_block[block], 300'000U);
      chunks_.push_back({static_cast<std::uint32_t>(block), 500, service_ns});
    }
  }

  NoRate judged(bool too_disturbed = false, double factor = 1) const {
    SloProblem problem;
    problem.chunks = chunks_;
    problem.objective_ns = objective_ns_;
    problem.objective_factor = factor;
    return judge_no_rate(problem, too_disturbed);
  }

  std::vector<SloChunk> chunks_;

 private:
  std::vector<std::vector<std::uint32_t>> service_ns_;
  std::vector<double> objective_ns_{200'000};
};

TEST(NoRate, IsCertainWhereAllBlocksHaveTooManyLateRequests) {
  const NoRate found = Recorded({30, 32, 28, 30}).judged();
  EXPECT_EQ(found.certainty, NoRateCertainty::certain);
  EXPECT_DOUBLE_EQ(found.late_alone_share, 0.03);
}

TEST(NoRate, IsOpenWhereBlocksDiffer) {
  EXPECT_EQ(Recorded({100, 0, 0, 0}).judged().certainty, NoRateCertainty::blocks_differ);
}

TEST(NoRate, IsOpenOfASingleBlock) {
  EXPECT_EQ(Recorded({30}).judged().certainty, NoRateCertainty::blocks_differ);
}

TEST(NoRate, IsAQuestionOfQuietWhereDisturbedRequestsAreLate) {
  EXPECT_EQ(Recorded({30, 32, 28, 30}).judged(true).certainty, NoRateCertainty::disturbed);
}

TEST(NoRate, IsCertainHoweverDisturbedWhereMostRequestsAreLate) {
  EXPECT_EQ(Recorded({501, 501}).judged(true).certainty, NoRateCertainty::certain);
  EXPECT_EQ(Recorded({500, 500}).judged(true).certainty, NoRateCertainty::disturbed);
  EXPECT_EQ(Recorded({501}).judged().certainty, NoRateCertainty::certain);
}

TEST(NoRate, GoesByTheObjectiveTimesItsFactor) {
  EXPECT_DOUBLE_EQ(Recorded({30, 30}).judged(false, 2).late_alone_share, 0);
  EXPECT_DOUBLE_EQ(Recorded({30, 30}).judged(false, 0.4).late_alone_share, 1);
}

TEST(NoRate, CountsTheStallThatTheRequestCameInto) {
  Recorded recorded({0, 0});
  const std::vector<std::uint32_t> delay_ns(1000, 150'000);
  for (SloChunk& chunk : recorded.chunks_) chunk.start_delay_ns = delay_ns;
  EXPECT_DOUBLE_EQ(recorded.judged().late_alone_share, 1);
}

}  // namespace
}  // namespace crossfade::statistics
