// Scene: a shot made from a seed: a camera pans over a texture in quarter samples, textured things move
// across it, the film has grain, the light fades. How hard it is to encode follows from one number, so that a
// set of shots can be spread from easy to hard as a catalogue is: x264 needs seven times the bytes for the
// hardest of nine that it needs for the easiest. Integer arithmetic only: the same bytes on every CPU.
//
// What it is not: real pictures. It has no faces, no text, no cuts; bring your own clips for those (y4m.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/video/clip.h"
#include "workloads/video/texture.h"

namespace crossfade::workloads::video {

/// A textured rectangle that crosses the picture and comes back at the other side.
struct Mover {
  std::int32_t x = 0, y = 0;            ///< of its corner in the first picture
  std::int32_t across = 0, down = 0;    ///< samples a picture
  std::uint32_t width = 0, height = 0;  ///< samples
  std::uint32_t texture_x = 0, texture_y = 0;
};

struct Scene {
  std::uint32_t contrast = 256, detail = 2;        ///< Texture
  std::int32_t pan_across = 0, pan_down = 0;       ///< quarter samples a picture
  std::uint32_t start_across = 0, start_down = 0;  ///< samples
  std::int32_t grain = 0;                          ///< largest deviation of a sample
  std::int32_t fade = 0;                           ///< of 256, a picture
  std::vector<Mover> movers;
};

/// hardness in [0, 1]: 0 is a still, clean shot, 1 fast, rich and grainy.
inline Scene draw_scene(Random& random, double hardness, PictureSize size) {
  // A square, because most of a catalogue is easy and the hard shots are much harder.
  const double squared = hardness * hardness;
  const auto scaled = [&](double least, double most) {
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): never negative, and without a library's rounding
    return static_cast<std::int32_t>(least + (most - least) * squared + 0.5);
  };
  const auto signed_speed = [&](std::int32_t most) {
    const auto speed = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(most) + 1));
    return random.below(2) == 0 ? speed : -speed;
  };
  Scene scene;
  scene.contrast = static_cast<std::uint32_t>(scaled(90, 256));
  scene.detail = static_cast<std::uint32_t>(scaled(1, 12));
  scene.pan_across = signed_speed(scaled(3, 36));
  scene.pan_down = signed_speed(scaled(1, 16));
  scene.start_across = static_cast<std::uint32_t>(random.below(Texture::kWidth));
  scene.start_down = static_cast<std::uint32_t>(random.below(Texture::kHeight));
  scene.grain = scaled(1, 16);
  scene.fade = random.below(3) == 0 ? 3 : 0;
  scene.movers.resize(static_cast<std::size_t>(scaled(1, 7)));
  for (Mover& mover : scene.movers) {
    mover.x = static_cast<std::int32_t>(random.below(size.width));
    mover.y = static_cast<std::int32_t>(random.below(size.height));
    mover.across = signed_speed(scaled(2, 14));
    mover.down = signed_speed(scaled(1, 8));
    mover.width = size.width / 24 + static_cast<std::uint32_t>(random.below(size.width / 8));
    mover.height = size.height / 16 + static_cast<std::uint32_t>(random.below(size.height / 5));
    mover.texture_x = static_cast<std::uint32_t>(random.below(Texture::kWidth));
    mover.texture_y = static_cast<std::uint32_t>(random.below(Texture::kHeight));
  }
  return scene;
}

/// Draws the pictures of one scene.
class SceneCamera {
 public:
  SceneCamera(Random& random, double hardness, PictureSize size)
      : scene_(draw_scene(random, hardness, size)),
        background_(random, scene_.contrast, scene_.detail),
        things_(random, 256, 4 + scene_.detail),
        size_(size) {
    for (std::int8_t& deviation : grain_) {
      // The sum of two has a peak in the middle, as grain has.
      const std::uint64_t one = random.below(128);
      const std::uint64_t other = random.below(128);
      const std::int32_t around_zero = static_cast<std::int32_t>(one + other) - 127;
      deviation = static_cast<std::int8_t>(around_zero * scene_.grain / 127);
    }
  }

