// Where the calling thread executes: real signals, real objects.
#include "collector/measure/code_sampler.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "collector/measure/clock.h"

extern "C" {
/// Exported to nobody: found by its address alone.
[[gnu::noinline]] std::uint64_t crossfade_sampled_work(std::uint64_t n) {
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    n = n * 6364136223846793005U + 1442695040888963407U;
    asm volatile("" : "+r"(n));
  }
  return n;
}
}

namespace crossfade::collector {
namespace {

constexpr std::int64_t long_enough_ns = 200'000'000;

void work_for(std::int64_t cpu_ns) {
  std::uint64_t n = 1;
  for (const std::int64_t until = thread_cpu_ns() + cpu_ns; thread_cpu_ns() < until;)
    n = crossfade_sampled_work(n);
}

std::uint64_t total(const std::vector<CodeSample>& samples) {
  return std::accumulate(samples.begin(), samples.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const CodeSample& s) { return sum + s.samples; });
}

/// Until it has so many, or gives up: on a busy machine others take the CPU away before the tick comes.
void sample(CodeSampler& sampler, std::uint64_t wanted) {
  constexpr int most_tries = 50;
  for (int i = 0; i < most_tries && total(sampler.samples()) < wanted; ++i) {
    sampler.enter();
    work_for(long_enough_ns / 2);
    sampler.leave();
  }
}

TEST(CodeSampler, FindsTheFunctionThatRunsByFileAndAddress) {
  Dl_info info{};
  ASSERT_NE(::dladdr(reinterpret_cast<void*>(&crossfade_sampled_work), &info), 0);
  const auto own = reinterpret_cast<std::uintptr_t>(&crossfade_sampled_work) -
                   reinterpret_cast<std::uintptr_t>(info.dli_fbase);
  CodeSampler sampler;
  ASSERT_EQ(sampler.why_not(), "");
  sample(sampler, 10);
  const auto samples = sampler.samples();
  EXPECT_GE(total(samples), 10U);
  std::uint64_t inside = 0;
  for (const CodeSample& sample : samples) {
    if (sample.address >= own && sample.address < own + 4096) inside += sample.samples;
    if (!sample.object.empty()) {
      EXPECT_TRUE(sample.object.front() == '/' || sample.object.front() == '[') << sample.object;
    }
  }
  EXPECT_GE(10 * inside, 8 * total(samples)) << "nearly all of it";
}

TEST(CodeSampler, KeepsNothingOfWhatIsOutside) {
  CodeSampler sampler;
  work_for(long_enough_ns / 2);
  EXPECT_TRUE(sampler.samples().empty());
}

TEST(CodeSampler, ASecondOneSaysThatThereIsOne) {
  const CodeSampler first;
  const CodeSampler second;
  EXPECT_EQ(first.why_not(), "");
  EXPECT_NE(second.why_not(), "");
}

TEST(CodeSampler, AnotherCanFollow) {
  { const CodeSampler first; }
  CodeSampler second;
  ASSERT_EQ(second.why_not(), "");
  sample(second, 1);
  EXPECT_FALSE(second.samples().empty());
}

}  // namespace
}  // namespace crossfade::collector
