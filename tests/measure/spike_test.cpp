// Load spikes: how arrivals are laid out in lanes, what is counted, and whole stages with the toy workload.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <utility>

#include "collector/measure/arrivals.h"
#include "collector/measure/lanes.h"
#include "collector/measure/load_clock.h"
#include "collector/measure/load_judgement.h"
#include "collector/measure/spike_tally.h"
#include "collector/measure/stage_runner.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

using results::SheddingPolicy;
using results::StageKind;
using results::StageOutcome;

constexpr std::int64_t ms = 1'000'000;

const SheddingPolicy& policy(std::string_view name) {
  const auto* const found = results::find_shedding_policy(name);
  EXPECT_NE(found, nullptr);
  return *found;
}

/// Two classes of one priority, one below, one far below; the second of them has a cheaper answer.
const std::vector<cf_class> four_classes{{"a", 0.1, 4'000'000, 0, 2, 8, 0, 0, 0, 0, 0},
                                         {"b", 0.4, 8'000'000, 1, 2, 8, 0, 0, 0, 0, 0},
                                         {"c", 0.3, 8'000'000, 9, 1, 8, 0, 0, 0, 0, 0},
                                         {"d", 0.2, 2'000'000, 0, 1, 8, 0, 0, 0, 0, 0}};

RequestMix mix_of(const std::vector<cf_class>& classes) {
  std::vector<double> shares;
  for (const cf_class& one : classes) shares.push_back(one.share);
  return {shares, 5};
}

