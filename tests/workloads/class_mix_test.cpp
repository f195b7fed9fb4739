// The classes that are drawn for each workload of this build, against the shares that it declares.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "collector/measure/request_mix.h"
#include "collector/plugin/loaded_workload.h"
#include "collector/plugin/mix_file.h"

namespace crossfade::collector {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> workload_files() {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(CROSSFADE_WORKLOAD_DIRECTORY, missing)) {
    if (is_workload_file(entry.path())) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class ClassMix : public ::testing::TestWithParam<std::string> {};

/// Four standard deviations of so many independent draws: at most 0.8 points of a hundred over a whole
/// period, 3.2 over the 4096 requests of a short stage.
double tolerance(double share, std::size_t draws) {
  return 4 * std::sqrt(share * (1 - share) / static_cast<double>(draws));
}

TEST_P(ClassMix, KeepsToTheDeclaredShares) {
  const fs::path file = fs::path(CROSSFADE_WORKLOAD_DIRECTORY) / GetParam();
  const auto loaded = load_workload(file, {});
  if (!loaded && is_mix_file(file) && loaded.error().kind == results::ErrorKind::unavailable)
    GTEST_SKIP() << "not in this build: " << loaded.error().why;
  ASSERT_TRUE(loaded) << results::to_line(loaded.error());
  const std::vector<double> shares = class_shares(*loaded->table);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const RequestMix mix(shares, seed);
    for (const std::size_t draws : {RequestMix::period, std::size_t{4096}}) {
      std::vector<std::size_t> drawn(shares.size());
      for (std::size_t request = 0; request < draws; ++request) ++drawn.at(mix.class_of(request));
      for (std::size_t c = 0; c < shares.size(); ++c) {
        EXPECT_NEAR(static_cast<double>(drawn[c]) / static_cast<double>(draws), shares[c],
                    tolerance(shares[c], draws))
            << loaded->table->classes[c].name << ", seed " << seed << ", " << draws << " requests";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Workloads, ClassMix, ::testing::ValuesIn(workload_files()),
                         [](const auto& file) { return fs::path(file.param).stem().string(); });

}  // namespace
}  // namespace crossfade::collector
