// Fake perf: a kernel for tests: refuses what it is told to refuse and counts what it is told to count.
#pragma once

#include <linux/perf_event.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
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

  std::map<Event, int> errors;  ///< errno of open
  int hardware_error = 0;       ///< of every hardware event, generic or raw
  bool kernel_forbidden = false;
  /// How much an event counts while its group is enabled; what is not named counts `default_count`.
  std::map<Event, std::uint64_t> counts;
  std::uint64_t default_count = 1000;
  std::uint64_t enabled_ns = 1'000'000, running_ns = 1'000'000;  ///< of every counting
  long read_result = 1;                                          ///< 0 = end of file, negative = -errno
  bool reverse_order = false;  ///< of the values in a read: only ids may be trusted

  std::size_t open_descriptors() const { return open_.size(); }
  const std::vector<perf_event_attr>& opened() const { return attributes_; }

  int open(perf_event_attr& attributes, int group_fd) override {
    const Event event{attributes.type, attributes.config};
    const bool of_the_cpu = attributes.type == PERF_TYPE_HARDWARE || attributes.type == PERF_TYPE_RAW;
    if (of_the_cpu && hardware_error != 0) return -hardware_error;
    if (const auto found = errors.find(event); found != errors.end()) return -found->second;
    if (kernel_forbidden && attributes.exclude_kernel == 0) return -EACCES;
    const int fd = next_fd_++;
    open_[fd] = {event, group_fd < 0 ? fd : group_fd};
    attributes_.push_back(attributes);
    return fd;
  }
  long read(int fd, void* buffer, std::size_t bytes) override {
    if (read_result <= 0) return read_result;
    std::vector<std::uint64_t> words{0, times_[fd].first, times_[fd].second};
    std::vector<int> members;
    for (const auto& [member, one] : open_) {
      if (one.leader == fd) members.push_back(member);
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
    if (request == PERF_EVENT_IOC_ENABLE) enabled_.insert(fd);
    if (request == PERF_EVENT_IOC_DISABLE) enabled_.erase(fd);
    return 0;
  }
  void close(int fd) override { open_.erase(fd); }

  /// The thread runs: every enabled group counts once.
  void run() {
    for (const int leader : enabled_) {
      times_[leader].first += enabled_ns;
      times_[leader].second += running_ns;
      for (const auto& [member, one] : open_) {
        if (one.leader != leader) continue;
        const auto found = counts.find(one.event);
        values_[member] += found == counts.end() ? default_count : found->second;
      }
    }
  }

 private:
  struct Open {
    Event event;
    int leader;
  };
  static std::uint64_t id_of(int fd) { return 7000 + static_cast<std::uint64_t>(fd); }

  int next_fd_ = 100;
  std::map<int, Open> open_;
  std::map<int, std::uint64_t> values_;
  std::map<int, std::pair<std::uint64_t, std::uint64_t>> times_;
  std::set<int> enabled_;
  std::vector<perf_event_attr> attributes_;
};

}  // namespace crossfade::collector
