// Feature extractors: compiled with their constants they give what they are defined to give, and the plug-in
// holds 3000 different ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/feature_extract/extractor.h"
#include "workloads/feature_extract/plan.h"
#include "workloads/feature_extract/record.h"

namespace crossfade::workloads::feature_extract {
namespace {

/// Four extractors of each kind.
constexpr std::uint32_t kTried = 4 * kKinds;

template <std::uint32_t... numbers>
std::vector<Extractor> compiled(std::integer_sequence<std::uint32_t, numbers...>) {
  return {&extract<numbers>...};
}

std::unique_ptr<Record> some_record(std::uint64_t seed) {
  auto record = std::make_unique<Record>();
  Random random(seed);
  fill(*record, random);
  return record;
}

TEST(FeatureExtract, CompiledConstantsGiveWhatInterpretedOnesGive) {
  const std::vector<Extractor> extractors = compiled(std::make_integer_sequence<std::uint32_t, kTried>{});
  Random random(2);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto record = some_record(seed);
    for (std::uint32_t number = 0; number < kTried; ++number) {
      for (int round = 0; round < 20; ++round) {
        const auto before = static_cast<std::uint32_t>(random.next());
        ASSERT_EQ(extractors[number](*record, before), interpret(number, *record, before)) << number;
      }
    }
  }
}

TEST(FeatureExtract, EveryExtractorLooksAtTheRecord) {
  for (std::uint32_t number = 0; number < kTried; ++number) {
    std::set<std::uint32_t> features;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      // Before 0 to 6, so that every case of the kind that chooses by it is taken.
      features.insert(interpret(number, *some_record(seed), static_cast<std::uint32_t>(seed % 7)));
    }
    EXPECT_GE(features.size(), 5u) << "extractor " << number << " of kind " << number % kKinds;
  }
}

TEST(FeatureExtract, ExtractorsOfAKindDiffer) {
  const auto record = some_record(1);
  for (std::uint32_t kind = 0; kind < kKinds; ++kind) {
    std::set<std::uint32_t> features;
    for (std::uint32_t number = kind; number < kExtractors; number += kKinds) {
      features.insert(interpret(number, *record, 12345));
    }
    EXPECT_GE(features.size(), 30u) << "kind " << kind;
  }
}

TEST(FeatureExtract, PlansUseAllExtractorsAndNoneIsHot) {
  Random random(1);
  const PlanMaker maker;
  std::vector<std::uint32_t> uses(kExtractors);
  for (int plan = 0; plan < 256; ++plan) {
    for (const std::uint16_t number : maker.make(random)) {
      ++uses[number];
    }
  }
  EXPECT_LT(std::count(uses.begin(), uses.end(), 0u), kExtractors / 100);
  EXPECT_LT(*std::max_element(uses.begin(), uses.end()), 256 * kFeaturesPerCandidate / 100);
}

TEST(FeatureExtract, ThePluginHoldsThreeThousandFunctions) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "feature_extract.so");
  const Prepared prepared(plugin, {});
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  EXPECT_THAT(prepared.notes("library").at(0), testing::HasSubstr("3000 functions"));
  PluginWorker worker(prepared, 0);
  const cf_answer answer = worker.request({1, 0, 0, 0});
  EXPECT_EQ(answer.items, 60u * 160u);
  EXPECT_EQ(answer.bytes_out, 60u * 160u * 4u);
}

}  // namespace
}  // namespace crossfade::workloads::feature_extract
