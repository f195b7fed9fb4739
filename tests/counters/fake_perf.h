// Fake perf: a kernel for tests: refuses what it is told to refuse, counts what it is told to count, and has
// as many counters as it is told to have.
#pragma once

#include <linux/perf_event.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "collector/counters/perf_api.h"

namespace crossfade::collector {

class FakePerf final : public PerfApi {
 public:
  using Event = std::pair<std::uint32_t, std::uint64_t>;  ///< type, config
  static Event software(std::uint64_t config) { return {PERF_TYPE_SOFTWARE, config}; }
  static Event hardware(std::uint64_t config) { return {PERF_TYPE_HARDWARE, config}; }
  static Event raw(std::uint64_t config) { return {PERF_TYPE_RAW, config}; }
  /// The fixed counter of all slots, which leads what PERF_METRICS gives.
  static Event slots() { return raw(0x400); }

  std::map<Event, int> errors;  ///< errno of open
  int hardware_error = 0;       ///< of every hardware event, generic or raw
  bool kernel_forbidden = false;
  /// How much an event counts while its group is enabled; what is not named counts `default_count`.
  std::map<Event, std::uint64_t> counts;
  std::uint64_t default_count = 1000;
  std::uint64_t enabled_ns = 1'000'000, running_ns = 1'000'000;  ///< of every counting
  long read_result = 1;                                          ///< 0 = end of file, negative = -errno
  bool reverse_order = false;       ///< of the values in a read: only ids may be trusted
  std::optional<unsigned> general;  ///< counters of the CPU; nullopt = as many as asked for
  std::set<Event> fixed;            ///< events with a counter of their own
  unsigned taken = 0;  ///< of the general ones, by the NMI watchdog or another: opening does not show it
  /// Of the general ones, the last of a full group: the host has no counter for them, so they stand still in
  /// times that say that they ran.
  unsigned starved = 0;
  bool cpus_forbidden = false;                      ///< to count all that a CPU does
  std::map<int, int> cpu_errors;                    ///< errno of open for a CPU: offline
  std::uint64_t beside = 0;                         ///< how much else than the thread counts on its CPU
  std::optional<std::uint32_t> without_exclusions;  ///< type that refuses every exclude_* bit
  std::set<Event> detached;                         ///< taken out of their group, as when a CPU goes offline
  std::optional<std::uint32_t> known_size;          ///< of perf_event_attr, to this kernel
  bool runs_by_itself =
      false;  ///< the thread runs before every second read of a group: between start and stop

  std::size_t open_descriptors() const { return open_.size(); }
  const std::vector<perf_event_attr>& opened() const { return attributes_; }
  /// Of opened(): the CPU, or calling_thread.
  const std::vector<int>& opened_for() const { return cpus_; }
  /// Pinned groups that were open at the same time.
  std::size_t most_pinned_groups() const { return most_pinned_groups_; }

