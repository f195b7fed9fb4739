// Ice Lake-SP. Sources: Linux 6.12 tools/perf/pmu-events/arch/x86/icelakex; counters 0 to 3 as in
// arch/x86/events/intel/core.c (intel_icl_event_constraints). mispredict_slots is not in the kernel's list;
// its name is libpfm4's, its code that of the event's other parts.
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
    {"distributed_cycles", 0x2ec, "CPU_CLK_UNHALTED.DISTRIBUTED"},
    {"branches", 0xc4, "BR_INST_RETIRED.ALL_BRANCHES", any, always},
    {"branch_misses", 0xc5, "BR_MISP_RETIRED.ALL_BRANCHES", any, always},

    {"l1d_misses", 0x151, "L1D.REPLACEMENT", first_four, always},
    {"l1d_load_misses", 0x8d1, "MEM_LOAD_RETIRED.L1_MISS", first_four},
    {"l1i_misses", 0xe424, "L2_RQSTS.ALL_CODE_RD", first_four},
    {"l2_misses", 0x2724, "L2_RQSTS.ALL_DEMAND_MISS", first_four},
    {"l2_lines_in", 0x1ff1, "L2_LINES_IN.ALL", first_four},
    {"l2_load_misses", 0x10d1, "MEM_LOAD_RETIRED.L2_MISS", first_four},
    {"dram_fills", 0x412e, "LONGEST_LAT_CACHE.MISS", any, always},
    {"l3_references", 0x4f2e, "LONGEST_LAT_CACHE.REFERENCE"},
    {"l3_load_misses", 0x20d1, "MEM_LOAD_RETIRED.L3_MISS", first_four},
    {"local_dram_loads", 0x1d3, "MEM_LOAD_L3_MISS_RETIRED.LOCAL_DRAM", first_four},

    {"stlb_load_hits", 0x2008, "DTLB_LOAD_MISSES.STLB_HIT", first_four},
    {"dtlb_load_walks", 0xe08, "DTLB_LOAD_MISSES.WALK_COMPLETED", first_four},
    {"dtlb_store_walks", 0xe49, "DTLB_STORE_MISSES.WALK_COMPLETED", first_four},
    {"dtlb_walk_cycles", 0x1001008, "DTLB_LOAD_MISSES.WALK_ACTIVE", first_four},
    {"itlb_walks", 0xe85, "ITLB_MISSES.WALK_COMPLETED", first_four},

    {"slots", 0x1a4, "TOPDOWN.SLOTS_P"},
    {"frontend_slots", 0x19c, "IDQ_UOPS_NOT_DELIVERED.CORE"},
    {"frontend_latency_cycles", 0x500019c, "IDQ_UOPS_NOT_DELIVERED.CYCLES_0_UOPS_DELIV.CORE"},
    {"dropped_slots", 0x100d, "INT_MISC.UOP_DROPPING"},
    {"backend_slots", 0x2a4, "TOPDOWN.BACKEND_BOUND_SLOTS"},
    {"mispredict_slots", 0x8a4, "TOPDOWN.BR_MISPREDICT_SLOTS"},
    {"issued_ops", 0x10e, "UOPS_ISSUED.ANY"},
    {"retired_ops", 0x2c2, "UOPS_RETIRED.SLOTS"},
    {"executed_ops", 0x1b1, "UOPS_EXECUTED.THREAD"},
    {"recovery_cycles", 0x10d, "INT_MISC.RECOVERY_CYCLES"},
    {"clears", 0x104010d, "INT_MISC.CLEARS_COUNT"},
    {"machine_clears", 0x10401c3, "MACHINE_CLEARS.COUNT"},
    {"memory_order_clears", 0x2c3, "MACHINE_CLEARS.MEMORY_ORDERING"},
    {"memory_stall_cycles", 0x140014a3, "CYCLE_ACTIVITY.STALLS_MEM_ANY"},
    {"stall_cycles", 0x40004a3, "CYCLE_ACTIVITY.STALLS_TOTAL"},
    {"l3_miss_stall_cycles", 0x60006a3, "CYCLE_ACTIVITY.STALLS_L3_MISS", first_four},
    {"store_bound_cycles", 0x20040a6, "EXE_ACTIVITY.BOUND_ON_STORES"},
    {"one_port_cycles", 0x2a6, "EXE_ACTIVITY.1_PORTS_UTIL"},
    {"two_port_cycles", 0x4a6, "EXE_ACTIVITY.2_PORTS_UTIL"},

    {"microcode_sequencer_ops", 0x3079, "IDQ.MS_UOPS", first_four},
    {"legacy_decoder_ops", 0x479, "IDQ.MITE_UOPS", first_four},
    {"first_decoder_ops", 0x156, "UOPS_DECODED.DEC0", first_four},
    {"first_decoder_cycles", 0x1000156, "UOPS_DECODED.DEC0, cmask 1", first_four},

    {"fixed_slots", 0x400, "TOPDOWN.SLOTS", fixed_only, with_metrics},
    {"fixed_retiring_slots", 0x8000, "topdown-retiring", metrics, with_metrics},
    {"fixed_bad_speculation_slots", 0x8100, "topdown-bad-spec", metrics, with_metrics},
    {"fixed_frontend_slots", 0x8200, "topdown-fe-bound", metrics, with_metrics},
    {"fixed_backend_slots", 0x8300, "topdown-be-bound", metrics, with_metrics},
});
// clang-format on

}  // namespace

std::span<const EventCode> ice_lake_sp_codes() {
  return table;
}

}  // namespace crossfade::results
