// Counted stage: a process run of one capacity stage of 100 requests, in which every counter counted all the
// time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/quantity.h"

namespace crossfade::testing {

struct CountedStage {
  results::Recording recording;
  results::Stage stage;
  std::vector<results::CounterReading> readings;
  analysis::StageView view;
  analysis::ProcessRun run;

  explicit CountedStage(const std::vector<std::pair<std::string, std::uint64_t>>& totals) {
    for (const auto& [metric, total] : totals) {
      results::Counter counter;
      counter.metric = metric;
      results::CounterReading reading;
      reading.counter = static_cast<std::uint32_t>(recording.counters.size());
      reading.total = total;
      reading.enabled_ns = reading.running_ns = 1'000'000;
      recording.counters.push_back(counter);
      readings.push_back(reading);
    }
    stage.completed = 100;
  }
  analysis::Quantity of(const analysis::Measure& measure) {
    view = {};
    view.stage = &stage;
    for (const auto& reading : readings) view.readings.push_back(&reading);
    run.recording = &recording;
    return measure(run, {&view});
  }
};

}  // namespace crossfade::testing
