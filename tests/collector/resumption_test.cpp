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

TEST(Resumption, TellsAForgottenLabKeyFromAnotherHost) {
  results::Recording recorded;
  HostFacts facts = host_with("0-1");
  const auto why = [&](std::string id, std::string source) {
    facts.host_id = {std::move(id), std::move(source)};
    const auto checked = check_same_host(recorded, plan_on({0}), facts, "a.h5");
    return checked ? std::string{} : checked.error().why;
  };
  recorded.header.host_id = "k", recorded.header.host_id_source = "machine-id, keyed";
  EXPECT_EQ(why("k", "machine-id, keyed"), "");
  EXPECT_EQ(why("other", "machine-id, keyed"), "it was begun on another host");
  EXPECT_EQ(why("m", "machine-id"), "its host is named under a lab key, and none is given");
  recorded.header.host_id = "m", recorded.header.host_id_source = "machine-id";
  EXPECT_EQ(why("k", "machine-id, keyed"), "its host is named without a lab key, and one is given");
  recorded.header.host_id_source = "override (--host-id)";
  EXPECT_EQ(why("k", "machine-id, keyed"), "");
}

}  // namespace
}  // namespace crossfade::collector
