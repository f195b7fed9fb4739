// Decompositions of synthetic recordings: factors multiply to the total, what is missing collapses, what is
// joined says so.
#include "analysis/why/decomposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::synthetic_recording;
using testing::SyntheticHost;

SyntheticHost host(const char* id, const char* cpu, double speed) {
  SyntheticHost h;
  h.title = id;
  h.host_id = id;
  h.instance_type = cpu;
  h.cpu_model = cpu;
  h.speed = speed;
  h.hardware_counters = true;
  h.chunk_requests = 4'000;
  h.requests = 500;
  h.grid_points = 6;
  h.seed = speed > 1 ? 2 : 1;
  return h;
}

/// CPU time as the kernel's clock counts it: what the clock while running is made of.
Recording with_task_clock(Recording r) {
  const auto counter = static_cast<std::uint32_t>(r.counters.size());
  r.counters.push_back({"task_clock", "software/task-clock", results::CounterScope::user_kernel,
                        results::CounterTier::software, ""});
  for (std::uint32_t s = 0; s < r.stages.size(); ++s) {
    results::CounterReading reading;
    reading.stage = s;
    reading.counter = counter;
    reading.total = r.stages[s].cpu_user_ns + r.stages[s].cpu_system_ns;
    reading.enabled_ns = reading.running_ns = r.stages[s].duration_ns;
    reading.state = results::CounterState::counted;
    r.readings.push_back(reading);
  }
  return r;
}

void hide(Recording& r, std::string_view metric) {
  for (results::Counter& c : r.counters)
    if (c.metric == metric) c.absent_because = "hidden";
  std::erase_if(r.readings, [&](const results::CounterReading& reading) {
    return r.counters[reading.counter].metric == metric;
  });
}

Recording counted(const char* id, const char* cpu, double speed) {
  return with_task_clock(synthetic_recording(host(id, cpu, speed)));
}

Decomposition why(const Recording& base, const Recording& candidate,
                  const std::vector<RecordingPointer>& lenders = {}) {
  const auto c = compare(side_of({base}, "base"), side_of({candidate}, "candidate"), {});
  EXPECT_TRUE(c);
  auto d = decompose(*c, "tls_segment", lenders, {});
  EXPECT_TRUE(d) << results::to_line(d.error());
  return *std::move(d);
}

std::vector<std::string> ids(const Decomposition& d) {
  std::vector<std::string> all;
  for (const Factor& f : d.factors) all.push_back(f.id);
  return all;
}

const Factor& factor(const Decomposition& d, const std::string& id) {
  for (const Factor& f : d.factors)
    if (f.id == id) return f;
  ADD_FAILURE() << "no factor " << id;
  return d.factors.front();
}

TEST(Decomposition, FactorsMultiplyToTheTotal) {
  const Decomposition d = why(counted("a", "A", 1), counted("b", "B", 1.4));
  EXPECT_THAT(ids(d), ElementsAre("cpu_seconds_per_s", "cycles_per_cpu_s", "instructions_per_cycle",
                                  "requests_per_instruction", "usable_utilisation"));
  EXPECT_THAT(d.missing, IsEmpty());
  ASSERT_TRUE(d.residual);
  EXPECT_NEAR(*d.residual, 1, 0.002);
  EXPECT_TRUE(d.of_slo_rate);
  for (const Factor& f : d.factors) EXPECT_TRUE(f.ratio.value && f.ratio.interval) << f.id;
}

TEST(Decomposition, WithoutCountersTheyCollapseAndSayWhy) {
  Recording a = counted("a", "A", 1), b = counted("b", "B", 1.4);
  for (const char* metric : {"instructions", "cycles"}) {
    hide(a, metric);
    hide(b, metric);
  }
  const Decomposition d = why(a, b);
  EXPECT_THAT(ids(d), ElementsAre("cpu_seconds_per_s", "requests_per_cpu_s", "usable_utilisation"));
  ASSERT_FALSE(d.missing.empty());
  for (const MissingFactor& m : d.missing)
    EXPECT_THAT(m.because, AllOf(HasSubstr("both sides: "), HasSubstr("hidden"))) << m.name;
  EXPECT_THAT(factor(d, "requests_per_cpu_s").stands_for, HasSubstr("neither cycles nor instructions"));
  EXPECT_NEAR(*d.residual, 1, 0.002);
}

