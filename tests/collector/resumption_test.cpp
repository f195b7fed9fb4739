#include "collector/resumption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

/// A host with CPUs 0 and 1 to use, of those that are online.
HostFacts host_with(std::string online) {
  HostFacts facts;
  facts.topology.worker_order = {0, 1};
  facts.environment.push_back({"cpu.online", std::move(online), ""});
  return facts;
}

Plan plan_on(std::vector<std::uint32_t> cpus) {
  Plan plan;
  plan.worker_cpus = std::move(cpus);
  return plan;
}

TEST(Resumption, NeedsTheCpusOfThePlanAndSaysWhatKeepsOne) {
  const results::Recording recorded;
  EXPECT_TRUE(check_same_host(recorded, plan_on({0, 1}), host_with("0-3"), "a.h5"));
  const auto offline = check_same_host(recorded, plan_on({0, 2}), host_with("0-1"), "a.h5");
  ASSERT_FALSE(offline);
  EXPECT_EQ(offline.error().where, "a.h5");
  EXPECT_EQ(offline.error().why, "its plan needs a CPU: CPU 2 is offline (online are 0-1)");
  EXPECT_THAT(offline.error().remedy, HasSubstr("cpu2/online"));
  const auto kept = check_same_host(recorded, plan_on({0, 2}), host_with("0-3"), "a.h5");
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().why, HasSubstr("CPU 2 is online, but kept from this process"));
  EXPECT_THAT(kept.error().remedy, HasSubstr("or start a new recording"));
}

}  // namespace
}  // namespace crossfade::collector
