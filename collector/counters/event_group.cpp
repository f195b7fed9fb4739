#include "collector/counters/event_group.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "results/assertion.h"

namespace crossfade::collector {
namespace {

perf_event_attr attributes_of(const CounterEvent& event, bool leader, results::CounterScope scope) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = event.type;
  attributes.config = event.config;
  attributes.config1 = event.config1;
  attributes.disabled = leader ? 1 : 0;
  attributes.exclude_hv = event.takes_exclusions ? 1 : 0;
  attributes.exclude_kernel = scope == results::CounterScope::user ? 1 : 0;
  attributes.read_format =
      PERF_FORMAT_GROUP | PERF_FORMAT_ID | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return attributes;
}

void* whole_group() {  // ioctl takes a number or a pointer in the same place
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(PERF_IOC_FLAG_GROUP));
}

constexpr std::size_t header_words = 3;  // nr, time enabled, time running; then value and id per event

}  // namespace

EventGroup::EventGroup(PerfApi& perf, std::vector<CounterEvent> events, Scheduled scheduled, int cpu,
                       Counted counted)
    : perf_(perf),
      scheduled_(scheduled),
      cpu_(cpu),
      counted_(counted),
      events_(std::move(events)),
      members_(events_.size()),
      values_(events_.size()),
      buffer_(header_words + 2 * events_.size()),
      scope_(cpu == calling_thread ? results::CounterScope::user_kernel : results::CounterScope::cpu) {
  CF_ASSERT(
      std::all_of(events_.begin(), events_.end(),
                  [&](const auto& e) { return e.takes_exclusions == events_.front().takes_exclusions; }),
      "a group has one scope");
  for (std::size_t i = 0; i < events_.size(); ++i) {
    members_[i].error = open_member(events_[i], members_[i]);
    if (leader_ < 0) leader_ = members_[i].fd;
  }
}

int EventGroup::open_event(const CounterEvent& event, bool leader) {
  auto attributes = attributes_of(event, leader, scope_);
  attributes.pinned =
      leader && scheduled_ == Scheduled::pinned ? 1 : 0;  // the kernel refuses a pinned sibling
  attributes.inherit = counted_ == Counted::started_threads_too ? 1 : 0;
  const std::uint32_t asked = attributes.size;
  const int fd = perf_.open(attributes, cpu_, leader_);
  // An older kernel writes the size that it knows; what is beyond it is zero here.
  return fd == -E2BIG && attributes.size < asked ? perf_.open(attributes, cpu_, leader_) : fd;
}

int EventGroup::open_member(const CounterEvent& event, Member& member) {
  const bool leader = leader_ < 0;
  int fd = open_event(event, leader);
  if (fd == -EACCES && leader && event.takes_exclusions && scope_ == results::CounterScope::user_kernel) {
    scope_ = results::CounterScope::user;
    fd = open_event(event, leader);
  }
  if (fd < 0) return -fd;
  if (const int refused = perf_.control(fd, PERF_EVENT_IOC_ID, &member.id); refused != 0) {
    perf_.close(fd);
    return -refused;
  }
  member.fd = fd;
  return 0;
}

EventGroup::~EventGroup() {
  for (const Member& member : members_) {
    if (member.fd >= 0) perf_.close(member.fd);
  }
}

void EventGroup::drop(std::size_t i) {
  // The descriptor stays open: it may be the leader.
  members_[i].error = ENOENT;
}

Loss EventGroup::snapshot(Snapshot& times, std::span<std::uint64_t> values) {
  const long got = perf_.read(leader_, buffer_.data(), buffer_.size() * sizeof(std::uint64_t));
  if (got < 0) return {LostBy::an_error, static_cast<int>(-got)};
  if (got < static_cast<long>(header_words * sizeof(std::uint64_t))) return {LostBy::another};
  times = {buffer_[1], buffer_[2]};
  const auto words = static_cast<std::size_t>(got) / sizeof(std::uint64_t);
  std::ptrdiff_t found = 0;
  for (std::size_t at = header_words; at + 1 < words; at += 2) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_[i].fd < 0 || members_[i].id != buffer_[at + 1]) continue;
      values[i] = buffer_[at];
      ++found;
    }
  }
  // The kernel takes a group apart when its CPU goes offline; what is missing has not counted 0.
  const auto open =
      std::count_if(members_.begin(), members_.end(), [](const Member& m) { return m.fd >= 0; });
  return {found == open ? LostBy::nothing : LostBy::a_group_too_small};
}

void EventGroup::start() {
  if (leader_ < 0) return;
  const int refused = perf_.control(leader_, PERF_EVENT_IOC_ENABLE, whole_group());
  loss_ = refused != 0 ? Loss{LostBy::an_error, -refused} : snapshot(before_, values_);
  for (std::size_t i = 0; i < members_.size(); ++i) members_[i].before = members_[i].sampled = values_[i];
  sampled_ = before_;
}

void EventGroup::sample(std::span<std::uint64_t> counts) {
  CF_ASSERT(counts.size() == members_.size(), "one count per event");
  std::fill(counts.begin(), counts.end(), results::CounterSeries::not_counted);
  Snapshot now;
  if (leader_ < 0 || loss_) return;
  loss_ = snapshot(now, values_);
  if (loss_) return;
  const bool ran = now.running_ns != sampled_.running_ns;
  sampled_ = now;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const std::uint64_t count = values_[i] - members_[i].sampled;
    members_[i].sampled = values_[i];
    const bool hidden = is_hidden(i, count);
    if (ran && !hidden && members_[i].error == 0) counts[i] = count;
  }
}

bool EventGroup::is_hidden(std::size_t i, std::uint64_t count) {
  if (count != 0) members_[i].has_counted = true;
  return count == 0 && (events_[i].never_zero || (events_[i].zero_is_doubtful && !members_[i].has_counted));
}

EventReading EventGroup::reading_of(std::size_t i, std::uint64_t now, const Snapshot& passed) {
  EventReading reading;
  if (members_[i].error != 0) return reading;
  reading.enabled_ns = passed.enabled_ns;
  reading.running_ns = passed.running_ns;
  reading.state = results::CounterState::lost;
  reading.loss = loss_;
  if (!loss_ && passed.running_ns == 0) reading.loss = {LostBy::never_scheduled};  // not a count of 0
  if (reading.loss) return reading;
  const std::uint64_t total = now - members_[i].before;
  if (is_hidden(i, total)) {
    reading.state = results::CounterState::zeroed;
    reading.may_be_zero = !events_[i].never_zero;
    return reading;
  }
  reading.total = total;
  reading.state = results::CounterState::counted;
  return reading;
}

void EventGroup::stop(std::span<EventReading> readings) {
  CF_ASSERT(readings.size() == members_.size(), "one reading per event");
  Snapshot now;
  if (leader_ >= 0) {
    const Loss last = snapshot(now, values_);
    if (!loss_) loss_ = last;
    perf_.control(leader_, PERF_EVENT_IOC_DISABLE, whole_group());
  }
  const Snapshot passed =
      loss_ ? Snapshot{} : Snapshot{now.enabled_ns - before_.enabled_ns, now.running_ns - before_.running_ns};
  for (std::size_t i = 0; i < members_.size(); ++i) readings[i] = reading_of(i, values_[i], passed);
}

}  // namespace crossfade::collector
