// DurationText: a time for people: "350 ms", "42 s", "3 min 05 s", "2 h 10 min".
#pragma once

#include <cstdint>
#include <string>

namespace crossfade::collector {
std::string duration_text(std::uint64_t ns);
}  // namespace crossfade::collector