  int open(perf_event_attr& attributes, int cpu, int group_fd) override {
    const Event event{attributes.type, attributes.config};
    if (known_size && attributes.size > *known_size) {
      attributes.size = *known_size;
      return -E2BIG;
    }
    const bool of_the_cpu = attributes.type == PERF_TYPE_HARDWARE || attributes.type == PERF_TYPE_RAW;
    if (of_the_cpu && hardware_error != 0) return -hardware_error;
    if (const auto found = errors.find(event); found != errors.end()) return -found->second;
    if (cpu != calling_thread && cpus_forbidden) return -EACCES;
    if (const auto found = cpu_errors.find(cpu); found != cpu_errors.end()) return -found->second;
    const bool excludes = attributes.exclude_hv != 0 || attributes.exclude_kernel != 0;
    if (attributes.type == without_exclusions && excludes) return -EINVAL;
    if (kernel_forbidden && attributes.exclude_kernel == 0) return -EACCES;
    if (group_fd >= 0 && attributes.pinned != 0) return -EINVAL;
    if (is_metric(event) && (group_fd < 0 || open_[group_fd].event != slots())) return -EINVAL;
    if (general && of_the_cpu && needed_by(group_fd) + needed(event) > *general) return -EINVAL;
    const int fd = next_fd_++;
    open_[fd] = {event, group_fd < 0 ? fd : group_fd, attributes.pinned != 0, cpu};
    attributes_.push_back(attributes);
    cpus_.push_back(cpu);
    const auto pinned =
        std::count_if(open_.begin(), open_.end(), [](const auto& o) { return o.second.pinned; });
    most_pinned_groups_ = std::max(most_pinned_groups_, static_cast<std::size_t>(pinned));
    return fd;
  }
  long read(int fd, void* buffer, std::size_t bytes) override {
    if (read_result <= 0) return read_result;
    if (runs_by_itself && ++reads_[fd] % 2 == 0) run();
    if (in_error_.contains(fd)) return 0;
    std::vector<std::uint64_t> words{0, times_[fd].first, times_[fd].second};
    std::vector<int> members;
    for (const auto& [member, one] : open_) {
      if (one.leader == fd && !detached.contains(one.event)) members.push_back(member);
    }
    if (reverse_order) std::reverse(members.begin(), members.end());
    for (const int member : members) {
      words.push_back(values_[member]);
      words.push_back(id_of(member));
    }
    words[0] = members.size();
    if (words.size() * 8 > bytes) return -ENOSPC;
    std::memcpy(buffer, words.data(), words.size() * 8);
    return static_cast<long>(words.size() * 8);
  }
  int control(int fd, unsigned long request, void* argument) override {
    if (request == PERF_EVENT_IOC_ID) {
      const std::uint64_t id = id_of(fd);
      std::memcpy(argument, &id, sizeof id);
    }
    if (request == PERF_EVENT_IOC_ENABLE) {
      enabled_.insert(fd);
      in_error_.erase(fd);
    }
    if (request == PERF_EVENT_IOC_DISABLE) enabled_.erase(fd);
    return 0;
  }
  void close(int fd) override { open_.erase(fd); }

  /// The thread runs: every enabled group counts once.
  void run() {
    for (const int leader : enabled_) {
      if (general && needed_by(leader) + taken > *general) {
        if (open_[leader].pinned) {
          in_error_.insert(leader);
        } else {
          times_[leader].first += enabled_ns;
        }
        continue;
      }
      times_[leader].first += enabled_ns;
      times_[leader].second += running_ns;
      unsigned of_general = 0;
      for (const auto& [member, one] : open_) {
        if (one.leader != leader) continue;
        of_general += needed(one.event);
        if (general && needed(one.event) > 0 && of_general + starved > *general) continue;
        const auto found = counts.find(one.event);
        values_[member] += found == counts.end() ? default_count : found->second;
        if (one.cpu != calling_thread) values_[member] += beside;
      }
    }
  }

 private:
  struct Open {
    Event event;
    int leader;
    bool pinned;
    int cpu;
  };
  /// A share of PERF_METRICS: it takes no counter and wants the fixed slots counter to lead its group.
  static bool is_metric(const Event& event) {
    return event.first == PERF_TYPE_RAW && event.second >= 0x8000 && event.second <= 0x8700 &&
           event.second % 0x100 == 0;
  }
  unsigned needed(const Event& event) const {
    return event.first == PERF_TYPE_SOFTWARE || fixed.contains(event) || is_metric(event) ? 0 : 1;
  }
  unsigned needed_by(int leader) const {
    unsigned sum = 0;
    for (const auto& [member, one] : open_) sum += one.leader == leader ? needed(one.event) : 0;
    return sum;
  }
  static std::uint64_t id_of(int fd) { return 7000 + static_cast<std::uint64_t>(fd); }

  int next_fd_ = 100;
  std::map<int, Open> open_;
  std::map<int, std::uint64_t> values_;
  std::map<int, std::pair<std::uint64_t, std::uint64_t>> times_;
  std::map<int, int> reads_;
  std::set<int> enabled_, in_error_;
  std::vector<perf_event_attr> attributes_;
  std::vector<int> cpus_;
  std::size_t most_pinned_groups_ = 0;
};

}  // namespace crossfade::collector
