// Worker record: what one worker collects during one stage. All of its memory is there before the stage
// begins; recording never allocates. Made on the worker's own thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "collector/counters/counter_sampler.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/load_clock.h"
#include "collector/measure/load_judgement.h"
#include "collector/measure/open_loop.h"
#include "collector/measure/overlap.h"
#include "collector/measure/request_maker.h"
#include "collector/measure/worker_meter.h"
#include "results/histogram.h"

namespace crossfade::collector {

struct WorkerRecord {
  explicit WorkerRecord(std::uint32_t classes) : latency(classes), service(classes), wait(classes) {}

  /// A request of a closed loop. Wrong answers are counted and their time is not: a fast wrong answer is no
  /// measurement.
  void record(std::int64_t start_ns, std::int64_t end_ns, const Served& served, const GoldenAnswers& golden) {
    busy_ns += static_cast<std::uint64_t>(end_ns - start_ns);
    if (!golden.is_right(served)) {
      if (errors++ == 0) first_wrong = served;
      return;
    }
    ++completed;
    overlap.add(served.answer.items);
    service[served.request.class_id].record(end_ns - start_ns);
  }

  /// A request of an open loop.
  void record(const Passage& passage, const Served& served, const GoldenAnswers& golden) {
    const std::uint64_t right_before = completed;
    record(passage.start_ns, passage.end_ns, served, golden);
    last_start_ns = passage.start_ns;
    if (passage.waited_for) start_error.record(passage.start_ns - passage.due_ns);
    if (completed == right_before) return;
    latency[served.request.class_id].record(passage.end_ns - passage.due_ns);
    wait[served.request.class_id].record(passage.start_ns - passage.due_ns);
  }

  /// Reads the meter after the last request. now_ns: of the clock that the worker uses.
  void stop(std::int64_t now_ns, WorkerMeter& stopping, CounterSampler& sampler) {
    meter = stopping.stop();
    samples = sampler.finish(now_ns, meter.counters);
  }

  void take_clock(LoadClock& clock) {
    clock_hz = clock.clock_hz();
    clock_looks = clock.looks();
  }

  /// The longest service time, unless two others took at least half as long: a standstill of the worker
  /// happens once, and what happens three times is its work. nullopt: there is none, or fewer than three.
  std::optional<std::uint64_t> outlier_ns() const {
    results::Histogram all;
    for (const results::Histogram& one : service) all.merge(one);
    if (all.count() < 3) return std::nullopt;
    const auto n = static_cast<double>(all.count());
    const double third_longest_ns = all.quantile_ns((n - 2.5) / n);
    if (third_longest_ns * 2 >= static_cast<double>(all.max_ns())) return std::nullopt;
    return all.max_ns();
  }

  /// Adds what the worker did to what its stage came to.
  void count_in(LoadAccount& account) const {
    account.busy_ns += busy_ns;
    account.served += completed + errors;
    if (const auto longest_ns = outlier_ns()) {
      ++account.outliers;
      account.outliers_ns += *longest_ns;
    }
  }

  std::vector<results::Histogram> latency, service, wait;  ///< by class
  results::Histogram start_error;  ///< of requests that a worker waited for: the engine's own lateness
  std::uint64_t completed = 0, errors = 0, busy_ns = 0, waiting_cpu_ns = 0;
  std::optional<Served> first_wrong;  ///< or failed
  std::int64_t last_start_ns = INT64_MIN, last_end_ns = 0;
  OverlapCount overlap;  ///< means something for a contended workload only
  MeterReading meter;
  WorkerSamples samples;
  double clock_hz = results::missing;  ///< of the core meanwhile (load_clock.h)
  std::uint64_t clock_looks = 0;       ///< that it took
};

}  // namespace crossfade::collector
