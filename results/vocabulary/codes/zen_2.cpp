// Zen 2. Source: Linux 6.12 tools/perf/pmu-events/arch/x86/amdzen2. A name with a umask is a sum that the
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

    {"l1d_misses", 0xe860, "l2_request_g1, umask 0xe8", any, always},
    {"l1d_demand_fills", 0x5b43, "ls_refills_from_sys, umask 0x5b"},
    {"l1i_misses", 0x1060, "l2_request_g1.cacheable_ic_read"},
    {"l2_misses", 0x964, "l2_cache_req_stat.ic_dc_miss_in_l2"},
    {"l2_prefetch_l3_misses", 0xff72, "l2_pf_miss_l2_l3"},
    {"dram_fills", 0x4843, "ls_refills_from_sys, umask 0x48", any, always},

    {"l1_dtlb_misses", 0xff45, "ls_l1_d_tlb_miss.all"},
    {"dtlb_walks", 0xf045, "l2_dtlb_misses"},
    {"l2_itlb_hits", 0x84, "bp_l1_tlb_miss_l2_hit"},
    {"itlb_walks", 0x785, "l2_itlb_misses"},
    {"tlb_flushes", 0xdf78, "all_tlbs_flushed"},

    {"op_queue_empty_cycles", 0xa9, "de_dis_uop_queue_empty_di0"},
    {"issued_ops", 0x3aa, "uops_dispatched"},
    {"retired_ops", 0xc1, "ex_ret_cops"},
    {"token_stall_cycles", 0x37ae, "de_dis_dispatch_token_stalls1, umask 0x37"},
    {"alu_token_stall_cycles", 0x8af, "de_dis_dispatch_token_stalls0.alu_token_stall"},
    {"flops", 0xf03, "fp_ret_sse_avx_ops, umask 0xf", two},
});
// clang-format on

}  // namespace

std::span<const EventCode> zen_2_codes() {
  return table;
}

}  // namespace crossfade::results
