// What counters count, one row a metric, in the order of docs/counters.md. Which event of which CPU it is:
// event_code.h.
#include <array>

#include "results/vocabulary/metric.h"

namespace crossfade::results {
namespace {

using enum Direction;
using enum Comparability;

// clang-format off
constexpr auto table = std::to_array<Metric>({
    {"task_clock", "task clock", "ns", neutral, exact, "CPU time of the counted threads, from perf_event."},
    {"context_switches", "context switches", "1", neutral, exact, "Switches of the counted threads, from perf_event."},
    {"cpu_migrations", "CPU migrations", "1", neutral, exact, "Moves of a counted thread to another CPU: workers are pinned, so any is a sign of trouble."},
    {"page_faults_minor", "minor page faults", "1", neutral, exact, "Page faults served without I/O."},
    {"page_faults_major", "major page faults", "1", neutral, exact, "Page faults that needed I/O: a timed stage should have none."},
    {"overlap_looked", "requests that looked for overlap", "1", neutral, exact,
     "Requests of a contended workload that looked whether another worker did contended work meanwhile."},
    {"overlap_seen", "requests that overlapped", "1", neutral, exact,
     "Those of them that saw one. Without overlap a contended workload shows nothing of contention."},

    {"cycles", "cycles", "1", neutral, same_definition, "Unhalted core cycles of the counted threads."},
    {"instructions", "instructions", "1", neutral, same_definition, "Retired instructions of the counted threads."},
    {"aperf_cycles", "cycles (APERF)", "1", neutral, same_definition,
     "Unhalted core cycles while the counted threads were on a CPU, by the MSR APERF, where the CPU's own PMU gives none. User and kernel space always; "
     "what the hypervisor does on the thread's CPU is in it, which a guest's PMU leaves out."},
    {"mperf_cycles", "reference cycles (MPERF)", "1", neutral, analogous,
     "Unhalted cycles at the TSC's rate while the counted threads were on a CPU, by the MSR MPERF: reference cycles where the PMU gives none."},
    {"tsc_ticks", "TSC ticks", "1", neutral, not_comparable,
     "Ticks of the TSC while the counted threads were on a CPU: a substitute for reference cycles that goes on while a hypervisor has taken the CPU away. "
     "CPU time in other units: the TSC's rate differs between machines."},
    {"ref_cycles", "reference cycles", "1", neutral, analogous,
     "Unhalted cycles at a rate that does not change: the TSC's on Intel, the base clock's (P0) on AMD since Zen 4."},
    {"ref_cycles_general", "reference cycles (general counter)", "1", neutral, analogous, "Reference cycles where the fixed counter for them is taken."},
    {"ref_xclk", "crystal clock ticks", "1", neutral, not_comparable, "Ticks of the crystal clock while not halted: only for the share in which a core ran one thread."},
    {"one_thread_active", "one thread active", "1", neutral, not_comparable, "Those of them in which the other hyperthread of the core was halted."},
    {"distributed_cycles", "distributed cycles", "1", neutral, not_comparable, "Cycles shared out between the hyperthreads that were active in them."},
    {"branches", "branches", "1", neutral, analogous, "Retired branch instructions."},
    {"branch_misses", "branch mispredicts", "1", neutral, analogous, "Retired mispredicted branches."},
    {"cache_misses", "cache misses (generic)", "1", neutral, not_comparable,
     "The kernel's generic cache-miss event: another event on every CPU family, so never a ratio between families."},

    {"l1d_misses", "L1D misses", "1", neutral, analogous,
     "Lines brought into the L1 data cache, those of prefetchers included. On Zen 1 and Zen 2: the requests of the L1 data cache to L2."},
    {"l1d_load_misses", "L1D load misses", "1", neutral, same_definition, "Retired loads that found no line in the L1 data cache."},
    {"l1d_demand_fills", "L1D demand fills", "1", neutral, same_definition, "Lines that loads and stores brought into the L1 data cache, prefetchers left out."},
    {"l1d_miss_buffers", "L1D miss buffers", "1", neutral, same_definition, "Miss buffers taken by loads and stores: misses of one line that is under way already are counted once."},
    {"l1i_misses", "L1I misses", "1", neutral, analogous, "Instruction fetches that went to L2."},
    {"l1i_tag_misses", "L1I tag misses", "1", neutral, same_definition, "Instruction fetches that found no line in the L1 instruction cache."},
    {"op_cache_misses", "op cache misses", "1", neutral, same_definition, "Fetches that found no decoded operations."},
    {"l2_misses", "L2 misses", "1", neutral, analogous, "Requests of the L1 caches for data and code that L2 did not have. The L2 prefetcher's own are left out."},
    {"l2_misses_with_prefetch", "L2 misses with prefetch", "1", neutral, not_comparable, "Requests that L2 did not have, those of the L2 prefetcher included."},
    {"l2_lines_in", "L2 lines in", "1", neutral, analogous, "Lines brought into L2, those of prefetchers included. AMD has no such event before Zen 5."},
    {"l2_load_misses", "L2 load misses", "1", neutral, same_definition, "Retired loads that L2 did not have."},
    {"l2_dram_fills", "L2 fills from memory", "1", neutral, same_definition, "Lines brought into L2 from memory or a device on the same node."},
    {"l2_prefetch_l3_misses", "L2 prefetches from memory", "1", neutral, analogous, "Prefetches that neither L2 nor L3 had."},
    {"ccx_fills", "fills from the core complex", "1", neutral, same_definition, "Lines brought into L1D from the L3 or another L2 of the same core complex."},
    {"dram_fills", "fills from memory", "1", neutral, analogous,
     "Lines that came from memory. On Intel what missed the last level: data, code and prefetches into L1 and L2, not those into the last level; "
     "on AMD lines brought into L1D from memory or a device (on Zen 2 by loads and stores alone). What else AMD prefetches into L2 is not in it."},
    {"l3_references", "L3 references", "1", neutral, same_definition, "Requests of a core that reached the last level."},
    {"l3_load_misses", "L3 load misses", "1", neutral, same_definition, "Retired loads that the last level did not have."},
    {"local_dram_loads", "loads from local memory", "1", neutral, same_definition, "Retired loads served by the memory of the own socket."},

    {"dtlb_walks", "data page walks", "1", neutral, same_definition, "Loads and stores whose page neither TLB had: a walk of the page table was asked for, and may have been in vain."},
    {"dtlb_load_walks", "data page walks of loads", "1", neutral, same_definition, "Walks of the page table for loads that came to an end."},
    {"dtlb_store_walks", "data page walks of stores", "1", neutral, same_definition, "Walks of the page table for stores that came to an end."},
    {"dtlb_walk_cycles", "data page walk cycles", "1", neutral, analogous, "Cycles in which a walk for a load was under way. On Skylake-SP without the walks of the hypervisor's own table."},
    {"stlb_load_hits", "second-level TLB hits of loads", "1", neutral, same_definition, "Loads whose page the first TLB lacked and the second had."},
    {"l1_dtlb_misses", "L1 data TLB misses", "1", neutral, same_definition, "Loads and stores whose page the first TLB lacked, the second's hits included."},
    {"itlb_walks", "instruction page walks", "1", neutral, analogous, "Fetches whose page neither instruction TLB had."},
    {"l2_itlb_hits", "second-level instruction TLB hits", "1", neutral, same_definition, "Fetches whose page the first instruction TLB lacked and the second had."},
    {"tlb_flushes", "TLB flushes", "1", neutral, same_definition, "Whole TLBs that were flushed."},

    {"slots", "slots", "1", neutral, not_comparable, "Places for an operation at the pipeline's width: what top-down shares out. Cores differ in width."},
    {"frontend_slots", "slots the front end left empty", "1", neutral, not_comparable, "Slots with no operation from the front end although the back end would have taken one."},
    {"frontend_latency_cycles", "cycles without any operation", "1", neutral, not_comparable, "Cycles in which the front end left every slot empty."},
    {"dropped_slots", "dropped slots", "1", neutral, not_comparable, "Slots that the front end lost by design: taken off frontend_slots."},
    {"op_queue_empty_cycles", "op queue empty", "1", neutral, not_comparable, "Cycles in which the queue between front and back end was empty."},
    {"backend_slots", "slots the back end refused", "1", neutral, not_comparable, "Slots left empty because the back end had no resource for an operation."},
    {"bad_speculation_slots", "slots of bad speculation", "1", neutral, not_comparable, "Slots spent on operations that never retired, or waiting for the right path."},
    {"mispredict_slots", "slots of mispredicts", "1", neutral, not_comparable, "Those of them that a mispredicted branch cost."},
    {"memory_bound_slots", "slots bound by memory", "1", neutral, not_comparable, "Slots the back end refused while it waited for memory."},
    {"smt_slots", "slots of the other thread", "1", neutral, not_comparable, "Slots left empty because the core's other thread had the cycle."},
    {"issued_ops", "issued operations", "1", neutral, not_comparable, "Operations that entered the back end, those that never retire included: issued on Intel, dispatched on AMD."},
    {"retired_ops", "retired operations", "1", neutral, not_comparable, "Slots of operations that retired: micro-operations on Intel, Zen 1 and Zen 2, macro-operations since Zen 3."},
    {"heavy_ops", "retired heavy operations", "1", neutral, not_comparable, "Slots of instructions that need several micro-operations or microcode."},
    {"microcode_ops", "retired microcode operations", "1", neutral, not_comparable, "Operations of microcode that retired."},
    {"macro_fused_ops", "retired fused pairs", "1", neutral, not_comparable, "Retired operations that were two instructions: each is one slot."},
    {"microcode_sequencer_ops", "operations of the microcode sequencer", "1", neutral, not_comparable, "Operations that the microcode sequencer delivered, those that never retire included."},
    {"legacy_decoder_ops", "operations of the decoders", "1", neutral, not_comparable, "Operations that came from the decoders and not from the op cache."},
    {"first_decoder_ops", "operations of the first decoder", "1", neutral, not_comparable, "Operations of instructions that the first decoder alone can decode, those of several operations among them."},
    {"first_decoder_cycles", "cycles of the first decoder", "1", neutral, not_comparable, "Cycles in which it decoded one: an instruction each."},
    {"executed_ops", "executed operations", "1", neutral, not_comparable, "Micro-operations sent to an execution port."},
    {"recovery_cycles", "recovery cycles", "1", neutral, not_comparable, "Cycles in which issuing waited for recovery from a wrong path."},
    {"recovery_cycles_any", "recovery cycles of the core", "1", neutral, not_comparable, "Recovery cycles of either hyperthread: needs the right to count the whole CPU."},
    {"clears", "front-end clears", "1", neutral, not_comparable, "How often recovery began."},
    {"machine_clears", "machine clears", "1", neutral, analogous, "How often the pipeline was thrown away for another reason than a branch: memory order, self-modifying code, microcode."},
    {"memory_order_clears", "memory order clears", "1", neutral, same_definition, "Machine clears because another core wrote what was read too early."},

    {"stall_cycles", "stall cycles", "1", neutral, analogous, "Cycles in which no micro-operation was executed."},
    {"memory_stall_cycles", "memory stall cycles", "1", neutral, analogous, "Those of them with a load under way."},
    {"l1d_miss_stall_cycles", "L1D miss stall cycles", "1", neutral, analogous, "Those of them with a load under way that missed L1D."},
    {"l3_miss_stall_cycles", "L3 miss stall cycles", "1", neutral, analogous, "Those of them with a load under way that missed the last level."},
    {"load_bound_cycles", "cycles bound by loads", "1", neutral, analogous, "Cycles in which nothing was executed while loads were waited for."},
    {"store_bound_cycles", "cycles bound by stores", "1", neutral, analogous, "Cycles in which nothing was executed, no load was under way and the store buffer was full."},
    {"one_port_cycles", "one-port cycles", "1", neutral, analogous, "Cycles in which one micro-operation was executed."},
    {"two_port_cycles", "two-port cycles", "1", neutral, analogous, "Cycles in which two micro-operations were executed."},
    {"resource_stall_cycles", "resource stall cycles", "1", neutral, analogous, "Cycles in which the back end took nothing for lack of a resource."},
    {"not_complete_cycles", "cycles waiting for completion", "1", neutral, analogous, "Cycles in which nothing retired because the oldest operation was not complete."},
    {"load_not_complete_cycles", "cycles waiting for a load", "1", neutral, analogous, "Those of them in which it waited for a load."},
    {"token_stall_cycles", "token stall cycles", "1", neutral, not_comparable, "Cycles in which dispatch lacked registers or a place in the load, store or branch queue. The list differs between Zens."},
    {"scheduler_token_stall_cycles", "scheduler token stall cycles", "1", neutral, not_comparable, "Cycles in which dispatch lacked a place in an integer scheduler or in the retire queue."},
    {"alu_token_stall_cycles", "ALU token stall cycles", "1", neutral, not_comparable, "Cycles in which dispatch lacked a place in an ALU scheduler."},
    {"avx512_licence_cycles", "AVX-512 licence cycles", "1", neutral, not_comparable, "Cycles at the lowest clock licence, which heavy AVX-512 asks for."},
    {"packed_512_ops", "512-bit operations", "1", neutral, same_definition, "Retired operations on packed vectors of 512 bits."},
    {"flops", "floating-point operations", "1", neutral, analogous, "Retired SSE and AVX arithmetic, a multiply-add as two."},

    {"fixed_slots", "slots (fixed counter)", "1", neutral, not_comparable, "Slots by the counter that leads the group of PERF_METRICS: bare metal only."},
    {"fixed_retiring_slots", "retiring (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: operations that retired."},
    {"fixed_bad_speculation_slots", "bad speculation (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: bad speculation."},
    {"fixed_frontend_slots", "front end (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: left empty by the front end."},
    {"fixed_backend_slots", "back end (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: refused by the back end."},
    {"fixed_heavy_slots", "heavy operations (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: heavy operations that retired."},
    {"fixed_mispredict_slots", "mispredicts (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: mispredicted branches."},
    {"fixed_fetch_latency_slots", "fetch latency (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: waiting for the first operation of a fetch."},
    {"fixed_memory_bound_slots", "memory (fixed counter)", "1", neutral, not_comparable, "Of the fixed slots: the back end waiting for memory."},
});
// clang-format on

}  // namespace

std::span<const Metric> event_metrics() {
  return table;
}

}  // namespace crossfade::results
