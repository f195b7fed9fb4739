#include "collector/stage_rows.h"

#include <algorithm>

namespace crossfade::collector {

const char* use_rows_of(const results::Recording& recorded, std::uint32_t workload,
                        std::span<const std::uint32_t> counter_rows, results::StageRecord& record) {
  for (results::CounterReading& reading : record.readings) {
    if (reading.counter >= counter_rows.size()) return "reported a counter it had not announced";
    reading.counter = counter_rows[reading.counter];
  }
  for (results::CounterSeries& series : record.series) {
    if (series.counter >= counter_rows.size()) return "reported a counter it had not announced";
    series.counter = counter_rows[series.counter];
    if (series.counts.size() != record.samples.size()) return "reported counts that belong to no sample";
  }
  for (const results::CounterSample& sample : record.samples) {
    if (sample.worker >= record.workers.size()) return "reported a sample of a worker it does not have";
  }
  std::vector<std::int32_t> class_rows;
  const auto& classes = recorded.classes;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].workload == workload) class_rows.push_back(static_cast<std::int32_t>(i));
  }
  for (results::Distribution& distribution : record.distributions) {
    std::int32_t& of_class = distribution.workload_class;
    if (of_class == results::Distribution::all_classes) continue;
    if (of_class < 0 || static_cast<std::size_t>(of_class) >= class_rows.size()) {
      return "reported a class it had not announced";
    }
    of_class = class_rows[static_cast<std::size_t>(of_class)];
  }
  for (results::SpikeWindow& window : record.spike_windows) {
    if (window.workload_class >= class_rows.size()) return "reported a class it had not announced";
    window.workload_class = static_cast<std::uint32_t>(class_rows[window.workload_class]);
  }
  return nullptr;
}

void add_other_passes(const results::Recording& recorded, std::span<const std::uint32_t> counter_rows,
                      results::StageRecord& record) {
  for (std::uint32_t row = 0; row < recorded.counters.size(); ++row) {
    const results::Counter& counter = recorded.counters[row];
    if (counter.tier != results::CounterTier::hardware || !counter.absent_because.empty()) continue;
    if (std::find(counter_rows.begin(), counter_rows.end(), row) != counter_rows.end()) continue;
    results::CounterReading reading;
    reading.counter = row;
    reading.state = results::CounterState::other_pass;
    record.readings.push_back(reading);
  }
}

}  // namespace crossfade::collector
