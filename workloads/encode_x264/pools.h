// Which clips the requests of a class encode: each clip is one request of one class, and the clips of a class
// are spread over the range from easy to hard.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crossfade::workloads::h264 {

inline constexpr std::uint32_t kClips = 9;  ///< all pools together, 0 the easiest

// A chunk of `slow` takes five to ten times as long as one of `veryfast`: with larger pools the golden
// answers of a process would take longer than what it measures.
inline constexpr std::array<std::uint32_t, 4> kVeryfastClips{0, 3, 6, 8};
inline constexpr std::array<std::uint32_t, 3> kMediumClips{1, 4, 7};
inline constexpr std::array<std::uint32_t, 2> kSlowClips{2, 5};

inline constexpr std::array<std::span<const std::uint32_t>, 3> kClipsOfClass{kVeryfastClips, kMediumClips,
                                                                             kSlowClips};

constexpr std::uint32_t pool_of(std::size_t class_id) {
  return static_cast<std::uint32_t>(kClipsOfClass[class_id].size());
}
constexpr std::uint32_t clip_of(std::size_t class_id, std::uint64_t index) {
  return kClipsOfClass[class_id][index % pool_of(class_id)];
}

}  // namespace crossfade::workloads::h264
