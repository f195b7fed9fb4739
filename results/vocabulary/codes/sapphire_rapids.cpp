// Sapphire Rapids and Emerald Rapids: the codes are the same. Sources: Linux 6.12 tools/perf/pmu-events/arch/
// x86/sapphirerapids and emeraldrapids; counters 0 to 3 as in arch/x86/events/intel/core.c
// (intel_glc_event_constraints).
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
    {"ref_cycles_general", 0x13c, "CPU_CLK_UNHALTED.REF_TSC_P", fixed_or_any},
    {"one_thread_active", 0x23c, "CPU_CLK_UNHALTED.ONE_THREAD_ACTIVE"},
    {"distributed_cycles", 0x2ec, "CPU_CLK_UNHALTED.DISTRIBUTED"},
    {"branches", 0xc4, "BR_INST_RETIRED.ALL_BRANCHES", any, always},
    {"branch_misses", 0xc5, "BR_MISP_RETIRED.ALL_BRANCHES", any, always},

    {"l1d_misses", 0x151, "L1D.REPLACEMENT", first_four, always},
    {"l1d_load_misses", 0x8d1, "MEM_LOAD_RETIRED.L1_MISS", first_four},
    {"l1i_misses", 0xe424, "L2_RQSTS.ALL_CODE_RD", first_four},
    {"l2_misses", 0x2724, "L2_RQSTS.ALL_DEMAND_MISS", first_four},
    {"l2_lines_in", 0x1f25, "L2_LINES_IN.ALL", first_four},
    {"l2_load_misses", 0x10d1, "MEM_LOAD_RETIRED.L2_MISS", first_four},
    {"dram_fills", 0x412e, "LONGEST_LAT_CACHE.MISS", any, always},
    {"l3_references", 0x4f2e, "LONGEST_LAT_CACHE.REFERENCE"},
    {"l3_load_misses", 0x20d1, "MEM_LOAD_RETIRED.L3_MISS", first_four},
    {"local_dram_loads", 0x1d3, "MEM_LOAD_L3_MISS_RETIRED.LOCAL_DRAM", first_four},

    {"stlb_load_hits", 0x2012, "DTLB_LOAD_MISSES.STLB_HIT", first_four},
    {"dtlb_load_walks", 0xe12, "DTLB_LOAD_MISSES.WALK_COMPLETED", first_four},
    {"dtlb_store_walks", 0xe13, "DTLB_STORE_MISSES.WALK_COMPLETED", first_four},
    {"dtlb_walk_cycles", 0x1001012, "DTLB_LOAD_MISSES.WALK_ACTIVE", first_four},
    {"itlb_walks", 0xe11, "ITLB_MISSES.WALK_COMPLETED", first_four},

    {"slots", 0x1a4, "TOPDOWN.SLOTS_P"},
    {"frontend_slots", 0x19c, "IDQ_BUBBLES.CORE"},
    {"frontend_latency_cycles", 0x600019c, "IDQ_BUBBLES.CYCLES_0_UOPS_DELIV.CORE"},
    {"dropped_slots", 0x10ad, "INT_MISC.UOP_DROPPING"},
    {"backend_slots", 0x2a4, "TOPDOWN.BACKEND_BOUND_SLOTS"},
    {"bad_speculation_slots", 0x4a4, "TOPDOWN.BAD_SPEC_SLOTS", first},
    {"mispredict_slots", 0x8a4, "TOPDOWN.BR_MISPREDICT_SLOTS", first},
    {"memory_bound_slots", 0x10a4, "TOPDOWN.MEMORY_BOUND_SLOTS"},
    {"issued_ops", 0x1ae, "UOPS_ISSUED.ANY"},
    {"retired_ops", 0x2c2, "UOPS_RETIRED.SLOTS"},
    {"heavy_ops", 0x1c2, "UOPS_RETIRED.HEAVY"},
    {"executed_ops", 0x1b1, "UOPS_EXECUTED.THREAD"},
    {"recovery_cycles", 0x1ad, "INT_MISC.RECOVERY_CYCLES"},
    {"machine_clears", 0x10401c3, "MACHINE_CLEARS.COUNT"},
    {"memory_order_clears", 0x2c3, "MACHINE_CLEARS.MEMORY_ORDERING"},
    {"stall_cycles", 0x40004a3, "CYCLE_ACTIVITY.STALLS_TOTAL"},
    {"l1d_miss_stall_cycles", 0x3000347, "MEMORY_ACTIVITY.STALLS_L1D_MISS", first_four},
    {"l3_miss_stall_cycles", 0x9000947, "MEMORY_ACTIVITY.STALLS_L3_MISS", first_four},
    {"load_bound_cycles", 0x50021a6, "EXE_ACTIVITY.BOUND_ON_LOADS"},
    {"store_bound_cycles", 0x20040a6, "EXE_ACTIVITY.BOUND_ON_STORES"},

    {"fixed_slots", 0x400, "TOPDOWN.SLOTS", fixed_only, with_metrics},
    {"fixed_retiring_slots", 0x8000, "topdown-retiring", metrics, with_metrics},
    {"fixed_bad_speculation_slots", 0x8100, "topdown-bad-spec", metrics, with_metrics},
    {"fixed_frontend_slots", 0x8200, "topdown-fe-bound", metrics, with_metrics},
    {"fixed_backend_slots", 0x8300, "topdown-be-bound", metrics, with_metrics},
    {"fixed_heavy_slots", 0x8400, "topdown-heavy-ops", metrics, with_metrics},
    {"fixed_mispredict_slots", 0x8500, "topdown-br-mispredict", metrics, with_metrics},
    {"fixed_fetch_latency_slots", 0x8600, "topdown-fetch-lat", metrics, with_metrics},
    {"fixed_memory_bound_slots", 0x8700, "topdown-mem-bound", metrics, with_metrics},
});
// clang-format on

}  // namespace

std::span<const EventCode> sapphire_rapids_codes() {
  return table;
}

}  // namespace crossfade::results
