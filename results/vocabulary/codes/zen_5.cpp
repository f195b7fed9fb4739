// Zen 5. Source: Linux 6.12 tools/perf/pmu-events/arch/x86/amdzen5; libpfm4 of Debian 12 does not know this
// CPU. Other than on Zen 4: eight dispatch slots a cycle, so front-end latency is cmask 8; machine clears are
// event 0x9f, umask 1; miss buffers of loads and stores are umask 0x7.
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
    {"ref_cycles", 0x100000120, "ls_not_halted_p0_cyc.p0_freq_cyc"},
    {"branches", 0xc2, "ex_ret_brn"},
    {"branch_misses", 0xc3, "ex_ret_brn_misp", any, always},

    {"l1d_misses", 0xff44, "ls_any_fills_from_sys.all", any, always},
    {"l1d_demand_fills", 0xff43, "ls_dmnd_fills_from_sys.all"},
    {"l1d_miss_buffers", 0x741, "ls_mab_alloc.load_store_allocations"},
    {"l1i_misses", 0x1060, "l2_request_g1.cacheable_ic_read"},
    {"l1i_tag_misses", 0x10000188e, "ic_tag_hit_miss.instruction_cache_miss"},
    {"op_cache_misses", 0x20000048f, "op_cache_hit_miss.op_cache_miss"},
    {"l2_misses", 0x964, "l2_cache_req_stat.ic_dc_miss_in_l2"},
    {"l2_prefetch_l3_misses", 0xff72, "l2_pf_miss_l2_l3.l1_dc_l2_hwpf"},
    {"l2_lines_in", 0x10000de65, "l2_fill_rsp_src.all"},
    {"l2_dram_fills", 0x100000865, "l2_fill_rsp_src.dram_io_near"},
    {"ccx_fills", 0x244, "ls_any_fills_from_sys.local_ccx"},
    {"dram_fills", 0x4844, "ls_any_fills_from_sys.dram_io_all", any, always},

    {"l1_dtlb_misses", 0xff45, "ls_l1_d_tlb_miss.all"},
    {"dtlb_walks", 0xf045, "ls_l1_d_tlb_miss.all_l2_miss"},
    {"l2_itlb_hits", 0x84, "bp_l1_tlb_miss_l2_tlb_hit"},
    {"itlb_walks", 0xf85, "bp_l1_tlb_miss_l2_tlb_miss.all"},
    {"tlb_flushes", 0xff78, "ls_tlb_flush.all"},

    {"op_queue_empty_cycles", 0xa9, "de_op_queue_empty"},
    {"frontend_slots", 0x1000001a0, "de_no_dispatch_per_slot.no_ops_from_frontend"},
    {"frontend_latency_cycles", 0x1080001a0, "de_no_dispatch_per_slot.no_ops_from_frontend, cmask 8"},
    {"backend_slots", 0x100001ea0, "de_no_dispatch_per_slot.backend_stalls"},
    {"smt_slots", 0x1000060a0, "de_no_dispatch_per_slot.smt_contention"},
    {"issued_ops", 0x7aa, "de_src_op_disp.all"},
    {"retired_ops", 0xc1, "ex_ret_ops"},
    {"microcode_ops", 0x1000000c2, "ex_ret_ucode_ops"},
    {"machine_clears", 0x19f, "bp_redirects.resync"},
    {"not_complete_cycles", 0x2d6, "ex_no_retire.not_complete"},
    {"load_not_complete_cycles", 0xa2d6, "ex_no_retire.load_not_complete"},
    {"flops", 0xf03, "fp_ret_sse_avx_ops.all", two},
    {"packed_512_ops", 0x2008, "fp_ops_retired_by_width.pack_512_uops_retired"},
});
// clang-format on

}  // namespace

std::span<const EventCode> zen_5_codes() {
  return table;
}

}  // namespace crossfade::results
