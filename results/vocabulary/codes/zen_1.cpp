// Zen 1. Source: Linux 6.12 tools/perf/pmu-events/arch/x86/amdzen1. Neither the kernel nor libpfm4 has an
// event for fills from memory or for an empty op queue, and the reference cycles of Zen 4 are not there yet.
// l1d_misses is every request of the data cache; the kernel's l2_cache_accesses_from_dc_misses leaves shared
// reads out here and on Zen 2, and has them from Zen 3 on.
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
    {"l1i_misses", 0x1060, "l2_request_g1.cacheable_ic_read"},
    {"l2_misses", 0x964, "l2_cache_req_stat.ic_dc_miss_in_l2", any, always},
    {"l2_prefetch_l3_misses", 0xff72, "l2_pf_miss_l2_l3"},

    {"l1_dtlb_misses", 0xff45, "ls_l1_d_tlb_miss.all"},
    {"dtlb_walks", 0xf045, "l2_dtlb_misses"},
    {"l2_itlb_hits", 0x84, "bp_l1_tlb_miss_l2_hit"},
    {"itlb_walks", 0x785, "l2_itlb_misses"},
    {"tlb_flushes", 0xdf78, "all_tlbs_flushed"},

    {"issued_ops", 0x3aa, "uops_dispatched"},
    {"retired_ops", 0xc1, "ex_ret_cops"},
    {"alu_token_stall_cycles", 0x10af, "de_dis_dispatch_token_stalls0.alu_token_stall"},
    {"flops", 0xff03, "fp_ret_sse_avx_ops.all", two},
});
// clang-format on

}  // namespace

std::span<const EventCode> zen_1_codes() {
  return table;
}

}  // namespace crossfade::results
