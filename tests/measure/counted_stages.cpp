// Counted stages: the real engine between two markers that stand exactly where performance counters would be
// switched on and off. Run under callgrind with --dump-before of both markers, the second and fourth dump are
// what the counters would count of a closed loop at saturation and of an open loop at a tenth of it whose
// worker sleeps between arrivals, sampled and looked at as a run without options does. One worker, requests
// of one size. Prints "capacity REQUESTS LOOK_INSTRUCTIONS" and "load REQUESTS LOOK_INSTRUCTIONS SHARE".
// Usage: counted_stages STEPS SECONDS
#include <fmt/format.h>
#include <linux/perf_event.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "collector/measure/golden_answers.h"
#include "collector/measure/stage_runner.h"
#include "tests/measure/toy_workload.h"

extern "C" {
[[gnu::noinline]] void crossfade_counters_on() {
  asm volatile("" ::: "memory");
}
[[gnu::noinline]] void crossfade_counters_off() {
  asm volatile("" ::: "memory");
}
}

namespace {

using namespace crossfade;
using namespace crossfade::collector;

/// A kernel that counts nothing and shows when it would.
class MarkingPerf final : public PerfApi {
 public:
  int open(perf_event_attr& /*attributes*/, int /*cpu*/, int /*group_fd*/) override { return next_fd_++; }
  long read(int /*fd*/, void* buffer, std::size_t bytes) override {
    std::memset(buffer, 0, bytes);
    return static_cast<long>(bytes);
  }
  int control(int /*fd*/, unsigned long request, void* argument) override {
    if (request == PERF_EVENT_IOC_ID) std::memset(argument, 0, sizeof(std::uint64_t));
    if (request == PERF_EVENT_IOC_ENABLE) crossfade_counters_on();
    if (request == PERF_EVENT_IOC_DISABLE) crossfade_counters_off();
    return 0;
  }
  void close(int /*fd*/) override {}

 private:
  int next_fd_ = 1000;
};

template <class T>
T or_fail(results::Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}", results::to_text(result.error(), "counted_stages"));
  std::exit(1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 64;
  const std::uint64_t steps = std::strtoull(arguments[1], nullptr, 10);
  const double seconds = std::strtod(arguments[2], nullptr);
  const cf_workload table = toy_workload();
  toy_behaviour().request = [steps](const cf_request& request, cf_answer& answer) {
    std::uint64_t value = toy_digest(request);
    for (std::uint64_t i = 0; i < steps; ++i) {
      value = value * 6364136223846793005U + 1442695040888963407U;
      asm volatile("" : "+r"(value));
    }
    answer.digest = toy_digest(request) ^ (value == 0 ? 1U : 0U);
    return static_cast<int>(CF_OK);
  };
  Prepare order;
  order.preset = "default";
  order.worker_cpus = {0};
  const auto workload = or_fail(PreparedWorkload::prepare(table, order));
  MarkingPerf perf;
  // No hardware events: the kernel's own are one group, so that it is switched once.
  const auto crew = or_fail(Crew::create(*workload, order.worker_cpus, &perf, "/proc", {}));
  const auto golden = or_fail(GoldenAnswers::make(*crew));
  StageRunner runner(*crew, golden, 0, nullptr, nullptr, usual_samples_per_s);
  const auto duration_ns = static_cast<std::uint64_t>(seconds * 1e9);
  const auto capacity =
      or_fail(runner.run({.kind = results::StageKind::capacity, .duration_ns = duration_ns, .seed = 1}));
  const results::Stage& full = capacity.record.stage;
  const double capacity_per_s =
      static_cast<double>(full.completed) / (static_cast<double>(full.duration_ns) * 1e-9);
  const auto load = or_fail(runner.run({.kind = results::StageKind::load,
                                        .offered_per_s = capacity_per_s / 10,
                                        .arrival = results::Arrival::poisson,
                                        .wait_mode = results::WaitMode::sleep,
                                        .duration_ns = 10 * duration_ns,
                                        .seed = 2}));
  const results::Stage& tenth = load.record.stage;
  const double busy = static_cast<double>(load.record.workers.front().busy_ns);
  fmt::print("capacity {} {}\nload {} {} {:.3f}\n", full.completed, full.look_instructions.value_or(0),
             tenth.completed, tenth.look_instructions.value_or(0),
             busy / static_cast<double>(tenth.duration_ns));
  return full.errors + tenth.errors == 0 ? 0 : 1;
}