TEST(Lanes, AreOnePerPriorityInTheirOrder) {
  const auto arrivals = *make_arrivals(results::Arrival::poisson, 1000, 1'000'000'000, 3);
  const RequestMix mix = mix_of(four_classes);
  const Lanes lanes(arrivals, mix, four_classes, policy("priority"));
  ASSERT_EQ(lanes.size(), 3U);
  std::vector<std::int64_t> all;
  const std::set<std::uint16_t> wanted[] = {{0, 3}, {1}, {2}};
  for (std::size_t lane = 0; lane < 3; ++lane) {
    const Lane view = lanes.views()[lane];
    EXPECT_EQ(std::set<std::uint16_t>(view.classes.begin(), view.classes.end()), wanted[lane]);
    EXPECT_EQ(view.classes.size(), view.arrival_ns.size());
    EXPECT_TRUE(std::is_sorted(view.arrival_ns.begin(), view.arrival_ns.end()));
    all.insert(all.end(), view.arrival_ns.begin(), view.arrival_ns.end());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, arrivals) << "none is lost and none is added";
}

TEST(Lanes, WithoutPrioritiesThereIsOne) {
  const std::vector<std::int64_t> arrivals{1, 2, 2, 9};
  const RequestMix mix = mix_of(four_classes);
  const Lanes lanes(arrivals, mix, four_classes, policy("fifo-deadline"));
  ASSERT_EQ(lanes.size(), 1U);
  EXPECT_TRUE(std::equal(arrivals.begin(), arrivals.end(), lanes.views()[0].arrival_ns.begin()));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(lanes.views()[0].classes[i], mix.class_of(i));
}

TEST(Lanes, NumberEveryRequestOnce) {
  const auto arrivals = *make_arrivals(results::Arrival::poisson, 1000, 100'000'000, 3);
  const RequestMix mix = mix_of(four_classes);
  const Lanes lanes(arrivals, mix, four_classes, policy("priority"));
  std::set<std::uint64_t> numbers;
  for (std::uint32_t lane = 0; lane < 3; ++lane) {
    for (std::size_t i = 0; i < lanes.views()[lane].arrival_ns.size(); ++i)
      EXPECT_TRUE(numbers.insert(lanes.number_of({{i}, lane})).second);
  }
  EXPECT_EQ(numbers.size(), arrivals.size());
  EXPECT_EQ(*numbers.rbegin(), arrivals.size() - 1);
}

TEST(ClassLimits, AreSharesOfTheClassesOwnObjective) {
  const auto none = class_limits(four_classes, policy("none"));
  for (const ClassLimits& limits : none) {
    EXPECT_EQ(limits.shed_beyond_ns, INT64_MAX);
    EXPECT_EQ(limits.cheap_beyond_ns, INT64_MAX);
  }
  const auto deadline = class_limits(four_classes, policy("fifo-deadline"));
  EXPECT_EQ(deadline[0].shed_beyond_ns, 4 * ms);
  EXPECT_EQ(deadline[2].shed_beyond_ns, 8 * ms);
  const auto shed = class_limits(four_classes, policy("priority-shed"));
  EXPECT_EQ(shed[0].shed_beyond_ns, INT64_MAX) << "what is critical is never shed";
  EXPECT_EQ(shed[1].shed_beyond_ns, 4 * ms);
  EXPECT_EQ(shed[2].shed_beyond_ns, 2 * ms);
  EXPECT_EQ(shed[1].cheap_beyond_ns, INT64_MAX);
  const auto cheap = class_limits(four_classes, policy("priority-shed-cheap"));
  EXPECT_EQ(cheap[0].cheap_beyond_ns, INT64_MAX) << "nor fobbed off";
  EXPECT_EQ(cheap[1].cheap_beyond_ns, 1 * ms);
  EXPECT_EQ(cheap[2].cheap_beyond_ns, INT64_MAX) << "it has no cheaper answer";
  EXPECT_NEAR(kept_share(four_classes, policy("none")), 1, 1e-12);
  EXPECT_NEAR(kept_share(four_classes, policy("priority-shed")), 0.3, 1e-12);
  EXPECT_EQ(kept_share(four_classes, policy("fifo-deadline")), 0);
}

Dispatch dispatch(std::int64_t due_ns, std::int64_t start_ns, std::int64_t end_ns, std::uint32_t class_id,
                  std::uint32_t level = 0) {
  return {{0, due_ns, start_ns, end_ns, false}, 0, class_id, level};
}

TEST(SpikeTally, CountsByWindowOfTheArrival) {
  const SpikeShape shape{
      .factor = 2, .begin_ns = 100 * ms, .end_ns = 200 * ms, .duration_ns = 299 * ms, .window_ns = 50 * ms};
  ASSERT_EQ(shape.windows(), 6U);
  constexpr std::int64_t start = 7'000 * ms;  // arrivals count from here
  SpikeTally tally(shape, four_classes);
  tally.start_at(start);
  WorkerRecord record(4);
  const auto served = [](std::uint32_t class_id, int status = CF_OK) {
    return Served{{0, 0, class_id, 0}, {}, status};
  };
  const GoldenAnswers golden;
  const auto note = [&](const Dispatch& d, int status = CF_OK) {
    tally.record(d, served(d.class_id, status), golden, record);
  };
  note(dispatch(start + 49 * ms, start + 52 * ms, start + 53 * ms, 0));        // 4 ms: just in time
  note(dispatch(start + 50 * ms, start + 50 * ms, start + 54 * ms + 1, 0));    // a nanosecond late
  note(dispatch(start + 100 * ms, start + 101 * ms, start + 102 * ms, 1, 1));  // cheaper, in the spike
  note(dispatch(start + 199 * ms, start + 250 * ms, start + 251 * ms, 1));     // late, in the spike
  note(dispatch(start + 200 * ms, start + 200 * ms, start + 201 * ms, 1));     // after it
  note(dispatch(start + 120 * ms, start + 120 * ms, start + 121 * ms, 2), CF_WRONG);
  tally.shed(dispatch(start + 298 * ms, start + 310 * ms, 0, 2));

  auto windows = empty_windows(shape, {}, 4);
  ASSERT_EQ(windows.size(), 24U);
  tally.add_to(windows);
  const auto at = [&](std::size_t window, std::size_t class_id) { return windows[window * 4 + class_id]; };
  EXPECT_EQ(at(5, 2).begin_ns, 250'000'000U);
  EXPECT_EQ(at(5, 2).workload_class, 2U);
  EXPECT_EQ(at(0, 0).in_slo, 1U);
  EXPECT_EQ(at(1, 0).late, 1U);
  EXPECT_EQ(at(2, 1).in_slo, 1U);
  EXPECT_EQ(at(2, 1).cheap, 1U);
  EXPECT_EQ(at(3, 1).late, 1U);
  EXPECT_EQ(at(4, 1).in_slo, 1U);
  EXPECT_EQ(at(2, 2).in_slo + at(2, 2).late, 0U) << "a wrong answer is neither";
  EXPECT_EQ(at(5, 2).shed, 1U);
  EXPECT_EQ(tally.shed_in_all(), 1U);
  EXPECT_EQ(tally.cheap_in_all(), 1U);
  EXPECT_EQ(record.completed, 5U);
  EXPECT_EQ(record.errors, 1U);
  EXPECT_EQ(record.latency[1].count(), 2U) << "of what fell due in the spike only";
  EXPECT_EQ(record.latency[0].count(), 0U);
  EXPECT_EQ(record.service[1].count(), 3U);
  EXPECT_EQ(record.last_start_ns, start + 120 * ms) << "of the last request";
}

TEST(SpikeTally, OfferedIsWhatTheScheduleHolds) {
  const SpikeShape shape{.duration_ns = 100 * ms, .window_ns = 50 * ms};
  const std::vector<std::int64_t> first{0, 49 * ms, 50 * ms}, second{99 * ms};
  const std::vector<std::uint16_t> of_first{1, 0, 1}, of_second{0};
  const std::vector<Lane> lanes{{first, of_first}, {second, of_second}};
  const auto windows = empty_windows(shape, lanes, 2);
  std::vector<std::uint64_t> offered;
  for (const auto& window : windows) offered.push_back(window.offered);
  EXPECT_EQ(offered, (std::vector<std::uint64_t>{1, 1, 1, 1}));
}

/// 60 % of two workers, three times that from 1.5 to 3.5 s of 6.5 s, 200 us each.
LoadAccount given_up_account() {
  return {.arrivals = 60'000,
          .duration_ns = 6'500 * ms,
          .workers = 2,
          .served = 40'000,
          .busy_ns = 40'000 * 200'000ULL,
          .given_up = true};
}
const std::vector<RateStep> spike_steps{{0, 1}, {1'500 * ms, 3}, {3'500 * ms, 1}};

TEST(SpikeOutcome, ABacklogThatTheSpikeExplainsIsNoStandstill) {
  // 1.6 s of work are left when the spike ends, and 3 s at 60 % take 1.2 s of them away.
  EXPECT_EQ(spike_outcome(given_up_account(), spike_steps, 6000), StageOutcome::saturated);
}

TEST(SpikeOutcome, ABacklogThatNothingExplainsIsOne) {
  // Where four fifths may be shed, 36 % in the spike leave no backlog: only a standstill does.
  EXPECT_EQ(spike_outcome(given_up_account(), spike_steps, 1200), StageOutcome::aborted);
  LoadAccount nothing = given_up_account();
  nothing.served = nothing.busy_ns = 0;
  EXPECT_EQ(spike_outcome(nothing, spike_steps, 6000), StageOutcome::aborted);
}

TEST(SpikeOutcome, ServedToTheEndIsOk) {
  LoadAccount account = given_up_account();
  account.given_up = false;
  EXPECT_EQ(spike_outcome(account, spike_steps, 6000), StageOutcome::ok);
}

StageSpec spike_spec(std::string shedding, std::uint32_t workers = 1) {
  return {.kind = StageKind::spike,
          .workers = workers,
          .offered_per_s = 2'000,
          .arrival = results::Arrival::step,
          .steps = {{0, 1}, {50 * ms, 4}, {100 * ms, 1}},
          .wait_mode = results::WaitMode::hybrid,
          .shedding = std::move(shedding),
          .duration_ns = 190 * ms,
          .seed = 1};
}

void expect_consistent(const StageDone& done) {
  const results::Stage& stage = done.record.stage;
  std::uint64_t offered = 0, answered = 0, shed = 0, cheap = 0;
  for (const results::SpikeWindow& window : done.record.spike_windows) {
    EXPECT_LE(window.in_slo + window.late + window.shed, window.offered);
    offered += window.offered, answered += window.in_slo + window.late;
    shed += window.shed, cheap += window.cheap;
  }
  EXPECT_EQ(offered, stage.offered);
  EXPECT_EQ(answered, stage.completed);
  EXPECT_EQ(shed, stage.shed);
  EXPECT_EQ(cheap, stage.cheap);
  EXPECT_LE(stage.completed + stage.errors + stage.shed, offered);
  if (stage.outcome == StageOutcome::ok) {
    EXPECT_EQ(stage.completed + stage.shed, offered);
  }
}

TEST_F(CrewTest, ASpikeStageAccountsForEveryRequest) {
  ASSERT_TRUE(set_up(2));
  const auto golden = GoldenAnswers::make(*crew_, true);
  ASSERT_TRUE(golden);
  StageRunner runner(*crew_, *golden, 0);
  for (const SheddingPolicy& each : results::shedding_policies()) {
    const auto done = runner.run(spike_spec(std::string(each.name), 2));
    ASSERT_TRUE(done) << done.error().why;
    expect_consistent(*done);
    EXPECT_EQ(done->record.stage.shedding, each.name);
    EXPECT_EQ(done->record.stage.arrival_profile, "0=1,0.05=4,0.1=1");
    ASSERT_TRUE(done->record.spike);
    EXPECT_EQ(done->record.spike->factor, 4);
    EXPECT_EQ(done->record.spike->end_ns, 100U * ms);
    EXPECT_EQ(done->record.spike_windows.size(), 4 * 2U) << "four windows of two classes";
    EXPECT_FALSE(done->record.trace) << "priorities are not replayed";
  }
}

TEST_F(CrewTest, ASpikeStageRecordsItsLooksAtTheClock) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_, true);
  ASSERT_TRUE(golden);
  StageSpec spec = spike_spec("none");
  spec.duration_ns = 400 * ms;  // its workers have little to do and look while they wait
  const auto done = StageRunner(*crew_, *golden, 0, nullptr, nullptr, usual_samples_per_s).run(spec);
  ASSERT_TRUE(done) << done.error().why;
  const std::uint64_t instructions = done->record.stage.look_instructions.value_or(0);
  EXPECT_GE(instructions, instructions_of_a_look);
  EXPECT_EQ(instructions % instructions_of_a_look, 0U);
}

