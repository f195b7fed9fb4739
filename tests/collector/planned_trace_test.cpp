#include "collector/planned_trace.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

TEST(PlannedTrace, IsKnownByWhatItHolds) {
  const crossfade::testing::TemporaryRoot root;
  root.write("/arrivals.txt", "0\n1\n1.5\n");
  const std::string path = root.path() / "arrivals.txt";
  Plan plan;
  ASSERT_TRUE(check_planned_trace(plan)) << "a plan without one needs none";
  ASSERT_TRUE(plan_arrival_trace(std::filesystem::relative(path).string(), plan));
  plan.arrival = results::Arrival::trace;
  EXPECT_EQ(plan.arrival_trace_path.front(), '/') << "another process has another working folder";
  EXPECT_EQ(plan.arrival_trace_digest.size(), 32U);
  EXPECT_TRUE(check_planned_trace(plan));

  root.write("/arrivals.txt", "# the same, written otherwise\n0.0\n1e0\n1.50\n");
  EXPECT_TRUE(check_planned_trace(plan));
  root.write("/arrivals.txt", "0\n1\n1.6\n");
  const auto changed = check_planned_trace(plan);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, results::ErrorKind::data);
  EXPECT_EQ(changed.error().why, "the arrival trace holds other arrivals than when the run began");
  std::filesystem::remove(path);
  EXPECT_EQ(check_planned_trace(plan).error().kind, results::ErrorKind::io);
}

}  // namespace
}  // namespace crossfade::collector
