#include "results/vocabulary/rule.h"

#include <algorithm>
#include <array>
#include <limits>

#include "results/assertion.h"

namespace crossfade::results {
namespace {

using enum RuleKind;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Thresholds are absolute, committed, and the same for every instance type. Only signals from outside the
// measured work (run queue, steal, throttling, suspension) may make a stage void; they, gaps on a probe and
// loads per cycle may make it disturbed, and so does a standstill without any of them, because it stays in
// what was experienced. Whatever else may be part of the result only annotates.
// clang-format off
constexpr auto table = std::to_array<Rule>({
    {"run-queue-wait", quality, 0.02, "1",
     "Workers were runnable but waited for a CPU", "a clean guest shows 0.1 %; above 2 % medians start to move",
     "stage is disturbed: shown, counted as experienced"},
    {"steal", quality, 0.01, "1",
     "The hypervisor took the workers' CPUs away", "a clean guest shows under 0.1 %; nested hosts under-report; ticks of 10 ms: one alone never counts",
     "stage is disturbed: shown, counted as experienced"},
    {"gaps", quality, 0.02, "1",
     "A spinning probe beside the stage lost time", "a free vCPU loses under 0.5 %",
     "stage is disturbed: shown, counted as experienced"},
    {"silent-neighbour", quality, 0.05, "1",
     "Somebody else used the workers' cores: an idle one did fewer loads per cycle than its kind can",
     "an undisturbed core reaches its ceiling within 1 %, a busy sibling halves it; no counter of the guest shows it",
     "stage is disturbed: shown, counted as experienced"},
    {"busy-neighbour", quality, 0.25, "1",
     "Somebody kept a worker's core busy within three seconds of a stage", "a busy sibling takes half of the loads, what a guest does for itself a tenth",
     "stages within three seconds are not called undisturbed, whatever was read beside them"},
    {"slow-memory", quality, 0.15, "1",
     "Memory answered slower beside a stage than is usual in this recording", "a quiet guest stays within a few percent of its median",
     "annotation only: others may have used the memory, or have stopped using it elsewhere in the recording"},
    {"run-queue-wait-void", quality, 0.25, "1",
     "Workers waited for a CPU for most of the stage", "a quarter of the time lost says nothing about this CPU",
     "stage is void: shown, never used"},
    {"steal-void", quality, 0.25, "1",
     "The hypervisor took a quarter of the workers' CPU time", "a quarter of the time lost says nothing about this CPU",
     "stage is void: shown, never used"},
    {"throttled", quality, 0.01, "1",
     "The CPU quota of the cgroup stopped the workers", "any throttling is a limit of the container, not of the CPU",
     "stage is disturbed: shown, counted as experienced"},
    {"throttled-void", quality, 0.25, "1",
     "The CPU quota of the cgroup stopped the workers for a quarter of the stage",
     "a quarter of the time lost says nothing about this CPU", "stage is void: shown, never used"},
    {"stood-still", quality, none, "1",
     "The stage was given up although the load offered would have fitted in: its workers stood still",
     "given up after twice its length (at least a second more); a paused machine or a stopped process, which no signal from outside need show",
     "stage is disturbed: shown, counted as experienced; what it did not serve counts as too late, and its latencies are lower bounds"},
    {"suspended", quality, 1e6, "ns",
     "The machine was suspended in the stage", "CLOCK_BOOTTIME and CLOCK_MONOTONIC differ by suspension alone; reading them apart takes far less",
     "stage is void: shown, never used"},
    {"cpu-pressure", quality, 0.10, "1",
     "Tasks of this machine waited for a CPU", "on all CPUs, kernel threads included: the workers' own waiting is run-queue-wait; above a tenth other programs were at work",
     "annotation only: what waited need not have been a worker"},
    {"busy-without-cpu", quality, 0.05, "1",
     "Workers were in requests without a CPU for longer than run queue and steal explain", "what only computes is on a CPU all the time; interrupts take a percent or two",
     "annotation only: requests may wait for memory pages, locks or devices, and that is part of the result"},
    {"clock-cost", quality, 0.01, "1",
     "Reading the clock is a noticeable part of a request", "every request contains one reading: 20 to 60 ns, or a microsecond where it takes a system call",
     "annotation only: service times and capacity include it"},
    {"clock-step", quality, 1e8, "ns",
     "The wall clock was set before or in the stage", "stages are some tenths of a second apart; durations are of another clock and are right",
     "annotation only: times of day before and after it do not compare, nor does the order of process runs by them"},
    {"not-pinned", quality, none, "1",
     "This process may not choose the CPUs of its workers", "sched_setaffinity was refused",
     "annotation only: workers moved as the kernel liked, and steal, gaps and clock may be of other CPUs than theirs"},
    {"interference-unobserved", quality, none, "1",
     "Neither run-queue wait, steal, throttling nor gaps could be read",
     "without a signal from outside nothing can tell whether the stage was disturbed",
     "annotation only: clean means here that nothing was seen because nothing could be"},
    {"wrong-answers", quality, 0.0, "1",
     "Timed requests gave answers that differ from the golden ones", "a fast wrong answer is no answer",
     "annotation only: the repetition is wrong and is not used"},
    {"saturated", quality, none, "1",
     "More requests were offered than could be served", "the work offered took longer than the stage, and a backlog of it was left",
     "annotation only: latencies depend on how long the stage ran; not a point of the latency curve"},
    {"start-error", quality, 200'000.0, "ns",
     "Requests that had an idle worker started late (p99)", "hybrid waiting starts within 100 us when quiet",
     "annotation only: latencies include the late start"},
    {"unexplained-wait", quality, 0.20, "1",
     "Measured waits exceed what the arrivals and service times explain", "under 0.5 % on a clean host, +19 % and more on a disturbed one",
     "annotation only: may be part of the result"},
    {"not-settled", quality, none, "1",
     "The workload did not reach a steady state before timing", "change point or trend in the windows of warm-up",
     "annotation only: early stages may be slow"},

    {"cpu-identity", comparability, none, "1",
     "The machines are different", "comparing CPUs is the purpose",
     "none: expected"},
    {"machine-size", comparability, none, "1",
     "The machines are of different size", "capacity is of the whole machine",
     "capacity and SLO throughput compare machines, not vCPUs"},
    {"kernel", comparability, none, "1",
     "The kernels differ", "mitigations, scheduler and network stack change with the kernel",
     "a part of the ratio may be the kernel's"},
    {"environment", comparability, none, "1",
     "A setting of the machine differs", "governor, huge pages, limits and mitigations move results by several percent",
     "a part of the ratio may be the setting's"},
    {"environment-unknown", comparability, none, "1",
     "Not every recording says what this was", "a recording of an older version, or a file that could not be read there",
     "whether it differs cannot be told"},
    {"collector", comparability, none, "1",
     "Recorded by different versions of Crossfade", "a version may measure differently",
     "measure both sides with one version where the difference matters"},
    {"environment-detail", comparability, none, "1",
     "A detail of the machine, the login or the source differs", "recorded to find causes; not known to move results",
     "none: expected"},
    {"identity", comparability, none, "1",
     "A recording is simulated or titled synthetic", "its figures are not measurements of the machine it names",
     "do not decide by it"},
    {"stated-type", comparability, none, "1",
     "The user stated an instance type", "nothing read from the machine says that it is of that type",
     "type, price and cost are as good as that statement"},
    {"stated-host", comparability, none, "1",
     "The user named the hosts", "equal names are taken for one host, different names for several",
     "none, if the names are right"},
    {"shared-host-id", comparability, none, "1",
     "One host id, two machines: what else is known of them differs", "cloned images and containers share ids",
     "treated as different hosts; record again with --host-id to tell them apart"},
    {"container-host-id", comparability, none, "1",
     "The host is known only by the machine-id of a container", "containers and images share that file between machines",
     "recordings taken for one host may be of several; record again with --host-id"},
    {"measure-build", comparability, none, "1",
     "Another build of the measuring program", "compiler and flags move the load engine's own cost",
     "a part of the ratio may be the build's: measure both sides with one build"},
    {"workload-build", comparability, none, "1",
     "Another build of the workload under one version", "compiler, flags and source change how fast the same work runs",
     "a part of the ratio may be the build's: measure both sides with one build"},
    {"build-unknown", comparability, none, "1",
     "Not every recording says which build measured it", "recordings of older versions hold no digests",
     "whether one build measured both sides cannot be told"},
    {"unfinished", comparability, none, "1",
     "A recording is not finished",
     "what was measured last may be missing for some workloads; and who looks, and stops when the answer pleases, finds differences that are not there more often than an interval says",
     "finish it with crossfade-collect run --resume, or take the result as provisional"},
    {"load-ceiling", comparability, none, "1",
     "A silent neighbour was told by another measure on each side",
     "a CPU whose loads per cycle are in no table is judged by the recording's own best, and only in reports: none of its stages counts as disturbed, or is measured again, for a silent neighbour",
     "shares of disturbed stages do not compare; undisturbed values do with care"},
    {"blocks-added", comparability, none, "1",
     "Blocks were added to a recording that was begun with fewer", "who looks, and measures on until the answer pleases, finds differences that are not there more often than an interval says",
     "where the first blocks decided that there should be more, an interval that just misses 1 is no proof: measure anew with that many from the start"},
    {"disturbed-share", comparability, 0.25, "1",
     "More than a quarter of the stages was disturbed", "beyond that the undisturbed part no longer speaks for the whole",
     "measure again on a quieter host"},
    {"disturbed-balance", comparability, 0.10, "1",
     "One side was disturbed clearly more than the other", "a disturbance of one side looks like a slower CPU",
     "measure the disturbed side again"},
    {"workload-version", comparability, none, "1",
     "The workload has different versions", "another version is other work",
     "no ratio: measure both sides with one version"},
    {"workload-parameters", comparability, none, "1",
     "The workload ran with different parameters", "other parameters are other work",
     "no ratio: measure both sides with the same parameters"},
    {"dataset", comparability, none, "1",
     "The inputs differ", "equal digests are equal inputs",
     "no ratio: measure both sides with the same seed and data"},
    {"objective", comparability, none, "1",
     "Classes or latency objectives differ", "a rate within another objective is another quantity",
     "no ratio: measure both sides with the same objectives"},
    {"arrivals", comparability, none, "1",
     "Load arrived differently", "another arrival process, profile or trace is another load",
     "no ratio of latencies and of the SLO throughput on the grid: measure both with the same --arrivals"},
    {"scheduling", comparability, none, "1",
     "Workers of open-loop stages had different scheduling classes", "in real time nothing ordinary takes a CPU from them",
     "a part of the ratio of latencies may be the scheduling's"},
    {"spike-policy", comparability, none, "1",
     "Load spikes were made under different conditions", "policy, rate, length and classes decide what a spike does, by orders of magnitude",
     "spikes are not compared: measure both with the same --spike options"},
    {"answers", comparability, none, "1",
     "The golden answers differ", "the same inputs must give the same answers",
     "no ratio: one side computes something else"},
    {"wrong-runs", comparability, none, "1",
     "A process run gave wrong answers", "fast but wrong does not count",
     "no ratio: find the cause first"},
    {"failed-runs", comparability, none, "1",
     "Process runs crashed, hung, were killed or refused", "what failed is missing from the averages",
     "the rest is compared; find the cause"},
    {"library-version", comparability, none, "1",
     "Library versions differ", "another version may be faster or slower on any CPU",
     "a part of the ratio may be the library's"},
    {"isa-cap", comparability, none, "1",
     "Libraries were limited to different instruction sets", "a cap is a setting, not the CPU",
     "the ratio is of CPU and cap together"},
    {"isa-path", comparability, none, "1",
     "Libraries chose different code paths", "run-time dispatch follows the CPU",
     "expected between CPUs; on one CPU find the reason"},
    {"plan", comparability, none, "1",
     "Stages were measured differently", "length, arrivals and waiting change tails",
     "medians compare, tails with care"},
});
// clang-format on

}  // namespace

std::span<const Rule> rules() {
  return table;
}

const Rule* find_rule(std::string_view id) {
  const auto* const found =
      std::find_if(table.begin(), table.end(), [id](const Rule& r) { return r.id == id; });
  return found == table.end() ? nullptr : found;
}

double threshold_of(std::string_view id) {
  const Rule* const rule = find_rule(id);
  CF_ASSERT(rule != nullptr, "the rule is a row of the vocabulary");
  return rule->threshold;
}

}  // namespace crossfade::results