TEST_F(CrewTest, WhatWaitedTooLongIsShedOrAnsweredMoreCheaply) {
  // The first request of the stage takes 80 ms; of those that wait meanwhile the degraded ones are shed after
  // 50 ms and answered more cheaply after 12.5 ms.
  std::vector<cf_class> classes(table_.classes, table_.classes + table_.n_classes);
  classes[1].slo_p99_ns = 100 * ms;
  table_.classes = classes.data();
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_, true);
  ASSERT_TRUE(golden);
  bool first = true;
  toy_.request = [&first](const cf_request& request, cf_answer& answer) {
    if (std::exchange(first, false)) std::this_thread::sleep_for(std::chrono::milliseconds(80));
    answer.digest = toy_digest(request);
    return CF_OK;
  };
  const auto done = StageRunner(*crew_, *golden, 0).run(spike_spec("priority-shed-cheap"));
  ASSERT_TRUE(done) << done.error().why;
  expect_consistent(*done);
  EXPECT_EQ(done->record.stage.errors, 0U) << "cheaper answers have golden ones of their own";
  EXPECT_GT(done->record.stage.shed, 0U);
  EXPECT_GT(done->record.stage.cheap, 0U);
  for (const results::SpikeWindow& window : done->record.spike_windows) {
    if (window.workload_class > 0) continue;
    EXPECT_EQ(window.shed + window.cheap, 0U) << "what is critical is spared";
  }
}

