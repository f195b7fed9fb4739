// Palette: the colours that window (gui/theme) and HTML pages share, light and dark, as 0xRRGGBB. Blue is
// better and orange worse: Okabe and Ito's, which colour-blind readers tell apart. Colour is never alone.
#pragma once

#include <cstdint>

namespace crossfade::analysis {

struct Palette {
  std::uint32_t base, text, muted_text, line;
  std::uint32_t better_ground, worse_ground;  ///< tints behind text, at full strength
  std::uint32_t better_mark, worse_mark;      ///< points and bars of charts: at least 3:1 on `base`
};

inline constexpr Palette light_palette{0xffffff, 0x1b1b1d, 0x5c5c62, 0xc4c4c8,
                                       0x4f9ccc, 0xe8965a, 0x0072b2, 0xd55e00};
inline constexpr Palette dark_palette{0x202124, 0xf0f0f2, 0xb4b4bb, 0x4a4b51,
                                      0x0b5f96, 0x96491a, 0x4ba3dd, 0xe8793a};

}  // namespace crossfade::analysis
