// PERF_METRICS: what sysfs names, which group the kernel takes it in, and what of it is believed.
#include "collector/counters/perf_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "collector/counters/event_group.h"
#include "collector/counters/self_test.h"
#include "tests/counters/fake_perf.h"
#include "tests/counters/perf_metrics_root.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> names_of(const std::vector<PlacedEvent>& events) {
  std::vector<std::string> names;
  for (const PlacedEvent& placed : events) names.push_back(placed.event.metric);
  return names;
}

PerfMetrics read(const std::map<std::string, std::string>& events, const char* cpu, bool is_virtual = false) {
  return read_perf_metrics(MetricsRoot(events).path(), cpu, is_virtual);
}

TEST(PerfMetrics, IceLakeHasLevelOneAndSapphireRapidsPartsOfItToo) {
  const PerfMetrics ice_lake = read(metrics_of_ice_lake, "Ice Lake-SP");
  EXPECT_THAT(names_of(ice_lake.events),
              ElementsAre("fixed_slots", "fixed_retiring_slots", "fixed_bad_speculation_slots",
                          "fixed_frontend_slots", "fixed_backend_slots"));
  EXPECT_THAT(ice_lake.absent, IsEmpty());
  EXPECT_EQ(ice_lake.events[1].event.config, 0x8000U);
  EXPECT_EQ(ice_lake.events[1].place, results::CounterPlace::metrics);
  EXPECT_TRUE(ice_lake.events[0].event.never_zero);
  for (const char* const cpu : {"Sapphire Rapids", "Emerald Rapids", "Granite Rapids"}) {
    const PerfMetrics later = read(metrics_of_sapphire_rapids(), cpu);
    EXPECT_THAT(later.events, SizeIs(9)) << cpu;
    EXPECT_THAT(later.absent, IsEmpty()) << cpu;
    EXPECT_EQ(later.events.front().event.metric, perf_metrics_leader) << cpu;
  }
}

TEST(PerfMetrics, OtherCpusHaveNothingToBeAbsent) {
  for (const char* const cpu : {"Skylake-SP", "Zen 4", "", "Haswell"}) {
    const PerfMetrics none = read(metrics_of_ice_lake, cpu);
    EXPECT_THAT(none.events, IsEmpty()) << cpu;
    EXPECT_THAT(none.absent, IsEmpty()) << cpu;
  }
}

TEST(PerfMetrics, AVirtualMachineIsNotAsked) {
  const PerfMetrics guest = read(metrics_of_sapphire_rapids(), "Sapphire Rapids", true);
  EXPECT_THAT(guest.events, IsEmpty());
  ASSERT_THAT(guest.absent, SizeIs(9));
  for (const results::Counter& counter : guest.absent)
    EXPECT_THAT(counter.absent_because, HasSubstr("not shown to virtual machines")) << counter.metric;
  EXPECT_EQ(guest.absent[1].raw_event, "topdown-retiring (0x8000)");
}

TEST(PerfMetrics, LevelOneIsThereAsAWholeOrNotAtAll) {
  auto events = metrics_of_sapphire_rapids();
  events.erase("topdown-bad-spec");
  const PerfMetrics none = read(events, "Sapphire Rapids");
  EXPECT_THAT(none.events, IsEmpty());
  EXPECT_THAT(none.absent, SizeIs(9));
  EXPECT_THAT(none.absent.front().absent_because, HasSubstr("no event cpu/topdown-bad-spec/"));
  EXPECT_THAT(read({}, "Ice Lake-SP").absent.back().absent_because, HasSubstr("no event cpu/slots/"));
}

TEST(PerfMetrics, AMissingPartIsMissingAlone) {
  auto events = metrics_of_sapphire_rapids();
  events.erase("topdown-mem-bound");
  const PerfMetrics some = read(events, "Sapphire Rapids");
  EXPECT_THAT(some.events, SizeIs(8));
  ASSERT_THAT(some.absent, SizeIs(1));
  EXPECT_EQ(some.absent.front().metric, "fixed_memory_bound_slots");
}