TEST_F(CrewTest, AWrongCheapAnswerIsWrong) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_, true);
  ASSERT_TRUE(golden);
  Served served{{3, 3, 1, 1}, {}, CF_OK};
  served.answer.digest = toy_digest(served.request);
  EXPECT_TRUE(golden->is_right(served));
  served.request.level = 0;
  EXPECT_FALSE(golden->is_right(served)) << "the cheaper answer is no full one";
  EXPECT_EQ(golden->cheap_digest().size(), 32U);
  EXPECT_NE(golden->cheap_digest(), golden->digest());
  const auto full_only = GoldenAnswers::make(*crew_);
  EXPECT_EQ(full_only->digest(), golden->digest()) << "whether cheaper ones are made as well";
  EXPECT_EQ(full_only->cheap_digest(), "");
}

TEST_F(CrewTest, ImpossibleSpikesAreRefused) {
  ASSERT_TRUE(set_up(1));
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  const auto why = [&](auto edit, std::string shedding = "none") {
    StageSpec spec = spike_spec(std::move(shedding));
    edit(spec);
    const auto done = runner.run(spec);
    return done ? std::string() : done.error().why;
  };
  EXPECT_EQ(why([](StageSpec&) {}), "");
  EXPECT_EQ(why([](StageSpec& s) { s.shedding = "lottery"; }), "there is no policy 'lottery'");
  EXPECT_EQ(why([](StageSpec& s) { s.steps.pop_back(); }), "its arrivals are not those of a spike");
  EXPECT_EQ(why([](StageSpec& s) { s.duration_ns = 100 * ms; }), "its arrivals are not those of a spike");
  EXPECT_EQ(why([](StageSpec& s) { s.arrival = results::Arrival::poisson; }),
            "its arrivals are not those of a spike");
  EXPECT_EQ(why([](StageSpec&) {}, "priority-shed-cheap"),
            "the golden answers of the cheaper level were not made");
  EXPECT_EQ(why([](StageSpec& s) { s.offered_per_s = 0; }), "the offered rate is 0/s");
  EXPECT_EQ(why([](StageSpec& s) { s.scheduling = results::Scheduling::fifo; }),
            "in real time only workers that sleep until their arrivals may run");
}

}  // namespace
}  // namespace crossfade::collector
