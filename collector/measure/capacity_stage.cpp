#include "collector/measure/capacity_stage.h"

#include <algorithm>
#include <cmath>

#include "collector/measure/closed_loop.h"
#include "collector/measure/shared_indexes.h"
#include "collector/measure/waiting_clock.h"

namespace crossfade::collector {

std::uint64_t common_duration_ns(std::span<const std::uint64_t> completed,
                                 std::span<const std::uint64_t> elapsed_ns) {
  double rate = 0, requests = 0;
  std::uint64_t longest = 0;
  for (std::size_t w = 0; w < completed.size(); ++w) {
    longest = std::max(longest, elapsed_ns[w]);
    requests += static_cast<double>(completed[w]);
    if (elapsed_ns[w] > 0) rate += static_cast<double>(completed[w]) / static_cast<double>(elapsed_ns[w]);
  }
  return rate > 0 ? static_cast<std::uint64_t>(std::llround(requests / rate)) : longest;
}

results::Result<Measured> measure_capacity(const StageInput& input, const StageSpec& spec) {
  Measured measured;
  measured.workers.resize(spec.workers);
  std::vector<std::uint64_t> completed(spec.workers), elapsed_ns(spec.workers), made(spec.workers);
  StartGate gate(spec.workers, start_lead_ns);

  input.crew.run(spec.workers, [&](std::uint32_t w) {
    auto record = std::make_unique<WorkerRecord>(input.table().n_classes);
    const RequestMaker make = input.maker(w);
    WorkerMeter meter = input.meter(w);
    CounterSampler sampler = input.sampler(w, spec);
    LoadClock load_clock = input.load_clock(spec);
    WaitingClock clock(results::WaitMode::hybrid, input.wait_margin_ns);
    ClosedLoop loop;
    meter.start();
    loop.start_ns = clock.wait_at(gate);
    sampler.start(loop.start_ns);
    load_clock.start(loop.start_ns);
    loop.stop_ns = loop.start_ns + static_cast<std::int64_t>(spec.duration_ns);
    const std::int64_t end = run_closed_loop(
        loop, clock, [&](std::uint64_t j) { return make(shared_index(j, w, spec.workers)); },
        [&](std::int64_t start_ns, std::int64_t end_ns, const Served& served) {
          record->record(start_ns, end_ns, served, input.golden);
        },
        SampleAndLookBetween<WaitingClock>{{sampler, clock}, load_clock});
    record->stop(clock.now_ns(), meter, sampler);
    record->waiting_cpu_ns = clock.waiting_cpu_ns() + load_clock.spent_ns();
    record->take_clock(load_clock);
    completed[w] = record->completed;
    made[w] = record->completed + record->errors;
    elapsed_ns[w] = static_cast<std::uint64_t>(end - loop.start_ns);
    measured.workers[w] = std::move(record);
  });
  measured.duration_ns = common_duration_ns(completed, elapsed_ns);
  measured.indexes_used = spec.workers * *std::max_element(made.begin(), made.end());
  return measured;
}

}  // namespace crossfade::collector
