#include "collector/counters/open_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/perf_event.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "collector/counters/event_catalogue.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string hardware(int error, std::optional<int> paranoid = 2) {
  return why_not_opened(error, generic_events()[0], paranoid);
}

TEST(OpenError, EveryErrnoSaysWhatToDoOrWhatItMeans) {
  EXPECT_THAT(hardware(ENOENT), HasSubstr("shows its guests no hardware counters"));
  EXPECT_THAT(hardware(ENODEV), HasSubstr("no hardware counters"));
  EXPECT_THAT(hardware(EACCES), HasSubstr("perf_event_paranoid is 2"));
  EXPECT_THAT(hardware(EACCES, std::nullopt), HasSubstr("perf_event_paranoid is unknown"));
  EXPECT_THAT(hardware(EPERM), HasSubstr("seccomp"));
  EXPECT_THAT(hardware(EINVAL), HasSubstr("does not fit"));
  EXPECT_THAT(hardware(EMFILE), HasSubstr("ulimit -Hn"));
  EXPECT_THAT(hardware(EOPNOTSUPP), HasSubstr("cannot count PERF_COUNT_HW_CPU_CYCLES"));
  EXPECT_THAT(hardware(EBUSY), HasSubstr("another profiler"));
  EXPECT_THAT(hardware(ENOSPC), HasSubstr("no hardware counter is free for PERF_COUNT_HW_CPU_CYCLES"));
  EXPECT_THAT(hardware(E2BIG), HasSubstr("too old"));
  EXPECT_THAT(hardware(ENOSYS), HasSubstr("built without"));
  EXPECT_THAT(hardware(ESRCH), HasSubstr("the thread ended"));
  EXPECT_THAT(hardware(EBADF), HasSubstr("was closed"));
  EXPECT_THAT(hardware(EDOM), HasSubstr("perf_event_open failed"));
}

TEST(OpenError, WhatCanBeMendedSaysHow) {
  EXPECT_THAT(hardware(ENOENT), HasSubstr("choose a 7th or 8th generation"));
  EXPECT_THAT(hardware(ENOENT), HasSubstr("C4 is created with --performance-monitoring-unit=standard"));
  EXPECT_THAT(hardware(ENOENT), HasSubstr("on Azure no size"));
  EXPECT_THAT(hardware(EACCES), HasSubstr("setcap cap_perfmon+ep"));
  EXPECT_THAT(hardware(EPERM), HasSubstr("--cap-add PERFMON"));
  EXPECT_THAT(hardware(EINVAL), HasSubstr("name fewer"));
  EXPECT_THAT(hardware(EMFILE), HasSubstr("fewer workers (--threads)"));
  EXPECT_THAT(hardware(EMFILE), HasSubstr("LimitNOFILE="));
  EXPECT_THAT(hardware(ENFILE), HasSubstr("fs.file-max"));
  EXPECT_THAT(hardware(EINTR), HasSubstr("measure again"));
  EXPECT_THAT(hardware(EIO), HasSubstr("dmesg"));
  EXPECT_THAT(hardware(EIO), HasSubstr("PERF_COUNT_HW_CPU_CYCLES"));
  EXPECT_THAT(hardware(EAGAIN), HasSubstr("measure again"));
  EXPECT_THAT(hardware(ENOMEM), HasSubstr("free some"));
  EXPECT_THAT(hardware(EDOM), HasSubstr("--no-counters"));
  EXPECT_THAT(hardware(ENOSPC), HasSubstr("stop what else counts"));
  EXPECT_THAT(hardware(EBUSY), HasSubstr("stop it"));
  EXPECT_THAT(hardware(E2BIG), HasSubstr("run a newer one"));
  EXPECT_THAT(hardware(ENOSYS), HasSubstr("another kernel"));
  EXPECT_THAT(why_not_scheduled(generic_events()[0]), HasSubstr("sysctl kernel.nmi_watchdog=0"));
}

TEST(OpenError, AGroupThatIsTooLargeSaysHowManyCountersItNeedsAndHas) {
  const std::string why =
      why_not_opened(EINVAL, generic_events()[0], 2, calling_thread, GroupSize{9, 5, true});
  EXPECT_THAT(why, HasSubstr("needs 9 counters, this machine has 5 for it"));
  EXPECT_THAT(why, HasSubstr("name fewer (--event)"));
  EXPECT_THAT(why, HasSubstr("--multiplex"));
  EXPECT_THAT(why, HasSubstr("nmi_watchdog=0"));
  const std::string unknown =
      why_not_opened(EINVAL, generic_events()[0], 2, calling_thread, GroupSize{9, 5, false});
  EXPECT_THAT(unknown, HasSubstr("refuses the code of PERF_COUNT_HW_CPU_CYCLES"));
  EXPECT_THAT(unknown, Not(HasSubstr("needs 9"))) << "fewer would not help";
}

