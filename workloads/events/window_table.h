// WindowTable: counts and sums of the events of one batch by ten-second window, country and delivery network,
// with a histogram of bandwidth. An open hash table that is emptied for each batch. Holds at most half of its
// places; a batch has fewer events than that.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "workloads/events/event_row.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads::events {

inline constexpr std::uint64_t kWindowMs = 10'000;
inline constexpr std::size_t kBandwidthBuckets = 20;  ///< bucket n: below 2^n kb/s; the last: all above

struct Window {
  std::uint64_t key = 0;  ///< window << 32 | country << 8 | delivery network
  std::uint32_t events = 0, errors = 0, rebuffers = 0;
  std::uint64_t buffer_ms = 0;
  std::array<std::uint16_t, kBandwidthBuckets> bandwidth{};

  bool operator==(const Window&) const = default;
};

class WindowTable {
 public:
  static constexpr std::size_t kPlaces = 512;

  void clear() {
    for (const std::uint16_t place : used_) {
      places_[place] = {};
    }
    used_.clear();
  }

  void add(const EventRow& row) {
    const std::uint64_t key = row.time_ms / kWindowMs << 32 | std::uint64_t{row.country} << 8 | row.cdn;
    Window& window = find(key);
    window.events += 1;
    window.errors += row.type == EventType::error ? 1 : 0;
    window.rebuffers += row.type == EventType::rebuffer ? 1 : 0;
    window.buffer_ms += row.buffer_ms;
    const auto bucket = static_cast<std::size_t>(std::bit_width(row.kbps));
    window.bandwidth[std::min(bucket, kBandwidthBuckets - 1)] += 1;
  }

  /// By key, into a vector that keeps its memory.
  void sorted(std::vector<Window>& windows) const {
    windows.clear();
    for (const std::uint16_t place : used_) {
      windows.push_back(places_[place]);
    }
    std::sort(windows.begin(), windows.end(),
              [](const Window& one, const Window& other) { return one.key < other.key; });
  }

 private:
  /// Keys are not 0: time has begun.
  Window& find(std::uint64_t key) {
    std::size_t place = mix(key) % kPlaces;
    while (places_[place].key != key) {
      if (places_[place].key == 0) {
        places_[place].key = key;
        used_.push_back(static_cast<std::uint16_t>(place));
        break;
      }
      place = (place + 1) % kPlaces;
    }
    return places_[place];
  }

  std::array<Window, kPlaces> places_{};
  std::vector<std::uint16_t> used_;
};

}  // namespace crossfade::workloads::events