TEST(Decomposition, CyclesAloneCollapseInstructions) {
  Recording a = counted("a", "A", 1), b = counted("b", "B", 1.4);
  hide(a, "instructions");
  hide(b, "instructions");
  const Decomposition d = why(a, b);
  EXPECT_THAT(ids(d), ElementsAre("cpu_seconds_per_s", "cycles_per_cpu_s", "requests_per_cycle",
                                  "usable_utilisation"));
  EXPECT_NEAR(*d.residual, 1, 0.002);
}

TEST(Decomposition, InstructionsAreCarriedFromTheOtherSide) {
  const Recording whole = counted("a", "A", 1);
  Recording hidden = whole;
  hide(hidden, "instructions");
  const Decomposition d = why(hidden, counted("b", "B", 1.0));
  const Factor& ipc = factor(d, "instructions_per_cycle");
  EXPECT_EQ(ipc.base_origin, Origin::carried);
  EXPECT_EQ(ipc.candidate_origin, Origin::measured);
  EXPECT_NEAR(*factor(d, "requests_per_instruction").ratio.value, 1, 1e-9) << "the same by assumption";
  // Hidden again and carried: within 3 % of what was counted.
  const Decomposition counted_both = why(whole, counted("b", "B", 1.0));
  const Factor& counted_ipc = factor(counted_both, "instructions_per_cycle");
  EXPECT_NEAR(*ipc.ratio.value / *counted_ipc.ratio.value, 1, 0.03);
  EXPECT_THAT(d.joined, Contains(HasSubstr("carried")));
}

TEST(Decomposition, CountersOfTheSameCpuModelAreInferredIfCpuTimeAgrees) {
  Recording without = counted("a", "A", 1);
  for (const char* metric : {"instructions", "cycles"}) hide(without, metric);
  const Decomposition d = why(without, counted("b", "B", 1.4), {opened(counted("a-large", "A", 1.01))});
  EXPECT_EQ(factor(d, "instructions_per_cycle").base_origin, Origin::inferred);
  EXPECT_THAT(d.joined, Contains(HasSubstr("inferred, the same CPU model")));
  const Decomposition far = why(without, counted("b", "B", 1.4), {opened(counted("a-fast", "A", 1.2))});
  EXPECT_THAT(far.joined, ::testing::Each(::testing::Not(HasSubstr("inferred"))));
  EXPECT_THAT(far.not_joined, Contains(HasSubstr("CPU time per request differs")));
  EXPECT_THAT(ids(far), ::testing::Not(Contains("instructions_per_cycle")));
}

TEST(Decomposition, OtherWorkLendsNothing) {
  Recording without = counted("a", "A", 1);
  hide(without, "instructions");
  Recording other = counted("a-large", "A", 1);
  other.workloads[0].dataset_digest = "another";
  const Decomposition d = why(without,
                              [] {
                                auto r = counted("b", "B", 1.4);
                                hide(r, "instructions");
                                return r;
                              }(),
                              {opened(other)});
  // It says in what, so that a reader can mend it.
  EXPECT_THAT(d.not_joined, Contains(HasSubstr("it differs in dataset (")));
  EXPECT_THAT(d.not_joined, Contains(HasSubstr(" here, another there)")));
  EXPECT_THAT(d.not_joined, Contains(::testing::Not(HasSubstr("libraries"))));
  EXPECT_THAT(ids(d), ::testing::Not(Contains("instructions_per_cycle")));
}

TEST(Decomposition, WhatNobodyAskedToLendIsNotSaidToLendNothing) {
  Recording without = counted("a", "A", 1);
  hide(without, "instructions");
  Recording other_work = counted("b", "B", 1.4);
  other_work.workloads[0].dataset_digest = "another";
  const CountedSide base =
      counted_side(side_of({without}), "tls_segment", {}, side_of({other_work}).recordings);
  EXPECT_THAT(base.joined, ::testing::IsEmpty());
  EXPECT_THAT(base.not_joined, ::testing::IsEmpty()) << "the other side is not asked";
  const CountedSide asked =
      counted_side(side_of({without}), "tls_segment", side_of({other_work}).recordings, {});
  EXPECT_THAT(asked.not_joined, Contains(HasSubstr("it differs in dataset (")));
}

TEST(Decomposition, OfAWorkloadThatIsNotThereIsAnError) {
  const auto c = compare(side_of({counted("a", "A", 1)}), side_of({counted("b", "B", 1.4)}), {});
  const auto d = decompose(*c, "nobody", {}, {});
  ASSERT_FALSE(d);
  EXPECT_THAT(results::to_line(d.error()), HasSubstr("tls_segment"));
}

}  // namespace
}  // namespace crossfade::analysis
