// Precision plans: the variances they are made from, and what a larger one asks for.
#include "analysis/precision_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using testing::synthetic_recording;
using testing::SyntheticHost;

/// Hosts that are alike, of two recordings each whose speeds differ by so much in ln.
Side side(const std::string& name, std::uint32_t hosts, double recordings_apart) {
  std::vector<results::Recording> recordings;
  for (std::uint32_t h = 0; h < hosts; ++h) {
    for (const int r : {0, 1}) {
      SyntheticHost host;
      host.title = name + std::to_string(h) + std::to_string(r);
      host.host_id = name + std::to_string(h);
      host.seed = 10 + 2 * h + static_cast<std::uint32_t>(r);
      host.speed = std::exp(r == 0 ? recordings_apart / 2 : -recordings_apart / 2);
      host.start_unix_ns += r * 3'600'000'000'000;
      host.requests = 300;
      host.grid_points = 4;
      recordings.push_back(synthetic_recording(host));
    }
  }
  return side_of(std::move(recordings), name);
}

PrecisionRow capacity_plan(std::uint32_t hosts, double recordings_apart) {
  const auto c = compare(side("a", hosts, recordings_apart), side("b", hosts, recordings_apart), {});
  EXPECT_TRUE(c);
  const auto rows = precision_plan(*c, 0.03, {});
  return *std::find_if(rows.begin(), rows.end(),
                       [](const PrecisionRow& row) { return row.metric == "capacity"; });
}

TEST(PrecisionPlan, RecordingsThatDifferAreSeen) {
  const PrecisionRow row = capacity_plan(4, 0.2);
  ASSERT_TRUE(row.base) << row.absent_because;
  EXPECT_EQ(row.base->recording_degrees, 4U);
  // SD of two values 0.2 apart is 0.141; half of the weight is that of r0, 2 %.
  EXPECT_NEAR(row.base->between_recordings, std::sqrt((0.141 * 0.141 + 0.02 * 0.02) / 2), 0.01);
  EXPECT_NEAR(row.base->between_hosts, 0, 0.02) << "their means are alike";
  ASSERT_TRUE(row.hosts_with[0] && row.hosts_with[2]);
  EXPECT_GT(*row.hosts_with[0], 2 * *row.hosts_with[2]) << "three recordings each help where these differ";
}

TEST(PrecisionPlan, RecordingsThatAgreeAskForFewerHosts) {
  const PrecisionRow alike = capacity_plan(4, 0), apart = capacity_plan(4, 0.2);
  ASSERT_TRUE(alike.hosts_with[0] && apart.hosts_with[0]);
  EXPECT_LT(*alike.hosts_with[0], *apart.hosts_with[0]);
  EXPECT_LT(alike.base->between_recordings, 0.03);
}

}  // namespace
}  // namespace crossfade::analysis
