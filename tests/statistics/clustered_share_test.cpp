#include "analysis/statistics/clustered_share.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "analysis/statistics/wilson.h"

namespace crossfade::statistics {
namespace {

TEST(ClusteredShare, ClustersOfOneAreIndependentTrials) {
  // Newcombe (1998): Wilson's interval of 15 of 148. Only what few clusters cost is beside it: t(147) for z.
  std::vector<ClusterCount> clusters(148, {0, 1});
  for (std::size_t i = 0; i < 15; ++i) clusters[i].count = 1;
  const ClusteredShare s = clustered_share(clusters);
  EXPECT_NEAR(s.share, 15.0 / 148, 1e-12);
  EXPECT_NEAR(s.interval.low, 0.0624, 1e-3);
  EXPECT_NEAR(s.interval.high, 0.1605, 1e-3);
}

TEST(ClusteredShare, MembersThatAreOneAreOneTrial) {
  // By hand: 2 of 10 clusters of 20 all count. Variance 10/9 * (2 * 16^2 + 8 * 4^2) / 200^2 = 0.01778, of
  // independent trials 0.2 * 0.8 / 200 = 0.0008: the design effect is 22.2.
  std::vector<ClusterCount> clusters(10, {0, 20});
  clusters[3].count = clusters[7].count = 20;
  const ClusteredShare s = clustered_share(clusters);
  EXPECT_NEAR(s.share, 0.2, 1e-12);
  EXPECT_NEAR(s.design_effect, 22.222, 1e-3);
  EXPECT_NEAR(s.effective_trials, 9 * 1.959964 * 1.959964 / (2.262157 * 2.262157), 1e-3);
  EXPECT_LT(s.interval.low, 0.06) << "200 independent trials would say 0.15";
}

TEST(ClusteredShare, WithoutScatterEachClusterIsOneTrial) {
  const std::vector<ClusterCount> none(20, {0, 50});
  EXPECT_NEAR(clustered_share(none).interval.high, wilson_interval(0, 20).high, 1e-12);
  const std::vector<ClusterCount> one{{3, 50}};
  EXPECT_NEAR(clustered_share(one).effective_trials, 1, 1e-12);
  EXPECT_GT(clustered_share(one).interval.high, 0.7);
}

TEST(ClusteredShare, EmptyClustersAreNone) {
  const std::vector<ClusterCount> some{{1, 10}, {2, 10}, {0, 0}, {0, 10}};
  const std::vector<ClusterCount> same{{1, 10}, {2, 10}, {0, 10}};
  EXPECT_EQ(clustered_share(some).interval.low, clustered_share(same).interval.low);
}

TEST(ClusteredShare, IsAboveTheTruthNoMoreOftenThanItSays) {
  // A twentieth of all rows is called different, nine in ten of them with all others of their pair.
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  int above = 0, above_as_if_independent = 0;
  constexpr int repeats = 2'000, pairs = 16, rows = 40;
  for (int i = 0; i < repeats; ++i) {
    std::vector<ClusterCount> clusters;
    double count = 0;
    for (int p = 0; p < pairs; ++p) {
      const bool together = uniform(random) < 0.05;
      ClusterCount c{0, rows};
      for (int r = 0; r < rows; ++r) c.count += uniform(random) < 0.9 ? together : uniform(random) < 0.05;
      count += c.count;
      clusters.push_back(c);
    }
    above += clustered_share(clusters).interval.low > 0.05;
    above_as_if_independent += wilson_interval(static_cast<std::uint64_t>(count), pairs * rows).low > 0.05;
  }
  EXPECT_LT(above, 0.05 * repeats) << "of 2.5 %: few pairs, and most of them alike";
  EXPECT_GT(above_as_if_independent, 0.15 * repeats) << "what it is for";
}

}  // namespace
}  // namespace crossfade::statistics
