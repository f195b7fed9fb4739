// Made-up topologies, and this machine's under an affinity.
#include "collector/host/topology.h"

#include <gtest/gtest.h>
#include <sched.h>

namespace crossfade::collector {
namespace {

TEST(Topology, WorkersTakeOneCpuOfEveryCoreFirst) {
  const auto topology = synthetic_topology("pack:1 l3:2 core:2 pu:2");
  ASSERT_TRUE(topology);
  EXPECT_EQ(topology->vcpus(), 8U);
  EXPECT_EQ(topology->cores, 4U);
  EXPECT_EQ(topology->threads_per_core, 2U);
  EXPECT_EQ(topology->l3_groups, 2U);
  EXPECT_EQ(topology->worker_order, (std::vector<std::uint32_t>{0, 2, 4, 6, 1, 3, 5, 7}));
  EXPECT_EQ(topology->cpus[5].core, 2U);
  EXPECT_EQ(topology->cpus[5].l3_group, 1U);
}

TEST(Topology, KnowsTheSizesOfItsCaches) {
  const auto topology =
      synthetic_topology("pack:1 l3:1(size=33554432) l2:2(size=1048576) l1:1(size=49152) core:1 pu:1");
  ASSERT_TRUE(topology);
  EXPECT_EQ(topology->l1d_bytes, 48U << 10);
  EXPECT_EQ(topology->l2_bytes, 1U << 20);
  EXPECT_EQ(topology->l3_bytes, 32U << 20);
  EXPECT_EQ(synthetic_topology("core:1 pu:1")->l2_bytes, 0U);
}

TEST(Topology, OfOneCpu) {
  const auto topology = synthetic_topology("core:1 pu:1");
  ASSERT_TRUE(topology);
  EXPECT_EQ(topology->worker_order, std::vector<std::uint32_t>{0});
  EXPECT_EQ(topology->threads_per_core, 1U);
  EXPECT_EQ(topology->l3_groups, 0U) << "a cache that is not shown is not counted";
}

TEST(Topology, RefusesNonsense) {
  EXPECT_FALSE(synthetic_topology("nonsense:x"));
}

TEST(Topology, OfThisMachineUsesOnlyCpusOfThisProcess) {
  const auto topology = read_topology();
  ASSERT_TRUE(topology) << results::to_line(topology.error());
  EXPECT_EQ(topology->worker_order.size(), topology->cpus.size());
  EXPECT_GE(topology->vcpus(), topology->cores);
}

TEST(Topology, LeavesOutWhatAnAffinityForbids) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  ASSERT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
  std::uint32_t last = 0;
  for (std::uint32_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) last = cpu;
  }
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(last, &only);
  if (::sched_setaffinity(0, sizeof only, &only) != 0) GTEST_SKIP() << "this process may not choose CPUs";
  const auto topology = read_topology();
  ASSERT_EQ(::sched_setaffinity(0, sizeof allowed, &allowed), 0);
  ASSERT_TRUE(topology) << results::to_line(topology.error());
  EXPECT_EQ(topology->worker_order, std::vector<std::uint32_t>{last});
  EXPECT_EQ(topology->cores, 1U);
  const auto all = read_topology();
  ASSERT_TRUE(all);
  EXPECT_EQ(topology->machine.vcpus, all->machine.vcpus) << "the machine is as large as it was";
  EXPECT_EQ(topology->machine.cores, all->machine.cores);
  EXPECT_EQ(topology->is_whole_machine(), topology->machine.vcpus == 1);
}

}  // namespace
}  // namespace crossfade::collector
