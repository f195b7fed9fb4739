#include "collector/measure/spike_tally.h"

namespace crossfade::collector {

SpikeTally::SpikeTally(const SpikeShape& shape, std::span<const cf_class> classes)
    : shape_(shape), counts_(shape.windows() * classes.size()) {
  for (const cf_class& one : classes) slo_ns_.push_back(static_cast<std::int64_t>(one.slo_p99_ns));
}

void SpikeTally::record(const Dispatch& dispatch, const Served& served, const GoldenAnswers& golden,
                        WorkerRecord& record) {
  const Passage& passage = dispatch.passage;
  const std::uint64_t right_before = record.completed;
  record.record(passage.start_ns, passage.end_ns, served, golden);
  record.last_start_ns = passage.start_ns;
  if (passage.waited_for) record.start_error.record(passage.start_ns - passage.due_ns);
  if (record.completed == right_before) return;
  const std::int64_t latency_ns = passage.end_ns - passage.due_ns;
  Counts& counts = at(dispatch);
  ++(latency_ns <= slo_ns_[dispatch.class_id] ? counts.in_slo : counts.late);
  counts.cheap += dispatch.level > 0;
  if (!shape_.in_spike(passage.due_ns - start_ns_)) return;
  record.latency[dispatch.class_id].record(latency_ns);
  record.wait[dispatch.class_id].record(passage.start_ns - passage.due_ns);
}

std::uint64_t SpikeTally::shed_in_all() const {
  std::uint64_t all = 0;
  for (const Counts& counts : counts_) all += counts.shed;
  return all;
}

std::uint64_t SpikeTally::cheap_in_all() const {
  std::uint64_t all = 0;
  for (const Counts& counts : counts_) all += counts.cheap;
  return all;
}

void SpikeTally::add_to(std::vector<results::SpikeWindow>& windows) const {
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    windows[i].in_slo += counts_[i].in_slo;
    windows[i].late += counts_[i].late;
    windows[i].shed += counts_[i].shed;
    windows[i].cheap += counts_[i].cheap;
  }
}

std::vector<results::SpikeWindow> empty_windows(const SpikeShape& shape, std::span<const Lane> lanes,
                                                std::size_t classes) {
  std::vector<results::SpikeWindow> windows(shape.windows() * classes);
  for (std::size_t i = 0; i < windows.size(); ++i) {
    windows[i].workload_class = static_cast<std::uint32_t>(i % classes);
    windows[i].begin_ns = i / classes * shape.window_ns;
  }
  for (const Lane& lane : lanes) {
    for (std::size_t i = 0; i < lane.arrival_ns.size(); ++i)
      ++windows[shape.window_of(lane.arrival_ns[i]) * classes + lane.classes[i]].offered;
  }
  return windows;
}

}  // namespace crossfade::collector
