// With real fixtures, asked in child processes, on a machine whose memory is made up.
#include "collector/plan_with_room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_root.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const PluginCatalogue& fixtures() {
  static const PluginCatalogue catalogue = read_plugin_catalogue({CROSSFADE_FIXTURE_DIRECTORY});
  return catalogue;
}

Topology one_core() {
  return *synthetic_topology("core:1 pu:1");
}

class PlanWithRoom : public ::testing::Test {
 protected:
  void memory_kib(const char* kib) const {
    root_.write("/meminfo", std::string("MemAvailable: ") + kib + " kB\n");
  }
  RoomSources sources() const { return {root_.path().string(), root_.path().string()}; }
  testing::TemporaryRoot root_;
};

TEST_F(PlanWithRoom, APlanThatFitsIsTheBuildersOwn) {
  memory_kib("8000000");
  RunOptions options;
  options.workloads = {"tiny"};
  const auto choice = plan_with_room(options, one_core(), fixtures(), sources());
  ASSERT_TRUE(choice) << results::to_line(choice.error());
  EXPECT_EQ(choice->plan.workloads.size(), 1U);
  EXPECT_THAT(choice->left_out, IsEmpty());
}

TEST_F(PlanWithRoom, WhatWasNamedAndHasNoRoomIsAnErrorWithNeedAndHave) {
  memory_kib("0");
  RunOptions options;
  options.workloads = {"tiny"};
  const auto choice = plan_with_room(options, one_core(), fixtures(), sources());
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().kind, results::ErrorKind::unavailable);
  EXPECT_THAT(choice.error().why,
              HasSubstr("it needs 1 MiB of memory for 1 workers and 0 MiB are available"));
}

TEST_F(PlanWithRoom, OfEverythingWhatHasNoRoomIsLeftOutWithTheReason) {
  memory_kib("8000000");
  const Plugin *const tiny = fixtures().find("tiny"), *const hungry = fixtures().find("hungry");
  ASSERT_TRUE(tiny != nullptr && hungry != nullptr);
  PluginCatalogue catalogue;
  catalogue.plugins = {*hungry, *tiny};
  catalogue.plugins[0].flags = CF_FLAG_EXACT;  // part of everything
  catalogue.plugins[0].parameters[1].default_value = "9000000";
  const auto choice = plan_with_room({}, one_core(), catalogue, sources());
  ASSERT_TRUE(choice) << results::to_line(choice.error());
  ASSERT_EQ(choice->plan.workloads.size(), 1U);
  EXPECT_EQ(choice->plan.workloads[0].name, "tiny");
  ASSERT_EQ(choice->left_out.size(), 1U);
  EXPECT_THAT(choice->left_out[0],
              HasSubstr("hungry: it needs 9000001 MiB of memory for 1 workers and 7812 MiB are"));
}

}  // namespace
}  // namespace crossfade::collector