  void draw(std::uint32_t number, std::span<std::uint8_t> picture) const {
    std::uint8_t* const luma = picture.data();
    const auto time = static_cast<std::int32_t>(number);
    pan(time, luma, size_.width, size_.height, 1);
    for (const Mover& mover : scene_.movers) {
      move(mover, time, luma);
    }
    light(number, luma);
    // Colours follow the light of the scene, one at half the camera's speed: hues are large and soft.
    std::uint8_t* const blue = luma + size_.luma_bytes();
    std::uint8_t* const red = blue + size_.chroma_bytes();
    pan(time, blue, size_.width / 2, size_.height / 2, 2);
    pan(time / 2 + 64, red, size_.width / 2, size_.height / 2, 2);
    for (std::size_t i = 0; i < 2 * size_.chroma_bytes(); ++i) {
      blue[i] = static_cast<std::uint8_t>(112 + blue[i] / 8);
    }
  }

 private:
  static constexpr std::size_t kGrains = 1u << 16;

  /// Bilinear between the four samples around a position in quarters; `step` samples of texture a sample.
  void pan(std::int32_t time, std::uint8_t* plane, std::uint32_t width, std::uint32_t height,
           std::uint32_t step) const {
    const auto at = [&](std::uint32_t start, std::int32_t speed) {
      return (start * 4 + static_cast<std::uint32_t>(time * speed)) & 0x3fffffffu;  // wraps as textures do
    };
    const std::uint32_t left = at(scene_.start_across, scene_.pan_across);
    const std::uint32_t top = at(scene_.start_down, scene_.pan_down);
    const std::uint32_t right_part = left & 3, lower_part = top & 3;
    for (std::uint32_t y = 0; y < height; ++y) {
      const std::uint8_t* const upper = background_.row(top / 4 + y * step);
      const std::uint8_t* const lower = background_.row(top / 4 + y * step + 1);
      for (std::uint32_t x = 0; x < width; ++x) {
        const std::uint32_t column = (left / 4 + x * step) & (Texture::kWidth - 1);
        const std::uint32_t next = (column + 1) & (Texture::kWidth - 1);
        const std::uint32_t above = upper[column] * (4 - right_part) + upper[next] * right_part;
        const std::uint32_t below = lower[column] * (4 - right_part) + lower[next] * right_part;
        plane[std::size_t{y} * width + x] =
            static_cast<std::uint8_t>((above * (4 - lower_part) + below * lower_part + 8) >> 4);
      }
    }
  }

  static std::uint32_t wrapped(std::int32_t position, std::uint32_t length) {
    const auto whole = static_cast<std::int32_t>(length);
    return static_cast<std::uint32_t>((position % whole + whole) % whole);
  }

  void move(const Mover& mover, std::int32_t time, std::uint8_t* luma) const {
    const std::uint32_t left = wrapped(mover.x + time * mover.across, size_.width);
    const std::uint32_t top = wrapped(mover.y + time * mover.down, size_.height);
    for (std::uint32_t y = 0; y < mover.height; ++y) {
      const std::uint8_t* const texture = things_.row(mover.texture_y + y);
      std::uint8_t* const line = luma + std::size_t{(top + y) % size_.height} * size_.width;
      for (std::uint32_t x = 0; x < mover.width; ++x) {
        std::uint8_t& sample = line[(left + x) % size_.width];
        const std::uint32_t thing = texture[(mover.texture_x + x) & (Texture::kWidth - 1)];
        sample = static_cast<std::uint8_t>((sample + 3 * thing) / 4);
      }
    }
  }

  /// Fade and grain; what is on a strip of film moves with no camera.
  void light(std::uint32_t number, std::uint8_t* luma) const {
    const std::int32_t brightness = std::max(96, 256 - scene_.fade * static_cast<std::int32_t>(number));
    for (std::uint32_t y = 0; y < size_.height; ++y) {
      const std::size_t from = mix(std::uint64_t{number} << 32 | y) % kGrains;
      std::uint8_t* const line = luma + std::size_t{y} * size_.width;
      for (std::uint32_t x = 0; x < size_.width; ++x) {
        const std::int32_t lit = (std::int32_t{line[x]} * brightness >> 8) + grain_[(from + x) % kGrains];
        line[x] = static_cast<std::uint8_t>(std::clamp(lit, 16, 235));
      }
    }
  }

  Scene scene_;
  Texture background_, things_;
  PictureSize size_;
  std::array<std::int8_t, kGrains> grain_{};
};

/// A clip of one scene.
inline Clip make_clip(std::uint64_t seed, std::uint64_t stream, double hardness, PictureSize size,
                      std::uint32_t pictures) {
  Random random(seed, stream);
  const SceneCamera camera(random, hardness, size);
  Clip clip(size, pictures);
  for (std::uint32_t number = 0; number < pictures; ++number) {
    camera.draw(number, clip.picture(number));
  }
  return clip;
}

}  // namespace crossfade::workloads::video
