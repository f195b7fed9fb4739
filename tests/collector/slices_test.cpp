#include "collector/slices.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::StageKind;
using testing::Host;
using testing::plan_of;
using testing::second_ns;
using testing::stages_of;

Plan sliced(std::uint64_t slice_ns) {
  Plan plan = plan_of(1, 3);
  plan.chunk_ns = 2 * second_ns;
  plan.chunk_limit_ns = 10 * second_ns;
  plan.slice_ns = slice_ns;
  return plan;
}

TEST(Slices, AreAsLongAsPlannedOrGrow) {
  const Plan plan = sliced(second_ns / 2);
  for (const auto& [stage_ns, slices] : {std::pair{second_ns / 5, 1U},
                                         {second_ns / 2, 1U},
                                         {700'000'000, 1U},
                                         {800'000'000, 2U},
                                         {second_ns, 2U},
                                         {4 * second_ns, 8U},
                                         {300 * second_ns, most_slices}})
    EXPECT_EQ(slices_of(plan, stage_ns), slices) << stage_ns;
  EXPECT_EQ(slices_of(sliced(0), 300 * second_ns), 1U);
}

TEST(Slices, AreTheWholeStageTogetherAndDrawOtherRequests) {
  Host host(sliced(second_ns / 2));
  ASSERT_TRUE(host.run());
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    EXPECT_EQ(stages_of(host.recording, r, StageKind::service).size(), 2U);
    EXPECT_EQ(stages_of(host.recording, r, StageKind::capacity).size(), 4U) << "two of each thread count";
    EXPECT_EQ(stages_of(host.recording, r, StageKind::slo_chunk).size(), 4U);
    std::uint64_t total_ns = 0;
    for (const results::Stage* stage : stages_of(host.recording, r, StageKind::slo_chunk))
      total_ns += stage->duration_ns;
    EXPECT_EQ(total_ns, 2 * second_ns);
    for (const results::Stage* stage : stages_of(host.recording, r, StageKind::load))
      EXPECT_EQ(stage->duration_ns, second_ns) << "latencies under load are measured in one piece";
  }
  EXPECT_EQ(std::set<std::string>(host.specs.begin(), host.specs.end()).size(), host.specs.size())
      << "no two stages with the same seed";
}

TEST(Slices, OfOneProcessAreOfferedTheSameRate) {
  Host host(sliced(second_ns / 2));
  ASSERT_TRUE(host.run());
  for (std::uint32_t r = 0; r < host.recording.repetitions.size(); ++r) {
    std::set<double> rates;
    for (const results::Stage* stage : stages_of(host.recording, r, StageKind::slo_chunk))
      rates.insert(stage->offered_per_s);
    EXPECT_EQ(rates.size(), 1U);
  }
}

TEST(Slices, ThatWereDisturbedAreMeasuredAgainByThemselves) {
  Plan plan = sliced(second_ns / 2);
  plan.rerun_share = 0.5;
  Host host(plan);
  bool once = true;
  host.quality = [&](const WorkItem&, const StageSpec& spec) {
    const bool disturbed = once && spec.kind == StageKind::capacity;
    if (disturbed) once = false;
    return disturbed ? results::Quality::disturbed : results::Quality::clean;
  };
  ASSERT_TRUE(host.run());
  const auto last = static_cast<std::uint32_t>(host.recording.repetitions.size() - 1);
  ASSERT_EQ(host.recording.repetitions[last].purpose, results::RepetitionPurpose::rerun);
  ASSERT_EQ(stages_of(host.recording, last).size(), 1U);
  EXPECT_EQ(stages_of(host.recording, last).front()->duration_ns, second_ns / 2);
}

}  // namespace
}  // namespace crossfade::collector
