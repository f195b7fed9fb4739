// Instructions per request of the same binary: where they differ by more than 2 % another code path ran; and
// what is assumed of hosts is not assumed of counts.
#include "analysis/instruction_invariance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::SyntheticHost;

/// Counted on a host of its own, with so many times the instructions, by that build of the plug-in.
results::Recording counted(const char* host, double instructions, const std::string& build) {
  SyntheticHost h;
  h.title = h.host_id = h.cpu_model = host;
  h.hardware_counters = true;
  h.requests = 500;
  h.grid_points = 6;
  results::Recording r = testing::synthetic_recording(h);
  if (!build.empty()) r.environment.push_back({"build.plugin." + r.workloads[0].name + "_digest", build, ""});
  for (results::CounterReading& reading : r.readings) {
    if (r.counters[reading.counter].metric == "instructions")
      reading.total =
          static_cast<std::uint64_t>(static_cast<double>(reading.total.value_or(0)) * instructions);
  }
  return r;
}

std::vector<Difference> found(const results::Recording& base, const results::Recording& candidate) {
  const auto c = compare(side_of({base}, "a"), side_of({candidate}, "b"), {});
  EXPECT_TRUE(c);
  std::vector<Difference> all;
  std::copy_if(c->differences.begin(), c->differences.end(), std::back_inserter(all),
               [](const Difference& d) { return d.rule == "instructions"; });
  return all;
}

TEST(InstructionInvariance, MoreInstructionsOfTheSameBinaryAreAnotherCodePath) {
  const auto all = found(counted("a", 1, "0a"), counted("b", 1.05, "0a"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].severity, Severity::suspicious);
  EXPECT_EQ(all[0].workload, "tls_segment");
  EXPECT_THAT(all[0].consequence, HasSubstr("not the whole story"));
}

TEST(InstructionInvariance, WithinTwoPercentNothingIsSaid) {
  EXPECT_TRUE(found(counted("a", 1, "0a"), counted("b", 1.015, "0a")).empty());
}

TEST(InstructionInvariance, AnotherBinaryMayHaveOtherInstructions) {
  EXPECT_TRUE(found(counted("a", 1, "0a"), counted("b", 1.05, "0b")).empty());
  EXPECT_TRUE(found(counted("a", 1, ""), counted("b", 1.05, "")).empty()) << "whose binary is not known";
}

TEST(InstructionInvariance, AnotherPathThatALibraryChoseExplainsIt) {
  results::Recording other = counted("b", 1.05, "0a");
  other.libraries[0].isa_path = "avx512";
  const auto all = found(counted("a", 1, "0a"), other);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].severity, Severity::expected);
  EXPECT_THAT(all[0].subject, HasSubstr("by another code path"));
}

TEST(InstructionInvariance, OneHostASideAssumesLittleOfCounts) {
  const auto c = compare(side_of({counted("a", 1, "0a")}, "a"), side_of({counted("b", 1.05, "0a")}, "b"), {});
  ASSERT_TRUE(c);
  const auto half_width = [&](const char* metric) {
    for (const MetricComparison& m : c->workloads.front().metrics)
      if (m.metric == metric) return std::log(m.ratio.interval->high / m.ratio.interval->low) / 2;
    return 0.0;
  };
  EXPECT_GT(half_width("capacity"), 0.15) << "5 % between hosts are assumed";
  EXPECT_LT(half_width("instructions_per_request"), 0.6 * half_width("capacity")) << "what blocks differ by";
  EXPECT_GT(half_width("instructions_per_request"), 0.01) << "and a little of counts";
}

}  // namespace
}  // namespace crossfade::analysis
