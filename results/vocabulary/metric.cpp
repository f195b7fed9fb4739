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
     "Unhalted core cycles per request at capacity."},
    {"ipc", "instructions per cycle", "1", higher_is_better, same_definition,
     "Retired instructions per unhalted cycle. Higher is better only for the same instructions."},
    {"effective_clock", "effective clock", "Hz", higher_is_better, exact,
     "Core clock measured by a dependent chain of additions; never the figure of /proc/cpuinfo."},
    {"cost_per_million", "cost per million requests", "USD", lower_is_better, exact,
     "Price per hour divided by the requests per hour that keep the SLO, times one million. The price is a dated scenario."},

    {"task_clock", "task clock", "ns", neutral, exact, "CPU time of the counted threads, from perf_event."},
    {"context_switches", "context switches", "1", neutral, exact, "Switches of the counted threads, from perf_event."},
    {"cpu_migrations", "CPU migrations", "1", neutral, exact, "Moves of a counted thread to another CPU: workers are pinned, so any is a sign of trouble."},
    {"page_faults_minor", "minor page faults", "1", neutral, exact, "Page faults served without I/O."},
    {"page_faults_major", "major page faults", "1", neutral, exact, "Page faults that needed I/O: a timed stage should have none."},
    {"cycles", "cycles", "1", neutral, same_definition, "Unhalted core cycles of the counted threads."},
    {"instructions", "instructions", "1", neutral, same_definition, "Retired instructions of the counted threads."},
    {"branches", "branches", "1", neutral, analogous, "Retired branch instructions."},
    {"branch_misses", "branch mispredicts", "1", neutral, analogous, "Retired mispredicted branches."},
    {"overlap_looked", "requests that looked for overlap", "1", neutral, exact,
     "Requests of a contended workload that looked whether another worker did contended work meanwhile."},
    {"overlap_seen", "requests that overlapped", "1", neutral, exact,
     "Those of them that saw one. Without overlap a contended workload shows nothing of contention."},
    {"cache_misses", "cache misses (generic)", "1", neutral, not_comparable,
     "The kernel's generic cache-miss event: another event on every CPU family, so never a ratio between families."},
});
// clang-format on

}  // namespace

std::span<const Metric> metrics() {
  return table;
}

const Metric* find_metric(std::string_view id) {
  const auto* const found =
      std::find_if(table.begin(), table.end(), [id](const Metric& m) { return m.id == id; });
  return found == table.end() ? nullptr : found;
}

}  // namespace crossfade::results
