// Skylake-SP and Cascade Lake: the codes are the same. Sources: Linux 6.12 tools/perf/pmu-events/arch/x86/
// skylakex and arch/x86/events/intel/core.c (nothing is bound to a part of the four counters that a
// hyperthread has).
#include <array>

#include "results/vocabulary/codes/tables.h"

namespace crossfade::results {
namespace {

using enum CounterPlace;
using enum Opened;

// clang-format off
constexpr auto table = std::to_array<EventCode>({
    {"cycles", 0x3c, "CPU_CLK_UNHALTED.THREAD_P", fixed_or_any, always},
    {"instructions", 0xc0, "INST_RETIRED.ANY_P", fixed_or_any, always},
    {"ref_cycles", 0x300, "CPU_CLK_UNHALTED.REF_TSC", fixed_only},
    {"ref_xclk", 0x13c, "CPU_CLK_UNHALTED.REF_XCLK"},
    {"one_thread_active", 0x23c, "CPU_CLK_UNHALTED.ONE_THREAD_ACTIVE"},
    {"branches", 0xc4, "BR_INST_RETIRED.ALL_BRANCHES"},
    {"branch_misses", 0xc5, "BR_MISP_RETIRED.ALL_BRANCHES", any, always},

    {"l1d_misses", 0x151, "L1D.REPLACEMENT", any, always},
    {"l1d_load_misses", 0x8d1, "MEM_LOAD_RETIRED.L1_MISS"},
    {"l1i_misses", 0xe424, "L2_RQSTS.ALL_CODE_RD"},
    {"l2_misses", 0x2724, "L2_RQSTS.ALL_DEMAND_MISS"},
    {"l2_misses_with_prefetch", 0x3f24, "L2_RQSTS.MISS"},
    {"l2_lines_in", 0x1ff1, "L2_LINES_IN.ALL"},
    {"l2_load_misses", 0x10d1, "MEM_LOAD_RETIRED.L2_MISS"},
    {"dram_fills", 0x412e, "LONGEST_LAT_CACHE.MISS", any, always},
    {"l3_references", 0x4f2e, "LONGEST_LAT_CACHE.REFERENCE"},
    {"l3_load_misses", 0x20d1, "MEM_LOAD_RETIRED.L3_MISS"},
    {"local_dram_loads", 0x1d3, "MEM_LOAD_L3_MISS_RETIRED.LOCAL_DRAM"},

    {"stlb_load_hits", 0x2008, "DTLB_LOAD_MISSES.STLB_HIT"},
    {"dtlb_load_walks", 0xe08, "DTLB_LOAD_MISSES.WALK_COMPLETED"},
    {"dtlb_store_walks", 0xe49, "DTLB_STORE_MISSES.WALK_COMPLETED"},
    {"dtlb_walk_cycles", 0x1001008, "DTLB_LOAD_MISSES.WALK_ACTIVE"},
    {"itlb_walks", 0xe85, "ITLB_MISSES.WALK_COMPLETED"},

    {"frontend_slots", 0x19c, "IDQ_UOPS_NOT_DELIVERED.CORE"},
    {"frontend_latency_cycles", 0x400019c, "IDQ_UOPS_NOT_DELIVERED.CYCLES_0_UOPS_DELIV.CORE"},
    {"issued_ops", 0x10e, "UOPS_ISSUED.ANY"},
    {"retired_ops", 0x2c2, "UOPS_RETIRED.RETIRE_SLOTS"},
    {"macro_fused_ops", 0x4c2, "UOPS_RETIRED.MACRO_FUSED"},
    {"executed_ops", 0x1b1, "UOPS_EXECUTED.THREAD"},
    {"recovery_cycles", 0x10d, "INT_MISC.RECOVERY_CYCLES"},
    {"recovery_cycles_any", 0x20010d, "INT_MISC.RECOVERY_CYCLES_ANY", any, on_request},
    {"machine_clears", 0x10401c3, "MACHINE_CLEARS.COUNT"},
    {"memory_order_clears", 0x2c3, "MACHINE_CLEARS.MEMORY_ORDERING"},
    {"resource_stall_cycles", 0x1a2, "RESOURCE_STALLS.ANY"},
    {"memory_stall_cycles", 0x140014a3, "CYCLE_ACTIVITY.STALLS_MEM_ANY"},
    {"stall_cycles", 0x40004a3, "CYCLE_ACTIVITY.STALLS_TOTAL"},
    {"l3_miss_stall_cycles", 0x60006a3, "CYCLE_ACTIVITY.STALLS_L3_MISS"},
    {"store_bound_cycles", 0x40a6, "EXE_ACTIVITY.BOUND_ON_STORES"},
    {"one_port_cycles", 0x2a6, "EXE_ACTIVITY.1_PORTS_UTIL"},
    {"two_port_cycles", 0x4a6, "EXE_ACTIVITY.2_PORTS_UTIL"},
    {"avx512_licence_cycles", 0x2028, "CORE_POWER.LVL2_TURBO_LICENSE"},
});
// clang-format on

}  // namespace

std::span<const EventCode> skylake_sp_codes() {
  return table;
}

}  // namespace crossfade::results
