#include "results/vocabulary/metric.h"

#include <algorithm>
#include <array>

namespace crossfade::results {
namespace {

using enum Direction;
using enum Comparability;

// clang-format off
constexpr auto table = std::to_array<Metric>({
    {"capacity", "capacity", "s-1", higher_is_better, exact,
     "Closed-loop throughput with every worker busy: correct requests per second. Says how much work the machine can do, not "
     "how fast it answers: nobody runs at capacity."},
    {"capacity_1", "single-thread capacity", "s-1", higher_is_better, exact,
     "Closed-loop throughput of one worker: correct requests per second with the rest of the machine idle."},
    {"slo_rate", "SLO throughput", "s-1", higher_is_better, exact,
     "Highest offered rate at which at most 1 % of requests exceed their own class's latency objective. Solved in virtual time "
     "from requests served just below it, standstills included."},
    {"slo_rate_grid", "SLO throughput (grid)", "s-1", higher_is_better, exact,
     "Highest measured offered rate at which at most 1 % of requests exceed their own class's latency objective, where a "
     "recording has no requests to solve it from. Grid: the true rate lies between this and the next measured rate; the "
     "interval includes that step."},
    {"latency_p50", "p50 latency", "ns", lower_is_better, exact,
     "Median latency at a stated offered load, from the intended arrival to completion: free of coordinated omission."},
    {"latency_p99", "p99 latency", "ns", lower_is_better, exact,
     "99th percentile of latency at a stated offered load, from the intended arrival to completion."},
    {"latency_p999", "p99.9 latency", "ns", lower_is_better, exact,
     "99.9th percentile of latency at a stated offered load, from the intended arrival to completion: one request in a thousand "
     "takes longer. A value needs 1,000 requests, an interval and a ratio 4,000 that count as independent."},
    {"service_p50", "p50 service time", "ns", lower_is_better, exact,
     "Median time one request takes on one otherwise idle thread, waiting excluded."},
    {"service_p99", "p99 service time", "ns", lower_is_better, exact,
     "99th percentile of the time one request takes on one otherwise idle thread."},
    {"cpu_per_request", "CPU per request", "ns", lower_is_better, exact,
     "CPU time, user and system, per correct request at capacity; the wait before an arrival is never part of it. On "
     "hyperthreads a CPU second is less than a core second: capacity is the fairer figure there."},
    {"context_switches_per_request", "context switches per request", "1", lower_is_better, exact,
     "Voluntary and involuntary switches of the worker threads per request at capacity, from perf_event."},
    {"instructions_per_request", "instructions per request", "1", lower_is_better, same_definition,
     "Retired instructions per request at capacity. Differs between CPUs only if libraries take other code paths."},
    {"cycles_per_request", "cycles per request", "1", lower_is_better, same_definition,
     "Unhalted core cycles per request at capacity; of APERF where the CPU's own PMU gives none."},
    {"ipc", "instructions per cycle", "1", higher_is_better, same_definition,
     "Retired instructions per unhalted cycle. Higher is better only for the same instructions."},
    {"effective_clock", "effective clock", "Hz", neutral, exact,
     "Core clock measured by a dependent chain of additions; never the figure of /proc/cpuinfo."},
    {"cost_per_million", "cost per million requests", "USD", lower_is_better, exact,
     "Price per hour divided by the requests per hour that keep the SLO, times one million. The price is a dated scenario."},

    {"counted_clock", "clock while running", "Hz", neutral, same_definition,
     "Unhalted cycles per second of CPU time at capacity, from counters of user and kernel (of APERF where the CPU's own PMU gives none): what "
     "effective_clock says without any."},
    {"branch_misses_per_ki", "branch mispredicts per 1,000 instructions", "1", lower_is_better, analogous,
     "Retired mispredicted branches per 1,000 retired instructions at capacity."},
    {"l1d_misses_per_ki", "L1D misses per 1,000 instructions", "1", lower_is_better, analogous,
     "Lines brought into the L1 data cache, those of prefetchers included, per 1,000 instructions at capacity."},
    {"l1i_misses_per_ki", "L1I misses per 1,000 instructions", "1", lower_is_better, analogous,
     "Instruction fetches that went to L2 per 1,000 instructions at capacity."},
    {"l2_misses_per_ki", "L2 misses per 1,000 instructions", "1", lower_is_better, analogous,
     "Requests of the L1 caches that L2 did not have per 1,000 instructions at capacity."},
    {"dram_fills_per_ki", "fills from memory per 1,000 instructions", "1", lower_is_better, analogous,
     "Lines that came from memory per 1,000 instructions at capacity."},
    {"dtlb_walks_per_ki", "data page walks per 1,000 instructions", "1", lower_is_better, analogous,
     "Walks of the page table for loads and stores per 1,000 instructions at capacity: on Intel those that came to an end, on AMD those that "
     "were asked for."},
    {"itlb_walks_per_ki", "instruction page walks per 1,000 instructions", "1", lower_is_better, analogous,
     "Walks of the page table for fetches per 1,000 instructions at capacity."},
    {"machine_clears_per_ki", "machine clears per 1,000 instructions", "1", lower_is_better, analogous,
     "How often the pipeline was thrown away for another reason than a branch, per 1,000 instructions at capacity."},
    {"dram_fills_per_request", "fills from memory per request", "1", lower_is_better, analogous,
     "Lines of 64 bytes that came from memory per request at capacity."},
    {"overlap_share", "requests that overlapped", "1", neutral, exact,
     "Share of a contended workload's requests that met another worker's contended work."},

    {"cpi_retiring", "cycles per instruction: retiring", "1", neutral, analogous,
     "Top-down: cycles per instruction whose slots held operations that retired. The work itself."},
    {"cpi_light", "cycles per instruction: light operations", "1", neutral, analogous,
     "Top-down, within retiring: all but heavy operations."},
    {"cpi_heavy", "cycles per instruction: heavy operations", "1", lower_is_better, analogous,
     "Top-down, within retiring: instructions of several micro-operations on Intel, microcode on AMD."},
    {"cpi_bad_speculation", "cycles per instruction: bad speculation", "1", lower_is_better, analogous,
     "Top-down: cycles per instruction lost to operations that never retired and to recovery from them."},
    {"cpi_mispredicts", "cycles per instruction: mispredicts", "1", lower_is_better, analogous,
     "Top-down, within bad speculation: mispredicted branches."},
    {"cpi_machine_clears", "cycles per instruction: machine clears", "1", lower_is_better, analogous,
     "Top-down, within bad speculation: everything but branches."},
    {"cpi_frontend", "cycles per instruction: front end", "1", lower_is_better, analogous,
     "Top-down: cycles per instruction lost because no operation was there to execute."},
    {"cpi_fetch_latency", "cycles per instruction: fetch latency", "1", lower_is_better, analogous,
     "Top-down, within the front end: cycles without any operation, as after a miss of the instruction cache."},
    {"cpi_fetch_bandwidth", "cycles per instruction: fetch bandwidth", "1", lower_is_better, analogous,
     "Top-down, within the front end: fewer operations in a cycle than the core could have taken."},
    {"cpi_backend", "cycles per instruction: back end", "1", lower_is_better, analogous,
     "Top-down: cycles per instruction lost because the back end could not take an operation."},
    {"cpi_memory", "cycles per instruction: memory", "1", lower_is_better, analogous,
     "Top-down, within the back end: waiting for loads, and on Intel for stores."},
    {"cpi_core", "cycles per instruction: core", "1", lower_is_better, analogous,
     "Top-down, within the back end: execution units and dependencies."},
    {"cpi_smt", "cycles per instruction: other thread", "1", lower_is_better, analogous,
     "Top-down, AMD: cycles per instruction that the core's other thread had. Intel shares it out over the rest."},
});
// clang-format on

}  // namespace

std::span<const Metric> metrics() {
  return table;
}

const Metric* find_metric(std::string_view id) {
  for (const std::span<const Metric> rows : {metrics(), event_metrics()}) {
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const Metric& m) { return m.id == id; });
    if (found != rows.end()) return &*found;
  }
  return nullptr;
}

}  // namespace crossfade::results
