// The digests of right answers in workloads/expected_digests.csv, against what the plug-ins of this build
// give here. With CROSSFADE_UPDATE_DIGESTS set the rows of each plug-in are written there instead.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "collector/expected_digests.h"
#include "collector/measure/golden_answers.h"
#include "collector/plugin/loaded_workload.h"
#include "collector/plugin/mix_file.h"
#include "collector/plugin/parameters.h"
#include "collector/plugin_need.h"
#include "collector/scratch_folder.h"
#include "collector/seeds.h"

namespace crossfade::collector {
namespace {

namespace fs = std::filesystem;

constexpr const char* source = CROSSFADE_SOURCE_DIRECTORY "/workloads";
/// Presets that need more, like those made for a large L3, are compared on the machines they are for.
constexpr std::uint64_t most_bytes = std::uint64_t{640} << 20;

std::vector<std::string> plugins() {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(CROSSFADE_WORKLOAD_DIRECTORY, missing)) {
    if (is_workload_file(entry.path())) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string path_of(const std::string& plugin) {
  const fs::path plain = fs::path(CROSSFADE_WORKLOAD_DIRECTORY) / (plugin + ".so");
  return fs::exists(plain) ? plain.string() : fs::path(plain).replace_extension(".toml").string();
}

std::uint32_t usable_cpu() {
  cpu_set_t set;
  CPU_ZERO(&set);
  EXPECT_EQ(::sched_getaffinity(0, sizeof set, &set), 0);
  std::uint32_t cpu = 0;
  while (cpu + 1 < CPU_SETSIZE && !CPU_ISSET(cpu, &set)) ++cpu;
  return cpu;
}

/// As GoldenAnswers digests its answers.
std::string digest_of(const std::vector<std::uint64_t>& answers) {
  const XXH128_hash_t hash = XXH3_128bits(answers.data(), answers.size() * sizeof answers[0]);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

/// Digests of the answers of one class, as the plug-in gives them.
std::vector<std::uint64_t> answers(Crew& crew, std::uint32_t class_id, std::uint32_t level) {
  const cf_workload& table = crew.workload().table();
  std::vector<std::uint64_t> digests;
  crew.run(1, [&](std::uint32_t worker) {
    for (std::uint64_t index = 0; index < table.classes[class_id].pool; ++index) {
      const cf_request request{index, index, class_id, level};
      cf_answer answer{};
      EXPECT_EQ(table.request(crew.member(worker).state, &request, &answer), CF_OK) << index;
      digests.push_back(answer.digest);
    }
  });
  return digests;
}

/// One row for each class and level, and one for all classes of a level.
std::vector<ExpectedDigest> rows_of(Crew& crew, const GoldenAnswers& golden, bool cheap) {
  const PreparedWorkload& workload = crew.workload();
  const results::Workload described = workload.description();
  std::vector<ExpectedDigest> rows;
  for (std::uint32_t level = 0; level < (cheap ? 2U : 1U); ++level) {
    ExpectedDigest row{described.name,
                       described.version,
                       described.preset,
                       std::string(ExpectedDigest::all_classes),
                       level,
                       described.dataset_digest,
                       level == 0 ? golden.digest() : golden.cheap_digest(),
                       workload.libraries()};
    rows.push_back(row);
    std::vector<std::uint64_t> all;
    for (std::uint32_t c = 0; c < workload.table().n_classes; ++c) {
      if (level >= workload.table().classes[c].levels) continue;
      const auto of_class = answers(crew, c, level);
      row.request_class = workload.table().classes[c].name;
      row.golden_digest = digest_of(of_class);
      rows.push_back(row);
      all.insert(all.end(), of_class.begin(), of_class.end());
    }
    EXPECT_EQ(digest_of(all), level == 0 ? golden.digest() : golden.cheap_digest())
        << "asked again, other answers";
  }
  return rows;
}

std::vector<ExpectedDigest> rows_here(const cf_workload& table, const std::string& preset) {
  Prepare order;
  order.plugin_path = path_of(table.name);
  order.preset = preset;
  order.seed = derive_seed(default_seed, {part(SeedPurpose::inputs), seed_part(table.name)});
  order.worker_cpus = {usable_cpu()};
  const auto scratch = ScratchFolder::create(fs::temp_directory_path());
  EXPECT_TRUE(scratch);
  order.scratch_dir = scratch->path().string();
  auto workload = PreparedWorkload::prepare(table, order);
  if (!workload) {
    ADD_FAILURE() << results::to_line(workload.error());
    return {};
  }
  auto crew = Crew::create(**workload, order.worker_cpus, nullptr, "/proc");
  if (!crew) {
    ADD_FAILURE() << results::to_line(crew.error());
    return {};
  }
  const bool cheap = std::any_of(table.classes, table.classes + table.n_classes,
                                 [](const cf_class& each) { return each.levels > 1; });
  const auto golden = GoldenAnswers::make(**crew, cheap);
  if (!golden) {
    ADD_FAILURE() << results::to_line(golden.error());
    return {};
  }
  return rows_of(**crew, *golden, cheap);
}

std::vector<std::string> presets_that_fit(const cf_workload& table) {
  std::vector<std::string> presets;
  if (table.n_presets == 0) return {"default"};
  for (std::uint32_t i = 0; i < table.n_presets; ++i) {
    const auto values = resolve_parameters(table, table.presets[i].name, {});
    EXPECT_TRUE(values) << results::to_line(values.error());
    if (!values) continue;
    const NeedAnswer answer = ask_need(table, {.values = *values});
    const auto* const need = std::get_if<PluginNeed>(&answer);
    const bool fits =
        need != nullptr && need->shared_bytes + need->per_worker_bytes + need->shm_bytes <= most_bytes;
    if (fits) presets.emplace_back(table.presets[i].name);
  }
  return presets;
}

auto key(const ExpectedDigest& row) {
  return std::tie(row.workload, row.preset, row.level, row.request_class);
}

void write(const std::string& plugin, const std::vector<ExpectedDigest>& here) {
  auto rows = read_expected_digests(source);
  ASSERT_TRUE(rows) << results::to_line(rows.error());
  std::erase_if(*rows, [&](const ExpectedDigest& row) { return row.workload == plugin; });
  rows->insert(rows->end(), here.begin(), here.end());
  std::sort(rows->begin(), rows->end(), [](const auto& a, const auto& b) { return key(a) < key(b); });
  std::ofstream(fs::path(source) / expected_digests_file) << to_csv(*rows);
}

class Digests : public ::testing::TestWithParam<std::string> {};

TEST_P(Digests, AreTheCommittedOnes) {
  const auto loaded = load_workload(path_of(GetParam()), {});
  if (!loaded && is_mix_file(path_of(GetParam())) && loaded.error().kind == results::ErrorKind::unavailable)
    GTEST_SKIP() << "not in this build: " << loaded.error().why;
  ASSERT_TRUE(loaded) << results::to_line(loaded.error());
  const cf_workload* const table = loaded->table;
  if ((table->flags & CF_FLAG_EXACT) == 0) GTEST_SKIP() << "its answers depend on history";
  std::vector<ExpectedDigest> here;
  for (const std::string& preset : presets_that_fit(*table)) {
    for (ExpectedDigest& row : rows_here(*table, preset)) here.push_back(std::move(row));
  }
  ASSERT_FALSE(here.empty());
  if (std::getenv("CROSSFADE_UPDATE_DIGESTS") != nullptr) return write(GetParam(), here);
  auto committed = read_expected_digests(source);
  ASSERT_TRUE(committed) << results::to_line(committed.error());
  std::erase_if(*committed, [&](const ExpectedDigest& row) { return row.workload != GetParam(); });
  std::vector<std::string> wrong;
  for (const ExpectedDigest& row : here) {
    const auto same = std::find_if(committed->begin(), committed->end(),
                                   [&](const ExpectedDigest& other) { return key(other) == key(row); });
    const std::string name =
        fmt::format("{}@{}, class {}, level {}", row.workload, row.preset, row.request_class, row.level);
    if (same == committed->end()) {
      wrong.push_back(fmt::format("{}: no row", name));
    } else if (same->version != row.version || same->dataset_digest != row.dataset_digest ||
               same->golden_digest != row.golden_digest) {
      wrong.push_back(fmt::format(
          "{}: version {} data {} answers {} here, version {} data {} answers {} committed; "
          "here with {}, there with {}",
          name, row.version, row.dataset_digest, row.golden_digest, same->version, same->dataset_digest,
          same->golden_digest, libraries_text(row.made_with), libraries_text(same->made_with)));
    }
  }
  EXPECT_EQ(committed->size(), here.size()) << "rows of classes, levels or presets that are no more";
  for (const std::string& text : wrong) ADD_FAILURE() << text;
  EXPECT_FALSE(HasFailure()) << "If this is meant (raise the version of the workload), write them anew with\n"
                                "  CROSSFADE_UPDATE_DIGESTS=1 build/release/tests/test_suite "
                                "--gtest_filter='*Digests*'";
}

INSTANTIATE_TEST_SUITE_P(Plugins, Digests, ::testing::ValuesIn(plugins()),
                         [](const auto& plugin) { return plugin.param; });

}  // namespace
}  // namespace crossfade::collector
