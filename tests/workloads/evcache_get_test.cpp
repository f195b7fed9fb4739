// evcache_get: its keys, the store that is made by hand, and what the answers of the pool add up to.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "tests/workloads/unregistered.h"

#include "workloads/evcache_get.cpp"

namespace crossfade::workloads {
namespace {

std::string_view text_of(const Key& key) {
  return {key.data(), key.size()};
}

std::vector<std::byte> value_of(std::size_t size, std::byte filling) {
  return std::vector<std::byte>(size, filling);
}

TEST(EvcacheGet, HexadecimalByArithmeticIsThatOfPrintf) {
  for (const std::uint32_t number : {0u, 9u, 0xau, 0xffffffffu, 0x0123abcdu, 0x90a0f9eau}) {
    std::array<char, 9> expected{};
    static_cast<void>(std::snprintf(expected.data(), expected.size(), "%08x", number));
    const std::uint64_t digits = hexadecimal(number);
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(&digits), 8), expected.data());
  }
}

TEST(EvcacheGet, KeysAreTextAndNoTwoAreEqual) {
  EXPECT_EQ(text_of(key_text(7, 1)).substr(0, 8), "profile:");
  std::set<std::string> keys;
  for (std::uint32_t number = 0; number < 10'000; ++number) {
    keys.emplace(text_of(key_text(7, number)));
    keys.emplace(text_of(key_text(7, number | kAbsent)));
  }
  EXPECT_EQ(keys.size(), 20'000u);
  EXPECT_NE(key_text(7, 1), key_text(8, 1)) << "of another seed";
}

TEST(EvcacheGet, TheStoreGivesBackWhatItWasGiven) {
  Store store(8 << 20, PageSize::small);
  std::vector<std::size_t> sizes{kLeastValueBytes, 41, 72, 73, 250, 1000, kMostValueBytes};
  for (std::uint32_t number = 0; number < sizes.size(); ++number) {
    const auto value = value_of(sizes[number], static_cast<std::byte>(number + 1));
    ASSERT_TRUE(store.insert(key_text(1, number), value));
  }
  for (std::uint32_t number = 0; number < sizes.size(); ++number) {
    const Item* const item = store.find(key_text(1, number));
    ASSERT_NE(item, nullptr) << number;
    const auto value = value_of(sizes[number], static_cast<std::byte>(number + 1));
    EXPECT_EQ(item->value_bytes, value.size());
    EXPECT_EQ(item->checksum, digest(value.data(), value.size()));
    EXPECT_EQ(std::memcmp(item + 1, value.data(), value.size()), 0);
    EXPECT_EQ(store.find(key_text(1, number | kAbsent)), nullptr);
  }
}

TEST(EvcacheGet, AFullStoreSaysSoAndKeepsWhatItHas) {
  Store store(8 << 20, PageSize::small);
  const auto value = value_of(kMostValueBytes, std::byte{5});
  std::uint32_t items = 0;
  while (store.insert(key_text(1, items), value)) {
    ++items;
    ASSERT_LT(items, 3000u);
  }
  // Of each slab of 128 KiB a chunk's rest is lost, and the table takes a slab.
  EXPECT_EQ(items, 63u * (kSlabBytes / (kMostValueBytes + sizeof(Item))));
  for (std::uint32_t number = 0; number < items; ++number) {
    ASSERT_NE(store.find(key_text(1, number)), nullptr) << number;
  }
}

TEST(EvcacheGet, TheLargestStoreCanNameEveryPlace) {
  const std::uint64_t largest = std::stoull(kParameters[0].max) << 20;
  EXPECT_LE((largest - 1) / 8, std::numeric_limits<decltype(Item::next)>::max());
}

TEST(EvcacheGet, ValueSizesAreLogNormalBetweenTheirBounds) {
  std::array<std::byte, kMostValueBytes> value;
  std::vector<double> sizes;
  for (std::uint32_t number = 0; number < 4000; ++number) {
    sizes.push_back(make_value(3, number, value));
  }
  std::sort(sizes.begin(), sizes.end());
  EXPECT_GE(sizes.front(), kLeastValueBytes);
  EXPECT_LE(sizes.back(), kMostValueBytes);
  EXPECT_NEAR(sizes[2000], kMedianValueBytes, 15);
  // One sigma on each side: 84.1 % and 15.9 % of a log-normal distribution.
  EXPECT_NEAR(std::log(sizes[3365] / sizes[2000]), kValueSigma, 0.06);
  EXPECT_NEAR(std::log(sizes[2000] / sizes[635]), kValueSigma, 0.06);
}

TEST(EvcacheGet, AnswersOfThePoolAreAsDeclared) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "evcache_get.so");
  Preparation preparation;
  preparation.parameters["mb"] = "8";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  const cf_class& one = plugin.table().classes[0];
  double bytes = 0, hits = 0;
  constexpr std::uint64_t kAnswers = 1024;
  for (std::uint64_t index = 0; index < kAnswers; ++index) {
    const cf_answer answer = worker.request({index, 0, 0, 0});
    EXPECT_EQ(answer.bytes_in, kKeysPerRequest * sizeof(Key));
    bytes += static_cast<double>(answer.bytes_out);
    hits += answer.items;
  }
  // Of so small a store a few values are a large part of what is asked for.
  EXPECT_NEAR(bytes / kAnswers, static_cast<double>(one.net_out), 0.2 * static_cast<double>(one.net_out));
  EXPECT_NEAR(1 - hits / (kAnswers * kKeysPerRequest), kMissesPerThousand / 1000.0, 0.003);
}

TEST(EvcacheGet, HugePagesAreTakenOrRefusedWithAReason) {
  Preparation preparation;
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "evcache_get.so");
  preparation.parameters["mb"] = "8";
  preparation.parameters["huge_pages"] = "2";
  EXPECT_EQ(Prepared(plugin, preparation).status(), CF_UNSUPPORTED) << "there is no such page size";
  preparation.parameters["huge_pages"] = "1";
  const Prepared prepared(plugin, preparation);
  // A kernel may have none; then it says so, and what to do.
  if (prepared.status() != CF_OK) {
    EXPECT_EQ(prepared.status(), CF_UNSUPPORTED);
    EXPECT_STREQ(prepared.error().what, "huge pages refused");
    EXPECT_STRNE(prepared.error().remedy, "");
  }
}

}  // namespace
}  // namespace crossfade::workloads
