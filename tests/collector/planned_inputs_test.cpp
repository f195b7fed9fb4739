// Files that workloads work on, with real fixtures and real files.
#include "collector/planned_inputs.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "collector/plugin_consent.h"
#include "collector/protocol/input_file.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using results::ErrorKind;

class PlannedInputs : public ::testing::Test {
 protected:
  PlannedInputs() : catalogue_(read_plugin_catalogue({CROSSFADE_FIXTURE_DIRECTORY})) {
    plan_.workloads = {
        {"takes_file", "default", {}}, {"tiny", "default", {}}, {"takes_file", "default", {"steps=9"}}};
    plan_.worker_cpus = {0};
    root_.write("/good.txt", "steps of mine");
    root_.write("/bad.txt", "something else");
  }
  std::string path(const char* name) const { return std::string(root_.path()) + "/" + name; }
  results::Error refusal(const std::vector<std::string>& texts) {
    const auto planned = plan_inputs(texts, catalogue_, plan_);
    EXPECT_FALSE(planned);
    return planned ? results::Error{} : planned.error();
  }

  crossfade::testing::TemporaryRoot root_;
  PluginCatalogue catalogue_;
  Plan plan_;
};

TEST_F(PlannedInputs, AFileIsOfEveryPresetOfTheWorkloadAndOfNoOther) {
  const std::string relative = std::filesystem::relative(path("good.txt")).string();
  ASSERT_TRUE(plan_inputs({"takes_file=" + relative}, catalogue_, plan_));
  EXPECT_EQ(plan_.workloads[0].input_path.front(), '/') << "another process has another working folder";
  EXPECT_EQ(plan_.workloads[0].input_digest.size(), 32U);
  EXPECT_EQ(plan_.workloads[2].input_digest, plan_.workloads[0].input_digest);
  EXPECT_EQ(plan_.workloads[1].input_path, "");
  EXPECT_EQ(input_texts(plan_).size(), 1U);
  EXPECT_TRUE(check_plugins_consent(plan_, catalogue_));
}

TEST_F(PlannedInputs, WhatCannotBeIsRefusedInTheUsersWords) {
  for (const char* text : {"takes_file", "takes_file=", "=x", ""})
    EXPECT_EQ(refusal({text}).why, "it is not NAME=FILE");
  EXPECT_EQ(refusal({"takes_fil=x"}).remedy, "did you mean 'takes_file'?");
  EXPECT_EQ(refusal({"tiny=x"}).remedy, "these do: takes_file");
  EXPECT_EQ(refusal({"tiny=x"}).kind, ErrorKind::usage);
  const std::string good = "takes_file=" + path("good.txt");
  EXPECT_NE(refusal({good, good}).why.find("has one already"), std::string::npos);
}

TEST_F(PlannedInputs, WhyAWorkloadIsNotMeasuredIsTold) {
  plan_.workloads = {{"tiny", "default", {}}};
  const auto not_named = refusal({"takes_file=x"});
  EXPECT_EQ(not_named.why, "'takes_file' is not measured in this run");
  EXPECT_EQ(not_named.remedy, "name it, too: --workload takes_file");

  const auto broken = refusal({"other_abi=x"});
  EXPECT_EQ(broken.kind, ErrorKind::unavailable);
  EXPECT_NE(broken.why.find("ABI version"), std::string::npos) << broken.why;

  root_.write("/left_out.csv",
              "# made by the build\nworkload,reason\nfilms,\"needs x, and y\"\ntiny,\"no\"\n");
  catalogue_ = read_plugin_catalogue({CROSSFADE_FIXTURE_DIRECTORY, root_.path()});
  const auto left_out = refusal({"films=x"});
  EXPECT_EQ(left_out.kind, ErrorKind::unavailable);
  EXPECT_EQ(left_out.where, "--input films=x: films");
  EXPECT_EQ(left_out.why, "it was left out of this build: needs x, and y");
  EXPECT_EQ(catalogue_.problem_of("tiny"), nullptr) << "another folder has it";
}

TEST_F(PlannedInputs, WhatCannotBeReadIsToldBeforeAnythingIsMeasured) {
  const auto missing = refusal({"takes_file=" + path("none.txt")});
  EXPECT_EQ(missing.kind, ErrorKind::io);
  EXPECT_EQ(missing.where, path("none.txt"));
  EXPECT_EQ(refusal({"takes_file=" + std::string(root_.path())}).why, "it is no plain file");
}

TEST_F(PlannedInputs, TheWrongKindIsThePlugInsToTell) {
  ASSERT_TRUE(plan_inputs({"takes_file=" + path("bad.txt")}, catalogue_, plan_));
  const auto refused = check_plugins_consent(plan_, catalogue_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::data);
  EXPECT_EQ(refused.error().where, "--input takes_file=" + path("bad.txt"));
  EXPECT_EQ(refused.error().why, "it does not begin with steps");
  EXPECT_EQ(refused.error().remedy, "give a file that does");
}

TEST_F(PlannedInputs, ARunThatGoesOnNeedsTheSameFile) {
  EXPECT_TRUE(check_planned_inputs(plan_)) << "a plan without one needs none";
  ASSERT_TRUE(plan_inputs({"takes_file=" + path("good.txt")}, catalogue_, plan_));
  EXPECT_TRUE(check_planned_inputs(plan_));
  root_.write("/good.txt", "steps of yours");
  const auto changed = check_planned_inputs(plan_);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().kind, ErrorKind::data);
  EXPECT_EQ(changed.error().why, "it holds something else than when the run began");
  std::filesystem::remove(path("good.txt"));
  const auto gone = check_planned_inputs(plan_);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::io);
  EXPECT_EQ(gone.error().why,
            "takes_file works on this file, and it cannot be read: No such file or directory");
  EXPECT_NE(gone.error().remedy.find("--input takes_file=FILE says where it is now"), std::string::npos);
  EXPECT_TRUE(check_planned_inputs(plan_, {"takes_file=elsewhere"})) << "somebody says where it is now";
  EXPECT_FALSE(check_planned_inputs(plan_, {"tiny=elsewhere"}));
}

TEST_F(PlannedInputs, TheDigestIsOfTheBytes) {
  root_.write("/same.txt", "steps of mine");
  root_.write("/empty.txt", "");
  EXPECT_EQ(*digest_of_file(path("same.txt")), *digest_of_file(path("good.txt")));
  EXPECT_NE(*digest_of_file(path("same.txt")), *digest_of_file(path("bad.txt")));
  EXPECT_EQ(*digest_of_file(path("empty.txt")), "99aa06d3014798d86001c324468d497f")
      << "XXH3 of nothing, seed 0";
}

}  // namespace
}  // namespace crossfade::collector
