// Turns: the smallest request that a parameter can make of a workload, as service_mix takes them, is
// answered, verified, and less than a whole one.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/workloads/plugin_host.h"

namespace crossfade::workloads {
namespace {

struct Cut {
  const char* plugin;
  const char* parameter;
};

class Turns : public testing::TestWithParam<Cut> {};

TEST_P(Turns, AreAnsweredVerifiedAndShorter) {
  const auto file =
      std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / (std::string(GetParam().plugin) + ".so");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "not in this build";
  const Plugin plugin(file);
  Preparation whole;
  for (std::uint32_t index = 0; index < plugin.table().n_parameters; ++index) {
    const std::string name = plugin.table().parameters[index].name;
    if (name == "mb" || name == "policies") whole.parameters[name] = plugin.table().parameters[index].min;
  }
  Preparation smallest = whole;
  smallest.parameters[GetParam().parameter] = "1";
  const Prepared large(plugin, whole), small(plugin, smallest);
  ASSERT_EQ(small.status(), CF_OK) << to_text(small.error());
  PluginWorker of_large(large, 0), of_small(small, 0);
  for (std::uint32_t class_id = 0; class_id < plugin.table().n_classes; ++class_id) {
    const cf_request request{3, 3, class_id, 0}, other{4, 4, class_id, 0};
    const cf_answer answer = of_small.request(request);
    EXPECT_LT(answer.bytes_out, of_large.request(request).bytes_out);
    cf_error error{};
    EXPECT_EQ(of_small.verify(request, answer, &error), CF_OK) << to_text(error);
    EXPECT_NE(of_small.verify(other, answer, &error), CF_OK) << "it is the answer of another request";
  }
}

INSTANTIATE_TEST_SUITE_P(Plugins, Turns,
                         testing::Values(Cut{"catalog_page", "rows"}, Cut{"event_pipeline", "events"},
                                         Cut{"feature_extract", "candidates"}, Cut{"iam_eval", "decisions"},
                                         Cut{"token_auth", "callers"}),
                         [](const auto& cut) { return std::string(cut.param.plugin); });

}  // namespace
}  // namespace crossfade::workloads
