#include "collector/counters/counter_sampler.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "results/assertion.h"

namespace crossfade::collector {
namespace {

constexpr std::uint64_t not_counted = results::CounterSeries::not_counted;

/// Memory that is used for the first time costs a page fault.
void reserve_touched(std::vector<std::uint64_t>& values, std::size_t size) {
  values.assign(size, 0);
  values.clear();
}

}  // namespace

CounterSampler::CounterSampler(ThreadCounters& counters, std::int64_t period_ns, std::size_t room)
    : period_ns_(period_ns), room_(room) {
  CF_ASSERT(period_ns > 0 && room > 0, "a period, and room for the stop");
  const auto& events = counters.counters();
  const bool counts = std::any_of(events.begin(), events.end(),
                                  [](const results::Counter& event) { return event.absent_because.empty(); });
  if (!counts) return;
  counters_ = &counters;
  samples_.events = events.size();
  latest_.resize(events.size());
  sums_.resize(events.size());
  reserve_touched(samples_.time_ns, room);
  reserve_touched(samples_.counts, room * events.size());
}

void CounterSampler::start(std::int64_t start_ns) {
  if (counters_ == nullptr) return;
  start_ns_ = start_ns;
  next_ns_ = start_ns + period_ns_;
}

void CounterSampler::take(std::int64_t now_ns) {
  next_ns_ = start_ns_ + ((now_ns - start_ns_) / period_ns_ + 1) * period_ns_;
  if (samples_.time_ns.size() + 1 >= room_) {  // the last place is the stop's
    ++samples_.dropped;
    return;
  }
  counters_->sample(latest_);
  for (std::size_t i = 0; i < latest_.size(); ++i) {
    if (latest_[i] != not_counted) sums_[i] += latest_[i];
  }
  add(now_ns);
}

WorkerSamples CounterSampler::finish(std::int64_t now_ns, std::span<const EventReading> readings) {
  if (counters_ == nullptr) return {};
  CF_ASSERT(readings.size() == latest_.size(), "one reading per event");
  next_ns_ = INT64_MAX;
  for (std::size_t i = 0; i < latest_.size(); ++i) {
    const std::optional<std::uint64_t>& total = readings[i].total;
    latest_[i] = total ? *total - sums_[i] : not_counted;
  }
  add(now_ns);
  return std::exchange(samples_, {});
}

void CounterSampler::add(std::int64_t now_ns) {
  samples_.time_ns.push_back(static_cast<std::uint64_t>(std::max<std::int64_t>(now_ns - start_ns_, 0)));
  samples_.counts.insert(samples_.counts.end(), latest_.begin(), latest_.end());
}

}  // namespace crossfade::collector
