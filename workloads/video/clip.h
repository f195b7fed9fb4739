// Clip: a few pictures of video, planar 4:2:0 with 8 bits a sample, in memory. Samples are in the range of
// studio video (luma 16 to 235) where they are generated; what is read from a file keeps its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/generators/digest.h"

namespace crossfade::workloads::video {

/// Width and height in luma samples, both even.
struct PictureSize {
  std::uint32_t width = 0, height = 0;

  constexpr std::size_t luma_bytes() const { return std::size_t{width} * height; }
  std::size_t chroma_bytes() const { return luma_bytes() / 4; }
  std::size_t picture_bytes() const { return luma_bytes() + 2 * chroma_bytes(); }
  friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

/// 16:9, with even sides.
constexpr PictureSize widescreen(std::uint64_t height) {
  const auto even = static_cast<std::uint32_t>(height / 2 * 2);
  return {even * 16 / 9 / 2 * 2, even};
}

/// What pictures weigh as they come from storage: compressed each by itself, as mezzanines are, at 3.5 bits a
/// pixel: some 176 Mbit/s of 1920 x 1080 at 24 a second (ProRes 422 HQ).
constexpr std::uint64_t mezzanine_bytes(const PictureSize& size, std::uint64_t pictures) {
  return pictures * size.luma_bytes() * 7 / 16;
}

struct Clip {
  PictureSize size;
  std::uint32_t pictures = 0;
  std::uint32_t rate_numerator = 24, rate_denominator = 1;  ///< pictures a second
  std::vector<std::uint8_t> samples;                        ///< picture after picture: luma, Cb, Cr

  Clip() = default;
  Clip(PictureSize picture_size, std::uint32_t count)
      : size(picture_size), pictures(count), samples(picture_size.picture_bytes() * count) {}

  std::span<const std::uint8_t> picture(std::uint32_t number) const {
    return std::span(samples).subspan(number * size.picture_bytes(), size.picture_bytes());
  }
  std::span<std::uint8_t> picture(std::uint32_t number) {
    return std::span(samples).subspan(number * size.picture_bytes(), size.picture_bytes());
  }
  const std::uint8_t* luma(std::uint32_t number) const { return picture(number).data(); }
  const std::uint8_t* blue(std::uint32_t number) const { return luma(number) + size.luma_bytes(); }
  const std::uint8_t* red(std::uint32_t number) const { return blue(number) + size.chroma_bytes(); }

  std::uint64_t digest_after(std::uint64_t before) const {
    const std::uint32_t facts[] = {size.width, size.height, pictures, rate_numerator, rate_denominator};
    return digest(samples.data(), samples.size(), digest(facts, sizeof facts, before));
  }
};

}  // namespace crossfade::workloads::video
