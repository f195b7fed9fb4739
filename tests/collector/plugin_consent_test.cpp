// With real fixtures, asked in child processes.
#include "collector/plugin_consent.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

results::Result<void> asked(std::vector<std::string> parameters) {
  static const PluginCatalogue catalogue = read_plugin_catalogue({CROSSFADE_FIXTURE_DIRECTORY});
  EXPECT_NE(catalogue.find("tiny"), nullptr);
  Plan plan;
  plan.workloads = {{"tiny", "default", std::move(parameters)}};
  plan.worker_cpus = {0};
  return check_plugins_consent(plan, catalogue);
}

TEST(PluginConsent, WhatItTakesIsFine) {
  EXPECT_TRUE(asked({}));
  EXPECT_TRUE(asked({"steps=100"}));
}

TEST(PluginConsent, WhatItRefusesIsTheUsersMistakeInItsOwnWords) {
  const auto refused = asked({"steps=many"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::usage);
  EXPECT_EQ(refused.error().where, "--workload tiny:steps=many");
  EXPECT_EQ(refused.error().why, "'steps=many': it is not a number");
  EXPECT_EQ(refused.error().remedy, "give a value in the range that crossfade-collect list shows");
}

}  // namespace
}  // namespace crossfade::collector
