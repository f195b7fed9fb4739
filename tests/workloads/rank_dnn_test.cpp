// The parts of rank_dnn: sums are exact in any order, rows can be made again, OpenBLAS's cores have levels
// that fit the caps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/plugin/plugin.h"
#include "tests/workloads/plugin_host.h"
#include "workloads/environment.h"
#include "workloads/generators/random.h"
#include "workloads/isa_cap.h"
#include "workloads/library_choice.h"
#include "workloads/openblas_core.h"
#include "workloads/rank_dnn/embedding_tables.h"
#include "workloads/rank_dnn/network.h"

namespace crossfade::workloads::rank_dnn {
namespace {

using testing::HasSubstr;
using testing::Not;

std::array<std::int32_t, kInputs> some_inputs(Random& random) {
  std::array<std::int32_t, kInputs> inputs;
  for (std::int32_t& input : inputs) {
    input = static_cast<std::int32_t>(random.below(16)) - kLargestEmbedding;
  }
  return inputs;
}

/// One layer in single precision, its inputs taken in the order given.
std::vector<float> float_layer(const Layer& layer, const std::vector<float>& inputs, std::int32_t clip,
                               bool backwards) {
  const std::size_t outputs = layer.floats.size() / inputs.size();
  std::vector<float> sums(outputs);
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    const std::size_t k = backwards ? inputs.size() - 1 - step : step;
    for (std::size_t j = 0; j < outputs; ++j) {
      sums[j] += inputs[k] * layer.floats[k * outputs + j];
    }
  }
  for (float& sum : sums) {
    sum = clip == 0 ? sum : std::clamp(sum, 0.0f, static_cast<float>(clip));
  }
  return sums;
}

float float_score(const Network& network, std::span<const std::int32_t> inputs, bool backwards) {
  std::vector<float> values(inputs.begin(), inputs.end());
  values = float_layer(network.first, values, kClip1, backwards);
  values = float_layer(network.second, values, kClip2, backwards);
  return float_layer(network.third, values, 0, backwards)[0];
}

TEST(RankDnn, FloatSumsAreExactInAnyOrder) {
  const Network network(7);
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    const auto inputs = some_inputs(random);
    const auto exact = static_cast<double>(network.exact_score(inputs));
    EXPECT_EQ(double{float_score(network, inputs, false)}, exact);
    EXPECT_EQ(double{float_score(network, inputs, true)}, exact);
  }
}

TEST(RankDnn, EvenTheLargestSumsAreExact) {
  Network network(7);
  std::array<std::int32_t, kInputs> inputs;
  inputs.fill(-kLargestEmbedding);
  const auto fill = [](Layer& layer, std::int32_t weight) {
    std::fill(layer.whole.begin(), layer.whole.end(), static_cast<std::int8_t>(weight));
    std::fill(layer.floats.begin(), layer.floats.end(), static_cast<float>(weight));
  };
  fill(network.first, -kLargestWeight1);
  fill(network.second, kLargestWeight2);
  fill(network.third, -kLargestWeight3);
  EXPECT_EQ(network.exact_score(inputs), -std::int64_t{kHidden2} * kClip2 * kLargestWeight3);
  EXPECT_EQ(double{float_score(network, inputs, false)}, static_cast<double>(network.exact_score(inputs)));
}

TEST(RankDnn, ScoresDifferAndEveryInputMatters) {
  const Network network(7);
  Random random(3);
  auto inputs = some_inputs(random);
  const std::int64_t score = network.exact_score(inputs);
  std::uint32_t same = 0;
  for (std::int32_t& input : inputs) {
    input += 1;
    same += network.exact_score(inputs) == score ? 1 : 0;
    input -= 1;
  }
  EXPECT_LE(same, 2u);
  EXPECT_NE(Network(8).exact_score(inputs), score);
}

TEST(RankDnn, RowsOfTheTablesCanBeMadeAgain) {
  cf_env host{};
  host.size = sizeof host;
  const Environment environment(&host, {});
  EmbeddingTables tables(5, 8 << 20, PageSize::small);
  tables.fill(environment);
  for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
    for (const std::uint64_t id : {0u, 1u, 999'999u}) {
      const std::uint64_t place = tables.row_of(feature, id);
      ASSERT_LT(place * kRowBytes, tables.bytes().size());
      std::array<std::int32_t, kRowNumbers> row;
      tables.make_row(place, std::span(row));
      EXPECT_TRUE(std::equal(row.begin(), row.end(), tables.row(place), [](std::int32_t whole, float stored) {
        return static_cast<float>(whole) == stored;
      }));
      EXPECT_GE(*std::min_element(row.begin(), row.end()), -kLargestEmbedding);
      EXPECT_LE(*std::max_element(row.begin(), row.end()), kLargestEmbedding);
    }
  }
}

TEST(RankDnn, TablesFillTheMemoryAndTheLargestHoldsAQuarter) {
  const EmbeddingTables tables(5, 64 << 20, PageSize::small);
  std::uint64_t rows = 0;
  std::uint32_t of_member = 0;
  for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
    rows += tables.rows_of(feature);
    of_member += is_of_member(feature) ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(rows * kRowBytes), 64 << 20, 26 * kRowBytes);
  EXPECT_NEAR(static_cast<double>(tables.rows_of(0)) / static_cast<double>(rows), 0.26, 0.01);
  EXPECT_EQ(of_member, 8u);
}

