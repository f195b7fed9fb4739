// What the measuring process reads of its host: memory, capabilities, cores, steal, run-queue wait.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/measure/core_map.h"
#include "collector/measure/host_limits.h"
#include "collector/measure/interference.h"
#include "tests/measure/fake_proc.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

constexpr const char* meminfo = "MemTotal: 8000 kB\nMemAvailable:    1000 kB\n";

cf_need need_of(std::uint64_t shared, std::uint64_t per_worker) {
  cf_need need{};
  need.shared_bytes = shared, need.per_worker_bytes = per_worker;
  return need;
}

TEST(HostLimits, MemoryIsComparedWithWhatIsAvailable) {
  const FakeProc proc;
  proc.write("meminfo", meminfo);
  EXPECT_EQ(available_memory_bytes(proc.root()), 1'024'000U);
  EXPECT_TRUE(check_need(need_of(1'000'000, 12'000), 2, "toy", proc.root()));
  const auto refused = check_need(need_of(1'000'000, 12'001), 2, "toy", proc.root());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, results::ErrorKind::unavailable);
  EXPECT_THAT(refused.error().why, HasSubstr("1 MiB"));
}

TEST(HostLimits, ANeedThatNoNumberHoldsIsNotASmallOne) {
  const FakeProc proc;
  proc.write("meminfo", meminfo);
  for (const cf_need& need : {need_of(UINT64_MAX, 0), need_of(UINT64_MAX, 1),
                              need_of(0, std::uint64_t{1} << 63), need_of(1, UINT64_MAX)}) {
    EXPECT_FALSE(check_need(need, 2, "toy", proc.root()))
        << need.shared_bytes << " + 2 x " << need.per_worker_bytes;
  }
}

TEST(HostLimits, WhatCannotBeReadStopsNobody) {
  const FakeProc proc;
  EXPECT_EQ(available_memory_bytes(proc.root()), std::nullopt);
  EXPECT_TRUE(check_need(need_of(UINT64_MAX / 2, 0), 1, "toy", proc.root()));
  proc.write("meminfo", "MemAvailable: many kB\n");
  EXPECT_EQ(available_memory_bytes(proc.root()), std::nullopt);
}

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

/// A machine with 4000 MiB available, whose cgroups tests write.
class LimitedByCgroups : public ::testing::Test {
 protected:
  LimitedByCgroups() { files_.write("proc/meminfo", "MemAvailable: 4096000 kB\n"); }

  void write(const std::string& file, std::uint64_t bytes) const {
    files_.write(file, std::to_string(bytes) + "\n");
  }
  /// "why | remedy" of a workload that needs so much; empty = it fits.
  std::string refusal(std::uint64_t need_mib) const {
    const auto fits = check_need(need_of(need_mib * mib, 0), 1, "toy", files_.root() + "/proc");
    return fits ? "" : fits.error().why + " | " + fits.error().remedy;
  }
  const FakeProc files_;
};

TEST_F(LimitedByCgroups, TheMachineIsWhatCountsWhereNoneHasALimit) {
  EXPECT_EQ(refusal(4000), "");
  EXPECT_THAT(refusal(4001), HasSubstr("it needs 4001 MiB of memory for 1 workers and 4000 MiB are available "
                                       "on this machine | stop other programs"));
  files_.write("proc/self/cgroup", "0::/user.slice\n");
  files_.write("sys/fs/cgroup/user.slice/memory.max", "max\n");
  write("sys/fs/cgroup/user.slice/memory.current", 3000 * mib);
  EXPECT_EQ(refusal(4000), "");
  write("sys/fs/cgroup/user.slice/memory.max", 9000 * mib);
  EXPECT_EQ(refusal(4000), "") << "more than the machine has";
  EXPECT_THAT(refusal(4001), HasSubstr("on this machine"));
}

TEST_F(LimitedByCgroups, AContainersLimitIsNamedWithWhatIsInUse) {
  files_.write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/memory.max", 512 * mib);
  write("sys/fs/cgroup/memory.current", 200 * mib);
  files_.write("sys/fs/cgroup/memory.stat", "anon 5\nfile 9\ninactive_file 104857600\nactive_file 7\n");
  EXPECT_EQ(refusal(412), "") << "100 MiB of page cache would be dropped";
  EXPECT_EQ(
      refusal(413),
      "it needs 413 MiB of memory for 1 workers and 412 MiB are available: the cgroup that this process "
      "runs in (a container, a service) may use 512 MiB and uses 100 MiB, without page cache that the "
      "kernel would drop | raise its limit (docker run --memory, MemoryMax= of the service, the limits "
      "of the pod), stop what else runs in it, use a smaller preset or fewer workers");
  write("sys/fs/cgroup/memory.current", 700 * mib);
  EXPECT_THAT(refusal(1), HasSubstr("and 0 MiB are available"));
}

TEST_F(LimitedByCgroups, OfAllThatAreAboveTheTightestCounts) {
  files_.write("proc/self/cgroup", "0::/a/b/c\n");
  for (const char* folder : {"a", "a/b", "a/b/c"}) {
    write(std::string("sys/fs/cgroup/") + folder + "/memory.max", 1000 * mib);
    write(std::string("sys/fs/cgroup/") + folder + "/memory.current", 100 * mib);
  }
  EXPECT_EQ(refusal(900), "");
  write("sys/fs/cgroup/a/memory.current", 600 * mib);
  EXPECT_EQ(refusal(400), "");
  EXPECT_THAT(refusal(401), HasSubstr("may use 1000 MiB and uses 600 MiB"));
  write("sys/fs/cgroup/a/b/memory.max", 300 * mib);
  EXPECT_THAT(refusal(201), HasSubstr("may use 300 MiB and uses 100 MiB"));
}

TEST_F(LimitedByCgroups, APathOfTheHostThatIsNotMountedLeavesTheContainersTop) {
  files_.write("proc/self/cgroup", "0::/system.slice/docker-1.scope\n");
  write("sys/fs/cgroup/memory.max", 512 * mib);
  write("sys/fs/cgroup/memory.current", 0);
  EXPECT_EQ(refusal(512), "");
  EXPECT_THAT(refusal(513), HasSubstr("512 MiB are available: the cgroup"));
}

TEST_F(LimitedByCgroups, VersionOneHasOtherFiles) {
  files_.write("proc/self/cgroup", "4:cpu,cpuacct:/box\n3:memory:/box\n0::/box\n");
  const std::string box = "sys/fs/cgroup/memory/box/";
  write(box + "memory.limit_in_bytes", 9'223'372'036'854'771'712U);
  write(box + "memory.usage_in_bytes", 100 * mib);
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", 9'223'372'036'854'771'712U);
  write("sys/fs/cgroup/memory/memory.usage_in_bytes", 3000 * mib);
  EXPECT_EQ(refusal(4000), "") << "that is no limit";
  write(box + "memory.limit_in_bytes", 512 * mib);
  files_.write(box + "memory.stat", "inactive_file 1\ntotal_inactive_file 52428800\n");
  EXPECT_EQ(refusal(462), "");
  EXPECT_THAT(refusal(463), HasSubstr("may use 512 MiB and uses 50 MiB"));
}

TEST(HostLimits, RoomInDevShmIsComparedWithWhatIsFree) {
  const FakeProc proc;
  proc.write("meminfo", "MemAvailable: 99999999999999 kB\n");
  cf_need need{};
  need.shm_bytes = 4096;
  EXPECT_TRUE(check_need(need, 1, "toy", proc.root(), proc.root()));
  EXPECT_GT(free_bytes_in(proc.root()), 4096U);
  need.shm_bytes = std::uint64_t{1} << 60;
  const auto refused = check_need(need, 1, "toy", proc.root(), proc.root());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().why, HasSubstr("needs 1099511627776 MiB in " + proc.root()));
  EXPECT_THAT(refused.error().why, HasSubstr("MiB are free"));
  const auto nowhere = check_need(need, 1, "toy", proc.root(), proc.root() + "/shm");
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().why, HasSubstr("which this machine does not have"));
}

TEST(HostLimits, AMissingCapabilityIsRefused) {
  const FakeProc proc;
  proc.write("self/status", "VmRSS:\t 100 kB\nRssShmem:\t 4 kB\nCapEff:\t0000000000000002\n");
  cf_need need{};
  need.capabilities = 2;
  EXPECT_TRUE(check_need(need, 1, "toy", proc.root()));
  need.capabilities = std::uint64_t{1} << 12 | 2;
  const auto refused = check_need(need, 1, "toy", proc.root());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why,
            "it needs CAP_NET_ADMIN, which this process does not have (it has: CAP_DAC_OVERRIDE)");
  EXPECT_THAT(refused.error().remedy, HasSubstr("give the program CAP_NET_ADMIN"));
  EXPECT_EQ(process_memory(proc.root()).rss_bytes, 102'400U);
  EXPECT_EQ(process_memory(proc.root()).shared_bytes, 4'096U);
}

TEST(CoreMap, NumbersCoresByPackageAndCoreId) {
  const FakeProc proc;
  std::string text;
  const int places[][3] = {{0, 0, 5}, {1, 0, 9}, {2, 1, 5}, {3, 0, 5}};  // cpu, package, core id
  for (const auto& [cpu, package, core] : places)
    text += "processor\t: " + std::to_string(cpu) + "\nphysical id\t: " + std::to_string(package) +
            "\ncore id\t\t: " + std::to_string(core) + "\n\n";
  proc.write("cpuinfo", text);
  const CoreMap map = read_core_map(proc.root());
  EXPECT_TRUE(map.known()) << map.unknown_because;
  EXPECT_EQ(map.core_of(0), 0U);
  EXPECT_EQ(map.core_of(3), 0U);
  EXPECT_EQ(map.core_of(1), 1U);
  EXPECT_EQ(map.core_of(2), 2U);
  const std::vector<std::uint32_t> siblings{0, 3}, three{0, 3, 2};
  EXPECT_EQ(map.distinct_cores(siblings), 1U);
  EXPECT_EQ(map.distinct_cores(three), 2U);
  EXPECT_GE(map.core_of(9), 3U) << "a CPU that is not listed shares a core with none that is";
}

TEST(CoreMap, AMachineThatDoesNotSayHasACorePerCpu) {
  const FakeProc proc;
  proc.write("cpuinfo", "processor : 0\nmodel name : x\n");
  const CoreMap map = read_core_map(proc.root());
  EXPECT_THAT(map.unknown_because, HasSubstr("does not say which core CPU 0"));
  EXPECT_EQ(map.core_of(7), 7U);
  EXPECT_THAT(read_core_map(proc.root() + "/nowhere").unknown_because, HasSubstr("lists no CPUs"));
}

TEST(CoreMap, WhatIsKnownOfSomeCpusOnlyIsNotUsed) {
  const FakeProc proc;
  proc.write("cpuinfo",
             "processor : 0\nphysical id : 0\ncore id : 1\n\nprocessor : 1\n\n"
             "processor : 2\nphysical id : 0\ncore id : 1\n");
  const CoreMap map = read_core_map(proc.root());
  EXPECT_FALSE(map.known());
  EXPECT_THAT(map.unknown_because, HasSubstr("CPU 1"));
  const std::vector<std::uint32_t> cpus{0, 1, 2};
  EXPECT_EQ(map.distinct_cores(cpus), 3U);
}

TEST(Interference, ReadsStealOfOneCpuOnly) {
  const FakeProc proc;
  proc.write("stat", "cpu  9 9 9 9 9 9 9 99 0 0\ncpu1 1 2 3 4 5 6 7 50 0 0\ncpu11 1 2 3 4 5 6 7 3 0 0\n");
  EXPECT_EQ(steal_ns(proc.root(), 1), 500'000'000U);  // 100 ticks a second
  EXPECT_EQ(steal_ns(proc.root(), 11), 30'000'000U);
  EXPECT_EQ(steal_ns(proc.root(), 0), std::nullopt);
  proc.write("stat", "cpu1 1 2 3\n");
  EXPECT_EQ(steal_ns(proc.root(), 1), std::nullopt) << "an old kernel without steal";
}

TEST(Interference, ReadsTheRunQueueWait) {
  const FakeProc proc;
  EXPECT_EQ(run_queue_wait_ns(proc.root()), std::nullopt);
  proc.write("thread-self/schedstat", "123456 789 10\n");
  EXPECT_EQ(run_queue_wait_ns(proc.root()), 789U);
  proc.write("thread-self/schedstat", "\n");
  EXPECT_EQ(run_queue_wait_ns(proc.root()), std::nullopt);
}

TEST(Interference, ADifferenceNeedsBothEnds) {
  EXPECT_EQ(difference(5, 8), 3U);
  EXPECT_EQ(difference(5, 5), 0U);
  EXPECT_EQ(difference(std::nullopt, 8), std::nullopt);
  EXPECT_EQ(difference(5, std::nullopt), std::nullopt);
  EXPECT_EQ(difference(8, 5), std::nullopt) << "the counter ran backwards";
}

}  // namespace
}  // namespace crossfade::collector
