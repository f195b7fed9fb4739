#include "collector/duration_text.h"

#include <fmt/format.h>

namespace crossfade::collector {

std::string duration_text(std::uint64_t ns) {
  const std::uint64_t ms = (ns + 500'000) / 1'000'000, s = (ms + 500) / 1000;
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
}

}  // namespace crossfade::collector
