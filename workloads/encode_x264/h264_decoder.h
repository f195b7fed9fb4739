// An H.264 byte stream back into pictures by OpenH264, a decoder that shares no code with x264. One thread,
// for verify(): slower than it could be, and untimed. A file of its own, because the headers of OpenH264 and
// x264 use the same names for different things.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "workloads/video/clip.h"

namespace crossfade::workloads::h264 {

/// Planar 4:2:0 with 8 bits a sample; the strides are in bytes. Valid until the call that gives it returns.
struct DecodedPicture {
  video::PictureSize size;
  std::array<const std::uint8_t*, 3> planes{};
  std::ptrdiff_t luma_stride = 0, chroma_stride = 0;
};

/// OpenH264 refuses larger pictures: 36,864 macroblocks, as level 5.1 of the standard.
constexpr bool can_decode(video::PictureSize size) {
  constexpr std::uint64_t macroblock = 16, most_macroblocks = 36'864;
  const std::uint64_t across = (size.width + macroblock - 1) / macroblock;
  const std::uint64_t down = (size.height + macroblock - 1) / macroblock;
  return across * down <= most_macroblocks;
}

/// Of the library that is loaded.
std::string decoder_version();

/// Calls `picture` for each picture, in the order of display. Throws CF_WRONG where the stream cannot be
/// decoded without an error: nothing is concealed.
void decode(std::span<const std::uint8_t> stream, const std::function<void(const DecodedPicture&)>& picture);

}  // namespace crossfade::workloads::h264