TEST(PerfMetrics, AnotherCodeIsNotAskedFor) {
  for (const char* const text :
       {"event=0x00,umask=0x90", "event=0x01", "event=0x00,umask=0x80,any", "nonsense"}) {
    auto events = metrics_of_ice_lake;
    events["topdown-retiring"] = text;
    const PerfMetrics none = read(events, "Ice Lake-SP");
    EXPECT_THAT(none.events, IsEmpty()) << text;
    EXPECT_THAT(none.absent.front().absent_because, HasSubstr(std::string("says '") + text + "'"));
  }
}

/// Beside cycles, as in a pass; the loop has 3,000 slots.
std::vector<CounterEvent> pass_of_ice_lake() {
  std::vector<CounterEvent> events;
  for (const PlacedEvent& placed : read(metrics_of_ice_lake, "Ice Lake-SP").events)
    events.push_back(placed.event);
  events.resize(5);
  events.push_back({.metric = "cycles", .raw_event = "cycles", .type = PERF_TYPE_RAW, .config = 0x3c});
  return events;
}

FakePerf bare_metal(std::uint64_t backend = 900) {
  FakePerf perf;
  perf.runs_by_itself = true;
  perf.counts = {{FakePerf::slots(), 3000},
                 {FakePerf::raw(0x8000), 1500},
                 {FakePerf::raw(0x8100), 0},
                 {FakePerf::raw(0x8200), 600},
                 {FakePerf::raw(0x8300), backend}};
  return perf;
}

std::vector<std::string> verdicts(FakePerf& perf, const std::vector<CounterEvent>& events) {
  EventGroup group(perf, events, Scheduled::pinned);
  return self_test(group, events);
}

TEST(PerfMetrics, IsBelievedIfItsCategoriesAddUpToTheSlots) {
  for (const std::uint64_t backend : {900U, 760U, 1040U}) {
    FakePerf perf = bare_metal(backend);
    for (const std::string& verdict : verdicts(perf, pass_of_ice_lake()))
      EXPECT_THAT(verdict, IsEmpty()) << backend;
  }
}

TEST(PerfMetrics, CategoriesThatDoNotAddUpAreDistrustedTogetherAndNothingElse) {
  for (const std::uint64_t backend : {740U, 1060U, 0U}) {
    FakePerf perf = bare_metal(backend);
    const auto all = verdicts(perf, pass_of_ice_lake());
    for (std::size_t i = 0; i < 5; ++i) EXPECT_THAT(all[i], HasSubstr("of the slots of a known loop")) << i;
    EXPECT_THAT(all[5], IsEmpty()) << "cycles have no part in it";
  }
}

TEST(PerfMetrics, WithoutSlotsOrACategoryNothingIsBelieved) {
  FakePerf hidden = bare_metal();
  hidden.counts[FakePerf::slots()] = 0;
  const auto without_slots = verdicts(hidden, pass_of_ice_lake());
  EXPECT_THAT(without_slots[0], HasSubstr("never counts"));
  EXPECT_THAT(without_slots[1], HasSubstr("without the fixed slots counter"));
  FakePerf refused = bare_metal();
  refused.errors[FakePerf::raw(0x8200)] = EINVAL;
  const auto without_one = verdicts(refused, pass_of_ice_lake());
  EXPECT_THAT(without_one[3], IsEmpty()) << "its errno says why";
  EXPECT_THAT(without_one[1], HasSubstr("fixed_frontend_slots did not count"));
  EXPECT_THAT(without_one[0], HasSubstr("not believed"));
}

TEST(PerfMetrics, TheSlotsAloneAreAnEventLikeAnother) {
  FakePerf perf = bare_metal();
  auto events = pass_of_ice_lake();
  events.erase(events.begin() + 1, events.begin() + 5);
  for (const std::string& verdict : verdicts(perf, events)) EXPECT_THAT(verdict, IsEmpty());
}

TEST(PerfMetrics, TheKernelTakesASharesEventBehindTheSlotsOnly) {
  FakePerf perf = bare_metal();
  auto events = pass_of_ice_lake();
  const EventGroup in_order(perf, events);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(in_order.error_of(i), 0) << i;
  std::rotate(events.begin(), events.end() - 1, events.end());
  const EventGroup behind_cycles(perf, events);
  EXPECT_EQ(behind_cycles.error_of(1), 0) << "the slots themselves count in any group";
  for (std::size_t i = 2; i < events.size(); ++i) EXPECT_EQ(behind_cycles.error_of(i), EINVAL) << i;
}

}  // namespace
}  // namespace crossfade::collector
