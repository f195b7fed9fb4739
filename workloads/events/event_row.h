// What the pipeline keeps of one event.
#pragma once

#include <array>
#include <cstdint>

#include "workloads/events/playback_event.h"

namespace crossfade::workloads::events {

inline constexpr std::uint8_t kUnknownFamily = static_cast<std::uint8_t>(kFamilies.size());

struct EventRow {
  std::uint64_t time_ms = 0;
  std::array<char, kProfileDigits> profile{};
  EventType type = EventType::start;
  std::uint32_t title = 0;
  std::uint16_t country = 0;  ///< both letters
  std::uint8_t cdn = 0;
  std::uint8_t family = kUnknownFamily;  ///< of kFamilies
  std::uint32_t version = 0;             ///< of the family's product; 0 = unknown
  std::uint32_t kbps = 0;
  std::uint32_t buffer_ms = 0;
  std::uint32_t vmaf_tenths = 0;
  std::uint32_t bitrates = 0;                     ///< sum of those that were played, kb/s
  std::uint32_t shown = 0;                        ///< titles in an impression
  std::uint32_t http_status = 0, error_code = 0;  ///< of an error

  bool operator==(const EventRow&) const = default;
};

}  // namespace crossfade::workloads::events
