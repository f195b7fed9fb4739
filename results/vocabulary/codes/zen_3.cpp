// Zen 3. Source: Linux 6.12 tools/perf/pmu-events/arch/x86/amdzen3. A name with a umask is a sum that the
// kernel's list has no name for. There are no reference cycles before Zen 4.
#include <array>

#include "results/vocabulary/codes/tables.h"

namespace crossfade::results {
namespace {

using enum CounterPlace;
using enum Opened;

// clang-format off
constexpr auto table = std::to_array<EventCode>({
    {"cycles", 0x76, "ls_not_halted_cyc", any, always},
    {"instructions", 0xc0, "ex_ret_instr", any, always},
    {"branches", 0xc2, "ex_ret_brn"},
    {"branch_misses", 0xc3, "ex_ret_brn_misp", any, always},

    {"l1d_misses", 0x5f44, "ls_any_fills_from_sys, umask 0x5f", any, always},
    {"l1d_miss_buffers", 0x3f41, "ls_mab_alloc.load_store_allocations"},
    {"l1i_misses", 0x1060, "l2_request_g1.cacheable_ic_read"},
    {"l1i_tag_misses", 0x10000188e, "ic_tag_hit_miss.instruction_cache_miss"},
    {"op_cache_misses", 0x20000048f, "op_cache_hit_miss.op_cache_miss"},
    {"l2_misses", 0x964, "l2_cache_req_stat.ic_dc_miss_in_l2"},
    {"l2_prefetch_l3_misses", 0xff72, "l2_pf_miss_l2_l3"},
    {"ccx_fills", 0x244, "ls_any_fills_from_sys.int_cache"},
    {"dram_fills", 0x4844, "l1_data_cache_fills_from_memory", any, always},

    {"l1_dtlb_misses", 0xff45, "ls_l1_d_tlb_miss.all"},
    {"dtlb_walks", 0xf045, "l2_dtlb_misses"},
    {"l2_itlb_hits", 0x84, "bp_l1_tlb_miss_l2_tlb_hit"},
    {"itlb_walks", 0xf85, "bp_l1_tlb_miss_l2_tlb_miss, umask 0xf"},
    {"tlb_flushes", 0xff78, "ls_tlb_flush.all_tlb_flushes"},

    {"op_queue_empty_cycles", 0xa9, "de_dis_uop_queue_empty_di0"},
    {"issued_ops", 0x3aa, "OPS_SOURCE_DISPATCHED_FROM_DECODER, umask 0x3 (libpfm4)"},
    {"retired_ops", 0xc1, "ex_ret_ops"},
    {"token_stall_cycles", 0xf7ae, "de_dis_dispatch_token_stalls1, umask 0xf7"},
    {"scheduler_token_stall_cycles", 0x2faf, "de_dis_dispatch_token_stalls2, umask 0x2f"},
    {"flops", 0xf03, "fp_ret_sse_avx_ops, umask 0xf", two},
});
// clang-format on

}  // namespace

std::span<const EventCode> zen_3_codes() {
  return table;
}

}  // namespace crossfade::results