TEST(OpenError, AMissingSoftwareEventIsNotAMissingPmu) {
  EXPECT_THAT(why_not_opened(ENOENT, software_events()[1], 1), HasSubstr("this kernel has no event"));
}

TEST(OpenError, OfAWholeCpuItSaysWhatThatNeeds) {
  const CounterEvent cycles = generic_events()[0];
  EXPECT_THAT(why_not_opened(EACCES, cycles, 1, 3),
              HasSubstr("all that a CPU does: kernel.perf_event_paranoid is 1"));
  EXPECT_THAT(why_not_opened(EACCES, cycles, 1, 3), HasSubstr("sysctl kernel.perf_event_paranoid=0"));
  EXPECT_THAT(why_not_opened(ENODEV, cycles, 1, 3), HasSubstr("CPU 3 is offline"));
  EXPECT_THAT(why_not_opened(ENOENT, cycles, 1, 3), HasSubstr("no hardware counters"));
}

TEST(OpenError, WhereTheLevelAllowsItTheLevelIsNotToBlame) {
  for (const int level : {1, 0, -1}) {
    EXPECT_THAT(hardware(EACCES, level), HasSubstr("a security module or a sandbox")) << level;
    EXPECT_THAT(hardware(EACCES, level), Not(HasSubstr("sysctl"))) << level;
  }
  EXPECT_THAT(hardware(EACCES, 2), HasSubstr("sysctl kernel.perf_event_paranoid=1"));
  EXPECT_THAT(why_not_opened(EACCES, generic_events()[0], 0, 3), HasSubstr("a security module"));
}

TEST(OpenError, WhatCountsBothHyperthreadsNeedsTheRightToWholeCpus) {
  const CounterEvent any{.metric = "recovery_cycles_any",
                         .raw_event = "INT_MISC.RECOVERY_CYCLES_ANY",
                         .type = PERF_TYPE_RAW,
                         .config = 0x20010d};
  EXPECT_THAT(why_not_opened(EACCES, any, 1), HasSubstr("both hyperthreads"));
  EXPECT_THAT(why_not_opened(EACCES, any, 1), HasSubstr("sysctl kernel.perf_event_paranoid=0"));
  EXPECT_THAT(why_not_opened(EACCES, any, 0), HasSubstr("a security module"));
  EXPECT_THAT(why_not_opened(EINVAL, any, 1), HasSubstr("a guest's never can"));
}

TEST(OpenError, OfAClockCounterItSaysThatUserSpaceAloneIsNotToBeHad) {
  const CounterEvent tsc{.metric = "tsc_ticks",
                         .raw_event = "msr/tsc/",
                         .tier = results::CounterTier::msr,
                         .takes_exclusions = false};
  EXPECT_THAT(why_not_opened(EACCES, tsc, 2), HasSubstr("msr/tsc/ counts kernel space too or nothing"));
  EXPECT_THAT(why_not_opened(EACCES, tsc, 2), HasSubstr("sysctl kernel.perf_event_paranoid=1"));
  EXPECT_THAT(why_not_opened(EINVAL, tsc, 2), HasSubstr("does not count msr/tsc/, although it names it"));
}

TEST(OpenError, AShareOfPerfMetricsWantsItsLeader) {
  const CounterEvent share{.metric = "fixed_retiring_slots", .raw_event = "topdown-retiring"};
  EXPECT_THAT(why_not_opened(EINVAL, share, 1),
              HasSubstr("needs a group that the fixed slots counter leads"));
  const CounterEvent slots{.metric = "fixed_slots", .raw_event = "TOPDOWN.SLOTS"};
  EXPECT_THAT(why_not_opened(EINVAL, slots, 1), HasSubstr("does not fit"));
}

TEST(OpenError, ReadsTheParanoidLevel) {
  const auto root = std::filesystem::path(::testing::TempDir()) / "paranoid_proc";
  std::filesystem::create_directories(root / "sys/kernel");
  EXPECT_EQ(paranoid_level((root / "nowhere").string()), std::nullopt);
  std::ofstream(root / "sys/kernel/perf_event_paranoid") << "-1\n";
  EXPECT_EQ(paranoid_level(root.string()), -1);
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace crossfade::collector
