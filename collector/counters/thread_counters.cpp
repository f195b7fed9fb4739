#include "collector/counters/thread_counters.h"

#include <cerrno>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/open_error.h"
#include "collector/counters/self_test.h"

namespace crossfade::collector {

ThreadCounters::ThreadCounters(PerfApi& perf, const std::string& proc_root,
                               const std::vector<CounterEvent>& hardware)
    : software_(std::make_unique<EventGroup>(perf, software_events())),
      hardware_(std::make_unique<EventGroup>(perf, hardware, Scheduled::pinned)),
      readings_(software_events().size() + hardware.size()) {
  const auto paranoid = paranoid_level(proc_root);
  describe(*software_, software_events(), std::vector<std::string>(software_events().size()), paranoid);
  describe(*hardware_, hardware, self_test(*hardware_, hardware), paranoid);
}

void ThreadCounters::describe(EventGroup& group, std::span<const CounterEvent> events,
                              const std::vector<std::string>& distrusted, std::optional<int> paranoid) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    results::Counter counter{events[i].metric, recorded_name(events[i]), group.scope(), events[i].tier,
                             distrusted[i]};
    const bool blind = group.scope() == results::CounterScope::user && events[i].kernel_only;
    const int error = blind ? EACCES : group.error_of(i);
    if (error != 0) counter.absent_because = why_not_opened(error, events[i], paranoid);
    if (!counter.absent_because.empty()) group.drop(i);
    counters_.push_back(std::move(counter));
  }
}

void ThreadCounters::start() {
  hardware_->start();
  software_->start();
}

void ThreadCounters::stop() {
  const std::span<EventReading> readings(readings_);
  const std::size_t software = software_events().size();
  software_->stop(readings.first(software));
  hardware_->stop(readings.subspan(software));
}

}  // namespace crossfade::collector
