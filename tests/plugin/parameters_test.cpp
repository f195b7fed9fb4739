#include "collector/plugin/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/measure/toy_workload.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string resolved(const std::string& preset, std::vector<std::string> overrides) {
  const cf_workload toy = toy_workload();
  const auto values = resolve_parameters(toy, preset, overrides);
  return values ? parameters_text(toy, *values) : "refused: " + values.error().why;
}

TEST(Parameters, DefaultsThenPresetThenWhatTheUserSaid) {
  EXPECT_EQ(resolved("default", {}), "size=10 ratio=0.5 mode=fast");
  EXPECT_EQ(resolved("big", {}), "size=90 ratio=0.5 mode=fast");
  EXPECT_EQ(resolved("big", {"ratio=1", "mode=slow"}), "size=90 ratio=1 mode=slow");
  EXPECT_EQ(resolved("big", {"size=1", "size=2"}), "size=2 ratio=0.5 mode=fast");
}

TEST(Parameters, TheEndsOfARangeBelongToIt) {
  EXPECT_EQ(resolved("default", {"size=1"}), "size=1 ratio=0.5 mode=fast");
  EXPECT_EQ(resolved("default", {"size=100"}), "size=100 ratio=0.5 mode=fast");
  EXPECT_EQ(resolved("default", {"size=101"}), "refused: 'size=101' is out of range");
  EXPECT_EQ(resolved("default", {"size=0"}), "refused: 'size=0' is out of range");
}

TEST(Parameters, WhatIsNoNumberIsRefused) {
  for (const char* bad : {"size=", "size=ten", "size=5x", "size=nan", "size=inf", "size=1.5", "size=1e1"})
    EXPECT_EQ(resolved("default", {bad}),
              "refused: '" + std::string(bad) + "' is not a whole number such as 10");
  EXPECT_EQ(resolved("default", {"ratio=0,5"}), "refused: 'ratio=0,5' is not a number");
}

TEST(Parameters, UnknownNamesOfferTheNearest) {
  const cf_workload toy = toy_workload();
  const std::vector<std::string> typed{"rato=1"};
  const auto parameter = resolve_parameters(toy, "default", typed);
  ASSERT_FALSE(parameter);
  EXPECT_EQ(parameter.error().kind, results::ErrorKind::usage);
  EXPECT_EQ(parameter.error().remedy, "did you mean ratio?");
  const auto preset = resolve_parameters(toy, "bog", {});
  ASSERT_FALSE(preset);
  EXPECT_THAT(preset.error().remedy, HasSubstr("big"));
}

TEST(Parameters, WhatIsNoAssignmentIsRefused) {
  for (const char* bad : {"", "size", "=5", "mode=a b"})
    EXPECT_THAT(resolved("default", {bad}), HasSubstr("refused")) << bad;
}

TEST(Parameters, AWorkloadWithoutAnyAcceptsNone) {
  cf_workload toy = toy_workload();
  toy.n_parameters = toy.n_presets = 0;
  EXPECT_THAT(*resolve_parameters(toy, "default", {}), ElementsAre());
  const std::vector<std::string> typed{"size=1"};
  EXPECT_EQ(resolve_parameters(toy, "default", typed).error().remedy, "it has none");
}

}  // namespace
}  // namespace crossfade::collector
