// Publish pace: how often a growing recording is written while it is measured. Every write writes all of it,
// so after each stage of a long run it would take longer than the stages; a process always ends with one, and
// what is lost if the machine dies is at most the process that runs. Pure; times of one monotonic clock.
#pragma once

#include <cstdint>

namespace crossfade::collector {

class PublishPace {
 public:
  /// Writing takes a tenth of the time at most: so many times as long as the last one took pass before the
  /// next.
  static constexpr std::uint64_t rest = 9;

  bool is_due(std::uint64_t now_ns) const { return now_ns >= next_ns_; }
  void published(std::uint64_t begin_ns, std::uint64_t end_ns) {
    next_ns_ = end_ns + rest * (end_ns - begin_ns);
  }

 private:
  std::uint64_t next_ns_ = 0;
};

}  // namespace crossfade::collector