TEST(OpenblasCore, LevelsOfTheCoresThatCapsName) {
  std::uint32_t rows = 0;
  for (const IsaCapRow& row : kIsaCaps) {
    if (row.variable == "OPENBLAS_CORETYPE") {
      EXPECT_EQ(openblas_isa_level(row.value), row.level) << row.value;
      ++rows;
    }
  }
  EXPECT_EQ(rows, 3u);
  EXPECT_EQ(openblas_isa_level("Zen"), 3u);
  EXPECT_GT(openblas_isa_level("Cooperlake"), 4u);
  EXPECT_EQ(openblas_isa_level("haswell"), 0u);
  EXPECT_EQ(openblas_isa_level(""), 0u);
}

/// OPENBLAS_CORETYPE as this process was started with it, again afterwards.
class LibraryChoices : public testing::Test {
 protected:
  LibraryChoices() {
    if (const char* const value = std::getenv(kVariable)) {
      before_ = value;
    }
    unsetenv(kVariable);
  }
  ~LibraryChoices() override { before_ ? setenv(kVariable, before_->c_str(), 1) : unsetenv(kVariable); }
  static std::string chosen() {
    const char* const value = std::getenv(kVariable);
    return value == nullptr ? "" : value;
  }

  static constexpr const char* kVariable = "OPENBLAS_CORETYPE";

 private:
  std::optional<std::string> before_;
};

TEST_F(LibraryChoices, FollowTheLevelAndKeepWhatIsSet) {
  choose_library_code(2);
  EXPECT_EQ(chosen(), "") << "the library's own table";
  choose_library_code(4);
  EXPECT_EQ(chosen(), "SkylakeX");
  choose_library_code(3);
  EXPECT_EQ(chosen(), "SkylakeX") << "set already, by a cap or the user";
  unsetenv(kVariable);
  choose_library_code(3);
  EXPECT_EQ(chosen(), "Haswell");
  for (const LibraryChoice& row : kLibraryChoices) {
    EXPECT_EQ(openblas_isa_level(row.value), row.level) << "as the cap of that level";
  }
}

TEST_F(LibraryChoices, AreMadeBeforeAPluginIsLoaded) {
  ASSERT_TRUE(collector::load_plugin(CROSSFADE_FIXTURE_DIRECTORY "/tiny.so"));
  EXPECT_EQ(chosen(), vector_level() == 4 ? "SkylakeX" : vector_level() == 3 ? "Haswell" : "");
}

class RankDnnPlugin : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFile)) {
      GTEST_SKIP() << "not in this build";
    }
  }

  /// The library note of a process that was started with this assignment, or option of env(1).
  std::string note_of_process(const std::string& environment) const {
    const std::string command = "env " + environment + " " CROSSFADE_FIXTURE_DIRECTORY "/workload_probe " +
                                kFile.string() + " mb=8 answers=1 2>&1";
    std::FILE* const pipe = popen(command.c_str(), "r");
    std::string note;
    for (std::array<char, 512> line; std::fgets(line.data(), line.size(), pipe) != nullptr;) {
      if (std::string_view(line.data()).starts_with("library=OpenBLAS")) {
        note = line.data();
      }
    }
    EXPECT_EQ(pclose(pipe), 0) << command;
    return note;
  }

  const std::filesystem::path kFile{CROSSFADE_WORKLOAD_DIRECTORY "/rank_dnn.so"};
};

TEST_F(RankDnnPlugin, TakesKernelsOfTheCpusLevelWhateverOpenblasKnowsOfItsModel) {
  if (vector_level() < 3) {
    GTEST_SKIP() << "no AVX2 here";
  }
  const std::string name = vector_level() == 4 ? "SkylakeX" : "Haswell";
  EXPECT_THAT(note_of_process("-u OPENBLAS_CORETYPE"),
              HasSubstr(name + " kernels by OPENBLAS_CORETYPE=" + name + ", one thread"));
}

TEST_F(RankDnnPlugin, SaysThatKernelsFallShortOfTheCpuWhoeverChoseThem) {
  if (vector_level() < 3) {
    GTEST_SKIP() << "no AVX2 here";
  }
  EXPECT_THAT(note_of_process("OPENBLAS_CORETYPE=Prescott"),
              HasSubstr("Prescott kernels by OPENBLAS_CORETYPE=Prescott although the CPU has AVX"));
  EXPECT_THAT(note_of_process("OPENBLAS_CORETYPE=Haswell"),
              vector_level() == 4 ? testing::Matcher<std::string>(HasSubstr(" although the CPU has AVX-512"))
                                  : Not(HasSubstr("although")));
}

TEST_F(RankDnnPlugin, ClassesRankAsManyCandidatesAsTheySay) {
  const Plugin plugin(kFile);
  Preparation preparation;
  preparation.parameters["mb"] = "8";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  for (std::uint32_t class_id = 0; class_id < plugin.table().n_classes; ++class_id) {
    const cf_answer answer = worker.request({5, 0, class_id, 0});
    EXPECT_EQ("cand" + std::to_string(answer.items), plugin.table().classes[class_id].name);
    EXPECT_EQ(answer.bytes_out, 160u) << "twenty items and scores";
  }
}

TEST_F(RankDnnPlugin, NotesTheKernelsThatOpenblasTook) {
  const Plugin plugin(kFile);
  Preparation preparation;
  preparation.parameters["mb"] = "8";
  const Prepared prepared(plugin, preparation);
  ASSERT_FALSE(prepared.notes("library").empty());
  const std::string note = prepared.notes("library")[0];
  EXPECT_THAT(
      note, testing::MatchesRegex("OpenBLAS\\|[0-9]+\\.[0-9.]+\\|[A-Za-z_0-9]+ kernels.*, one thread of .*"));
  const std::string core = note.substr(note.rfind('|') + 1, note.find(" kernels") - note.rfind('|') - 1);
  EXPECT_NE(openblas_isa_level(core), 0u) << core << " has no level in workloads/openblas_core.h";
}

}  // namespace
}  // namespace crossfade::workloads::rank_dnn
