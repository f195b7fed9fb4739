#include "analysis/solution_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "analysis/program_identity.h"

namespace crossfade::analysis {
namespace {

using statistics::SloEstimate;
using statistics::SloState;
namespace fs = std::filesystem;

class SolutionStoreTest : public ::testing::Test {
 protected:
  SolutionStoreTest() {
    std::string name = (fs::temp_directory_path() / "crossfade-solutions-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~SolutionStoreTest() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "crossfade" / "slo-solutions"; }
  std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

  fs::path folder_;
};

SloEstimate solution(double rate_per_s) {
  SloEstimate s;
  s.state = SloState::solved;
  s.rate_per_s = rate_per_s;
  s.capacity_per_s = 2'000.5;
  s.fastest_quantile_ns = 1e6 / 3;
  s.requests = 12'345;
  s.blocks_left_out = {3, 5};
  s.interval = statistics::Interval{rate_per_s / 1.1, rate_per_s * 1.2};
  s.blocks = {{0, 0.011, std::log(rate_per_s)}, {1, 0.009, std::nullopt}};
  s.effective_tail_requests = 17.25;
  s.tail_supported = true;
  return s;
}

void expect_equal(const SloEstimate& a, const SloEstimate& b) {
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.rate_per_s, b.rate_per_s);
  EXPECT_EQ(a.capacity_per_s, b.capacity_per_s);
  EXPECT_EQ(a.fastest_quantile_ns, b.fastest_quantile_ns);
  EXPECT_EQ(a.requests, b.requests);
  EXPECT_EQ(a.blocks_left_out, b.blocks_left_out);
  ASSERT_EQ(a.interval.has_value(), b.interval.has_value());
  if (a.interval) {
    EXPECT_EQ(a.interval->low, b.interval->low);
    EXPECT_EQ(a.interval->high, b.interval->high);
  }
  ASSERT_EQ(a.blocks.size(), b.blocks.size());
  for (std::size_t i = 0; i < a.blocks.size(); ++i) {
    EXPECT_EQ(a.blocks[i].block, b.blocks[i].block);
    EXPECT_EQ(a.blocks[i].exceedance, b.blocks[i].exceedance);
    EXPECT_EQ(a.blocks[i].ln_rate, b.blocks[i].ln_rate);
  }
  EXPECT_EQ(a.effective_tail_requests, b.effective_tail_requests);
  EXPECT_EQ(a.tail_supported, b.tail_supported);
}

TEST_F(SolutionStoreTest, GivesBackToAnotherProgramWhatWasKept) {
  SloEstimate none;
  none.state = SloState::no_rate_meets_it;
  {
    SolutionStore store(file());
    EXPECT_FALSE(store.find({1, 2}));
    store.keep({1, 2}, solution(700));
    store.keep({1, 3}, none);
    store.keep({1, 2}, solution(900));  // of equal problems the first stands
  }
  const SolutionStore other(file());
  ASSERT_TRUE(other.find({1, 2}));
  expect_equal(solution(700), *other.find({1, 2}));
  ASSERT_TRUE(other.find({1, 3}));
  expect_equal(none, *other.find({1, 3}));
  EXPECT_FALSE(other.find({2, 1}));
}

TEST_F(SolutionStoreTest, WhatAnotherProgramAddsMeanwhileStaysToo) {
  SolutionStore one(file()), other(file());
  one.keep({1, 1}, solution(1));
  other.keep({2, 2}, solution(2));
  one.keep({3, 3}, solution(3));
  const SolutionStore later(file());
  for (const std::uint64_t i : {1, 2, 3}) EXPECT_TRUE(later.find({i, i})) << i;
}

TEST_F(SolutionStoreTest, ADamagedEntryIsPassedOver) {
  std::size_t first = 0;
  {
    SolutionStore store(file());
    store.keep({1, 1}, solution(1));
    first = bytes().size();
    store.keep({2, 2}, solution(2));
    store.keep({3, 3}, solution(3));
  }
  const std::string whole = bytes();
  for (std::size_t at = first; at < 2 * first; ++at) {
    std::string damaged = whole;
    damaged[at] ^= 0x40;
    write(damaged);
    const SolutionStore store(file());
    EXPECT_TRUE(store.find({1, 1})) << at;
    EXPECT_FALSE(store.find({2, 2})) << at;
    EXPECT_TRUE(store.find({3, 3})) << at;
  }
}

TEST_F(SolutionStoreTest, AnEntryThatWasCutOffIsPassedOverAndTheNextIsFound) {
  {
    SolutionStore store(file());
    store.keep({1, 1}, solution(1));
  }
  const std::string whole = bytes();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write(whole + whole.substr(0, length));
    SolutionStore store(file());
    store.keep({2, 2}, solution(2));
    const SolutionStore later(file());
    EXPECT_TRUE(later.find({1, 1})) << length;
    EXPECT_TRUE(later.find({2, 2})) << length;
  }
}

TEST_F(SolutionStoreTest, AFileThatGrewTooLongBeginsAnew) {
  {
    SolutionStore store(file());
    for (std::uint64_t i = 0; i < 10; ++i) store.keep({i, i}, solution(1));
  }
  SolutionStore store(file(), 1'000);
  EXPECT_FALSE(store.find({1, 1}));
  store.keep({1, 1}, solution(1));
  EXPECT_LT(fs::file_size(file()), 1'000U);
}

TEST_F(SolutionStoreTest, WhereNothingCanBeWrittenItStillAnswers) {
  std::ofstream(folder_ / "crossfade") << "a file where the folder would be";
  SolutionStore store(file());
  store.keep({1, 1}, solution(1));
  EXPECT_TRUE(store.find({1, 1}));
}

TEST_F(SolutionStoreTest, LiesWhereTheUserKeepsSuchThings) {
  const auto of = [](const char* cache, const char* home, const char* wanted) {
    const auto set = [](const char* name, const char* value) {
      value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
    };
    set("XDG_CACHE_HOME", cache);
    set("HOME", home);
    set("CROSSFADE_CACHE", wanted);
    return solution_file().string();
  };
  EXPECT_EQ(of("/c", "/h", nullptr), "/c/crossfade/slo-solutions");
  EXPECT_EQ(of("relative", "/h", nullptr), "/h/.cache/crossfade/slo-solutions");
  EXPECT_EQ(of(nullptr, "/h", nullptr), "/h/.cache/crossfade/slo-solutions");
  EXPECT_EQ(of(nullptr, nullptr, nullptr), "");
  EXPECT_EQ(of("/c", "/h", "off"), "");
  ::unsetenv("CROSSFADE_CACHE");
}

TEST(ProgramIdentity, IsTheBuildIdOfThisProgram) {
  EXPECT_THAT(program_identity(), ::testing::MatchesRegex("([0-9a-f][0-9a-f]){8,64}"));
}

}  // namespace
}  // namespace crossfade::analysis
