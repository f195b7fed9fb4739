#include "tests/counters/libpfm_names.h"

#include <array>

namespace crossfade::collector {
namespace {

// clang-format off
constexpr auto skylake_sp = std::to_array<LibpfmName>({
    {"cycles", "CPU_CLK_THREAD_UNHALTED:THREAD_P"},
    {"ref_cycles", "UNHALTED_REFERENCE_CYCLES"},
    {"ref_xclk", "CPU_CLK_THREAD_UNHALTED:REF_XCLK"},
    {"instructions", "INST_RETIRED:ANY_P"},
    {"branches", "BR_INST_RETIRED:ALL_BRANCHES"},
    {"branch_misses", "BR_MISP_RETIRED:ALL_BRANCHES"},
    {"l1d_misses", "L1D:REPLACEMENT"},
    {"l1d_load_misses", "MEM_LOAD_RETIRED:L1_MISS"},
    {"l1i_misses", "L2_RQSTS:ALL_CODE_RD"},
    {"l2_misses", "L2_RQSTS:ALL_DEMAND_MISS"},
    {"l2_misses_with_prefetch", "L2_RQSTS:MISS"},
    {"l2_lines_in", "L2_LINES_IN:ALL"},
    {"l2_load_misses", "MEM_LOAD_RETIRED:L2_MISS"},
    {"dram_fills", "LONGEST_LAT_CACHE:MISS"},
    {"l3_references", "LONGEST_LAT_CACHE:REFERENCE"},
    {"l3_load_misses", "MEM_LOAD_RETIRED:L3_MISS"},
    {"stlb_load_hits", "DTLB_LOAD_MISSES:STLB_HIT"},
    {"dtlb_load_walks", "DTLB_LOAD_MISSES:WALK_COMPLETED"},
    {"dtlb_store_walks", "DTLB_STORE_MISSES:WALK_COMPLETED"},
    {"dtlb_walk_cycles", "DTLB_LOAD_MISSES:WALK_ACTIVE"},
    {"itlb_walks", "ITLB_MISSES:WALK_COMPLETED"},
    {"frontend_slots", "IDQ_UOPS_NOT_DELIVERED:CORE"},
    {"frontend_latency_cycles", "IDQ_UOPS_NOT_DELIVERED:CYCLES_0_UOPS_DELIV_CORE"},
    {"resource_stall_cycles", "RESOURCE_STALLS:ANY"},
    {"memory_stall_cycles", "CYCLE_ACTIVITY:STALLS_MEM_ANY"},
    {"stall_cycles", "CYCLE_ACTIVITY:STALLS_TOTAL"},
    {"l3_miss_stall_cycles", "CYCLE_ACTIVITY:STALLS_L3_MISS"},
    {"store_bound_cycles", "EXE_ACTIVITY:BOUND_ON_STORES"},
    {"one_port_cycles", "EXE_ACTIVITY:1_PORTS_UTIL"},
    {"two_port_cycles", "EXE_ACTIVITY:2_PORTS_UTIL"},
    {"machine_clears", "MACHINE_CLEARS:COUNT"},
    {"memory_order_clears", "MACHINE_CLEARS:MEMORY_ORDERING"},
    {"issued_ops", "UOPS_ISSUED:ANY"},
    {"retired_ops", "UOPS_RETIRED:RETIRE_SLOTS"},
    {"executed_ops", "UOPS_EXECUTED:THREAD"},
    {"recovery_cycles", "INT_MISC:RECOVERY_CYCLES"},
    {"recovery_cycles_any", "INT_MISC:RECOVERY_CYCLES_ANY"},
    {"one_thread_active", "CPU_CLK_THREAD_UNHALTED:ONE_THREAD_ACTIVE"},
    {"avx512_licence_cycles", "CORE_POWER:LVL2_TURBO_LICENSE"},
    {"local_dram_loads", "MEM_LOAD_L3_MISS_RETIRED:LOCAL_DRAM"},
});

constexpr auto ice_lake_sp = std::to_array<LibpfmName>({
    {"cycles", "CPU_CLK_UNHALTED:THREAD_P"},
    {"ref_cycles", "CPU_CLK_UNHALTED:REF_TSC"},
    {"ref_xclk", "CPU_CLK_UNHALTED:REF_XCLK"},
    {"instructions", "INST_RETIRED:ANY_P"},
    {"branches", "BR_INST_RETIRED:ALL_BRANCHES"},
    {"branch_misses", "BR_MISP_RETIRED:ALL_BRANCHES"},
    {"l1d_misses", "L1D:REPLACEMENT"},
    {"l1d_load_misses", "MEM_LOAD_RETIRED:L1_MISS"},
    {"l1i_misses", "L2_RQSTS:ALL_CODE_RD"},
    {"l2_misses", "L2_RQSTS:ALL_DEMAND_MISS"},
    {"l2_lines_in", "L2_LINES_IN:ALL"},
    {"l2_load_misses", "MEM_LOAD_RETIRED:L2_MISS"},
    {"dram_fills", "LONGEST_LAT_CACHE:MISS"},
    {"l3_references", "LONGEST_LAT_CACHE:REFERENCES"},
    {"l3_load_misses", "MEM_LOAD_RETIRED:L3_MISS"},
    {"stlb_load_hits", "DTLB_LOAD_MISSES:STLB_HIT"},
    {"dtlb_load_walks", "DTLB_LOAD_MISSES:WALK_COMPLETED"},
    {"dtlb_store_walks", "DTLB_STORE_MISSES:WALK_COMPLETED"},
    {"dtlb_walk_cycles", "DTLB_LOAD_MISSES:WALK_ACTIVE"},
    {"itlb_walks", "ITLB_MISSES:WALK_COMPLETED"},
    {"frontend_slots", "IDQ_UOPS_NOT_DELIVERED:CORE"},
    {"frontend_latency_cycles", "IDQ_UOPS_NOT_DELIVERED:CYCLES_0_UOPS_DELIV_CORE"},
    {"memory_stall_cycles", "CYCLE_ACTIVITY:STALLS_MEM_ANY"},
    {"stall_cycles", "CYCLE_ACTIVITY:STALLS_TOTAL"},
    {"l3_miss_stall_cycles", "CYCLE_ACTIVITY:STALLS_L3_MISS"},
    {"store_bound_cycles", "EXE_ACTIVITY:BOUND_ON_STORES"},
    {"one_port_cycles", "EXE_ACTIVITY:1_PORTS_UTIL"},
    {"two_port_cycles", "EXE_ACTIVITY:2_PORTS_UTIL"},
    {"machine_clears", "MACHINE_CLEARS:COUNT"},
    {"memory_order_clears", "MACHINE_CLEARS:MEMORY_ORDERING"},
    {"clears", "INT_MISC:CLEARS_COUNT"},
    {"dropped_slots", "INT_MISC:UOP_DROPPING"},
    {"recovery_cycles", "INT_MISC:RECOVERY_CYCLES"},
    {"issued_ops", "UOPS_ISSUED:ANY"},
    {"retired_ops", "UOPS_RETIRED:SLOTS"},
    {"executed_ops", "UOPS_EXECUTED:THREAD"},
    {"fixed_slots", "TOPDOWN:SLOTS"},
    {"slots", "TOPDOWN:SLOTS_P"},
    {"backend_slots", "TOPDOWN:BACKEND_BOUND_SLOTS"},
    {"mispredict_slots", "TOPDOWN:BR_MISPREDICT_SLOTS"},
    {"one_thread_active", "CPU_CLK_UNHALTED:ONE_THREAD_ACTIVE"},
    {"distributed_cycles", "CPU_CLK_UNHALTED:DISTRIBUTED"},
    {"local_dram_loads", "MEM_LOAD_L3_MISS_RETIRED:LOCAL_DRAM"},
});

constexpr auto sapphire_rapids = std::to_array<LibpfmName>({
    {"cycles", "CPU_CLK_UNHALTED:THREAD_P"},
    {"ref_cycles", "CPU_CLK_UNHALTED:REF_TSC"},
    {"ref_cycles_general", "CPU_CLK_UNHALTED:REF_TSC_P"},
    {"instructions", "INST_RETIRED:ANY_P"},
    {"branches", "BR_INST_RETIRED:ALL_BRANCHES"},
    {"branch_misses", "BR_MISP_RETIRED:ALL_BRANCHES"},
    {"l1d_misses", "L1D:REPLACEMENT"},
    {"l1d_load_misses", "MEM_LOAD_RETIRED:L1_MISS"},
    {"l1i_misses", "L2_RQSTS:ALL_CODE_RD"},
    {"l2_misses", "L2_RQSTS:ALL_DEMAND_MISS"},
    {"l2_lines_in", "L2_LINES_IN:ALL"},
    {"l2_load_misses", "MEM_LOAD_RETIRED:L2_MISS"},
    {"dram_fills", "LONGEST_LAT_CACHE:MISS"},
    {"l3_references", "LONGEST_LAT_CACHE:REFERENCE"},
    {"l3_load_misses", "MEM_LOAD_RETIRED:L3_MISS"},
    {"stlb_load_hits", "DTLB_LOAD_MISSES:STLB_HIT"},
    {"dtlb_load_walks", "DTLB_LOAD_MISSES:WALK_COMPLETED"},
    {"dtlb_store_walks", "DTLB_STORE_MISSES:WALK_COMPLETED"},
    {"dtlb_walk_cycles", "DTLB_LOAD_MISSES:WALK_ACTIVE"},
    {"itlb_walks", "ITLB_MISSES:WALK_COMPLETED"},
    {"frontend_slots", "IDQ_UOPS_NOT_DELIVERED:CORE"},
    {"frontend_latency_cycles", "IDQ_UOPS_NOT_DELIVERED:CYCLES_0_UOPS_DELIV_CORE"},
    {"stall_cycles", "CYCLE_ACTIVITY:STALLS_TOTAL"},
    {"l1d_miss_stall_cycles", "MEMORY_ACTIVITY:STALLS_L1D_MISS"},
    {"l3_miss_stall_cycles", "MEMORY_ACTIVITY:STALLS_L3_MISS"},
    {"load_bound_cycles", "EXE_ACTIVITY:BOUND_ON_LOADS"},
    {"store_bound_cycles", "EXE_ACTIVITY:BOUND_ON_STORES"},
    {"machine_clears", "MACHINE_CLEARS:COUNT"},
    {"memory_order_clears", "MACHINE_CLEARS:MEMORY_ORDERING"},
    {"dropped_slots", "INT_MISC:UOP_DROPPING"},
    {"recovery_cycles", "INT_MISC:RECOVERY_CYCLES"},
    {"issued_ops", "UOPS_ISSUED:ANY"},
    {"retired_ops", "UOPS_RETIRED:SLOTS"},
    {"heavy_ops", "UOPS_RETIRED:HEAVY"},
    {"executed_ops", "UOPS_EXECUTED:THREAD"},
    {"fixed_slots", "TOPDOWN:SLOTS"},
    {"slots", "TOPDOWN:SLOTS_P"},
    {"backend_slots", "TOPDOWN:BACKEND_BOUND_SLOTS"},
    {"bad_speculation_slots", "TOPDOWN:BAD_SPEC_SLOTS"},
    {"mispredict_slots", "TOPDOWN:BR_MISPREDICT_SLOTS"},
    {"memory_bound_slots", "TOPDOWN:MEMORY_BOUND_SLOTS"},
    {"distributed_cycles", "CPU_CLK_UNHALTED:DISTRIBUTED"},
    {"one_thread_active", "CPU_CLK_UNHALTED:ONE_THREAD_ACTIVE"},
    {"local_dram_loads", "MEM_LOAD_L3_MISS_RETIRED:LOCAL_DRAM"},
});

constexpr auto zen_1 = std::to_array<LibpfmName>({
    {"cycles", "CYCLES_NOT_IN_HALT"},
    {"instructions", "RETIRED_INSTRUCTIONS"},
    {"branches", "RETIRED_BRANCH_INSTRUCTIONS"},
    {"branch_misses", "RETIRED_BRANCH_INSTRUCTIONS_MISPREDICTED"},
    {"l1d_misses", "REQUESTS_TO_L2_GROUP1:RD_BLK_L:RD_BLK_X:LS_RD_BLK_C_S:CHANGE_TO_X"},
    {"l1i_misses", "REQUESTS_TO_L2_GROUP1:CACHEABLE_IC_READ"},
    {"l2_misses", "CORE_TO_L2_CACHEABLE_REQUEST_ACCESS_STATUS:LS_RD_BLK_C:IC_FILL_MISS"},
    {"l2_prefetch_l3_misses", "L2_PREFETCH_MISS_L3:ANY"},
    {"l1_dtlb_misses", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS:TLB_RELOAD_1G_L2_HIT:TLB_RELOAD_2M_L2_HIT:TLB_RELOAD_COALESCED_PAGE_HIT:TLB_RELOAD_4K_L2_HIT"},
    {"dtlb_walks", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS"},
    {"l2_itlb_hits", "L1_ITLB_MISS_L2_ITLB_HIT"},
    {"itlb_walks", "L1_ITLB_MISS_L2_ITLB_MISS:IF1G:IF2M:IF4K"},
    {"issued_ops", "UOPS_DISPATCHED_FROM_DECODER:DECODER_DISPATCHED:OPCACHE_DISPATCHED"},
    {"retired_ops", "RETIRED_UOPS"},
    {"alu_token_stall_cycles", "DYNAMIC_TOKENS_DISPATCH_STALLS_CYCLES_0:ALU_TOKEN_STALL"},
    {"flops", "RETIRED_SSE_AVX_OPERATIONS:DP_MULT_ADD_FLOPS:DP_DIV_FLOPS:DP_MULT_FLOPS:DP_ADD_SUB_FLOPS:SP_MULT_ADD_FLOPS:SP_DIV_FLOPS:SP_MULT_FLOPS:SP_ADD_SUB_FLOPS"},
});

constexpr auto zen_2 = std::to_array<LibpfmName>({
    {"cycles", "CYCLES_NOT_IN_HALT"},
    {"instructions", "RETIRED_INSTRUCTIONS"},
    {"branches", "RETIRED_BRANCH_INSTRUCTIONS"},
    {"branch_misses", "RETIRED_BRANCH_INSTRUCTIONS_MISPREDICTED"},
    {"l1d_misses", "REQUESTS_TO_L2_GROUP1:RD_BLK_L:RD_BLK_X:LS_RD_BLK_C_S:CHANGE_TO_X"},
    {"l1d_demand_fills", "DATA_CACHE_REFILLS_FROM_SYSTEM:MABRESP_LCL_L2:LS_MABRESP_LCL_CACHE:LS_MABRESP_LCL_DRAM:LS_MABRESP_RMT_CACHE:LS_MABRESP_RMT_DRAM"},
    {"l1i_misses", "REQUESTS_TO_L2_GROUP1:CACHEABLE_IC_READ"},
    {"l2_misses", "CORE_TO_L2_CACHEABLE_REQUEST_ACCESS_STATUS:LS_RD_BLK_C:IC_FILL_MISS"},
    {"dram_fills", "DATA_CACHE_REFILLS_FROM_SYSTEM:LS_MABRESP_LCL_DRAM:LS_MABRESP_RMT_DRAM"},
    {"l2_prefetch_l3_misses", "L2_PREFETCH_MISS_L3:ANY"},
    {"l1_dtlb_misses", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS:TLB_RELOAD_1G_L2_HIT:TLB_RELOAD_2M_L2_HIT:TLB_RELOAD_COALESCED_PAGE_HIT:TLB_RELOAD_4K_L2_HIT"},
    {"dtlb_walks", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS"},
    {"l2_itlb_hits", "L1_ITLB_MISS_L2_ITLB_HIT"},
    {"itlb_walks", "L1_ITLB_MISS_L2_ITLB_MISS:IF1G:IF2M:IF4K"},
    {"op_queue_empty_cycles", "UOPS_QUEUE_EMPTY"},
    {"token_stall_cycles", "DISPATCH_RESOURCE_STALL_CYCLES_1:INT_PHY_REG_FILE_RSRC_STALL:LOAD_QUEUE_RSRC_STALL:STORE_QUEUE_RSRC_STALL:TAKEN_BRANCH_BUFFER_RSRC_STALL:FP_REG_FILE_RSRC_STALL"},
    {"alu_token_stall_cycles", "DISPATCH_RESOURCE_STALL_CYCLES_0:ALU_TOKEN_STALL"},
    {"retired_ops", "RETIRED_UOPS"},
    {"issued_ops", "UOPS_DISPATCHED_FROM_DECODER:DECODER_DISPATCHED:OPCACHE_DISPATCHED"},
    {"tlb_flushes", "TLB_FLUSHES:ALL"},
    {"flops", "RETIRED_SSE_AVX_FLOPS:ANY"},
});

constexpr auto zen_3 = std::to_array<LibpfmName>({
    {"cycles", "CYCLES_NOT_IN_HALT"},
    {"instructions", "RETIRED_INSTRUCTIONS"},
    {"branches", "RETIRED_BRANCH_INSTRUCTIONS"},
    {"branch_misses", "RETIRED_BRANCH_INSTRUCTIONS_MISPREDICTED"},
    {"l1d_misses", "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:LCL_L2:INT_CACHE:EXT_CACHE_LCL:MEM_IO_LCL:EXT_CACHE_RMT:MEM_IO_RMT"},
    {"l1d_miss_buffers", "MAB_ALLOCATION_BY_TYPE:LS"},
    {"l1i_misses", "REQUESTS_TO_L2_GROUP1:CACHEABLE_IC_READ"},
    {"l2_misses", "CORE_TO_L2_CACHEABLE_REQUEST_ACCESS_STATUS:LS_RD_BLK_C:IC_FILL_MISS"},
    {"dram_fills", "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:MEM_IO_LCL:MEM_IO_RMT"},
    {"ccx_fills", "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:INT_CACHE"},
    {"l2_prefetch_l3_misses", "L2_PREFETCH_MISS_L3:L2_HW_PREFETCHER:L1_HW_PREFETCHER"},
    {"l1_dtlb_misses", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS:TLB_RELOAD_1G_L2_HIT:TLB_RELOAD_2M_L2_HIT:TLB_RELOAD_COALESCED_PAGE_HIT:TLB_RELOAD_4K_L2_HIT"},
    {"dtlb_walks", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS"},
    {"l2_itlb_hits", "L1_ITLB_MISS_L2_ITLB_HIT"},
    {"itlb_walks", "L1_ITLB_MISS_L2_ITLB_MISS:COALESCED4K:IF1G:IF2M:IF4K"},
    {"op_queue_empty_cycles", "UOPS_QUEUE_EMPTY"},
    {"token_stall_cycles", "DISPATCH_RESOURCE_STALL_CYCLES_1:INT_PHY_REG_FILE_RSRC_STALL:LOAD_QUEUE_RSRC_STALL:STORE_QUEUE_RSRC_STALL:TAKEN_BRANCH_BUFFER_RSRC_STALL:FP_REG_FILE_RSRC_STALL:FP_SCHEDULER_RSRC_STALL:FP_FLUSH_RECOVERY_STALL"},
    {"scheduler_token_stall_cycles", "DISPATCH_RESOURCE_STALL_CYCLES_2:INT_SCHEDULER_0_TOKEN_STALL:INT_SCHEDULER_1_TOKEN_STALL:INT_SCHEDULER_2_TOKEN_STALL:INT_SCHEDULER_3_TOKEN_STALL:RETIRE_TOKEN_STALL"},
    {"retired_ops", "RETIRED_OPS"},
    {"issued_ops", "OPS_SOURCE_DISPATCHED_FROM_DECODER:X86DECODER_DISPATCHED:OPCACHE_DISPATCHED"},
    {"op_cache_misses", "OP_CACHE_HIT_MISS:OC_MISS"},
    {"l1i_tag_misses", "IC_TAG_HIT_MISS:IC_MISS"},
    {"tlb_flushes", "TLB_FLUSHES:ALL"},
    {"flops", "RETIRED_SSE_AVX_FLOPS:ANY"},
});

constexpr auto zen_4 = std::to_array<LibpfmName>({
    {"cycles", "CYCLES_NOT_IN_HALT"},
    {"ref_cycles", "P0_FREQ_CYCLES_NOT_IN_HALT:P0_FREQ_CYCLES"},
    {"instructions", "RETIRED_INSTRUCTIONS"},
    {"branches", "RETIRED_BRANCH_INSTRUCTIONS"},
    {"branch_misses", "RETIRED_BRANCH_INSTRUCTIONS_MISPREDICTED"},
    {"l1d_misses", "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:LCL_L2:LOCAL_CCX:NEAR_CACHE_NEAR_FAR:DRAM_IO_NEAR:FAR_CACHE_NEAR_FAR:DRAM_IO_FAR:ALT_MEM_NEAR_FAR"},
    {"l1d_miss_buffers", "MAB_ALLOCATION_BY_TYPE:LS"},
    {"l1i_misses", "REQUESTS_TO_L2_GROUP1:CACHEABLE_IC_READ"},
    {"l2_misses", "CORE_TO_L2_CACHEABLE_REQUEST_ACCESS_STATUS:LS_RD_BLK_C:IC_FILL_MISS"},
    {"dram_fills", "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:DRAM_IO_NEAR:DRAM_IO_FAR"},
    {"ccx_fills", "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:LOCAL_CCX"},
    {"l2_prefetch_l3_misses", "L2_PREFETCH_MISS_L3:L2_STREAM:L2_NEXT_LINE:L2_UP_DOWN:L2_BURST:L2_STRIDE:L1_STREAM:L1_STRIDE:L1_REGION"},
    {"l1_dtlb_misses", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS:TLB_RELOAD_1G_L2_HIT:TLB_RELOAD_2M_L2_HIT:TLB_RELOAD_COALESCED_PAGE_HIT:TLB_RELOAD_4K_L2_HIT"},
    {"dtlb_walks", "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS:TLB_RELOAD_4K_L2_MISS"},
    {"l2_itlb_hits", "L1_ITLB_MISS_L2_ITLB_HIT"},
    {"itlb_walks", "L1_ITLB_MISS_L2_ITLB_MISS:COALESCED4K:IF1G:IF2M:IF4K"},
    {"op_queue_empty_cycles", "OPS_QUEUE_EMPTY"},
    {"frontend_slots", "DISPATCH_STALLS_1:FE_NO_OPS"},
    {"frontend_latency_cycles", "DISPATCH_STALLS_1:FE_NO_OPS:c=6"},
    {"backend_slots", "DISPATCH_STALLS_1:BE_STALLS"},
    {"smt_slots", "DISPATCH_STALLS_1:SMT_CONTENTION"},
    {"issued_ops", "OPS_SOURCE_DISPATCHED_FROM_DECODER:DECODER:OPCACHE:LOOP_BUFFER"},
    {"retired_ops", "RETIRED_OPS"},
    {"microcode_ops", "RETIRED_UCODE_OPS"},
    {"machine_clears", "RESYNCS"},
    {"not_complete_cycles", "CYCLES_NO_RETIRE:NOT_COMPLETE_LOAD_AND_ALU"},
    {"load_not_complete_cycles", "CYCLES_NO_RETIRE:NOT_COMPLETE_MISSING_LOAD"},
    {"token_stall_cycles", "DISPATCH_RESOURCE_STALL_CYCLES_1:INT_PHY_REG_FILE_RSRC_STALL:LOAD_QUEUE_RSRC_STALL:STORE_QUEUE_RSRC_STALL:TAKEN_BRANCH_BUFFER_RSRC_STALL:FP_REG_FILE_RSRC_STALL:FP_SCHEDULER_RSRC_STALL:FP_FLUSH_RECOVERY_STALL"},
    {"op_cache_misses", "OP_CACHE_HIT_MISS:OC_MISS"},
    {"l1i_tag_misses", "IC_TAG_HIT_MISS:IC_MISS"},
    {"tlb_flushes", "TLB_FLUSHES:ALL"},
    {"flops", "RETIRED_SSE_AVX_FLOPS:ANY"},
});

// libpfm4 4.13 of Debian 12; most are the same in its head of October 2024.
constexpr std::string_view as_fixed = "puts the umask on pseudo-code 0x00 of the fixed slots counter instead of on 0xa4";
constexpr auto wrong = std::to_array<WrongEncoding>({
    {"icx", "backend_slots", 0x200, as_fixed},
    {"icx", "mispredict_slots", 0x800, as_fixed},
    {"spr", "backend_slots", 0x200, as_fixed},
    {"spr", "bad_speculation_slots", 0x400, "ditto, which makes it the fixed slots counter itself: it would count all slots"},
    {"spr", "mispredict_slots", 0x800, as_fixed},
    {"spr", "memory_bound_slots", 0x1000, as_fixed},
    {"amd64_fam17h_zen1", "l2_prefetch_l3_misses", 0x3f72, "leaves out two of the eight prefetchers' umask bits"},
    {"amd64_fam17h_zen2", "l2_prefetch_l3_misses", 0x1f72, "leaves out three of the eight prefetchers' umask bits"},
    {"amd64_fam17h_zen2", "tlb_flushes", 0xff78, "takes a bit of the umask that AMD's list of common figures does not"},
});
constexpr auto unknown = std::to_array<UnknownToLibpfm>({
    {"amd64_fam17h_zen1", "tlb_flushes"},
});
// clang-format on

}  // namespace

std::span<const LibpfmName> libpfm_names(std::string_view pmu) {
  if (pmu == "skx" || pmu == "clx") return skylake_sp;
  if (pmu == "icx") return ice_lake_sp;
  if (pmu == "spr") return sapphire_rapids;
  if (pmu == "amd64_fam17h_zen1") return zen_1;
  if (pmu == "amd64_fam17h_zen2") return zen_2;
  if (pmu == "amd64_fam19h_zen3") return zen_3;
  if (pmu == "amd64_fam19h_zen4") return zen_4;
  return {};
}

std::span<const WrongEncoding> wrong_in_libpfm() {
  return wrong;
}

std::span<const UnknownToLibpfm> unknown_to_libpfm() {
  return unknown;
}

}  // namespace crossfade::collector
