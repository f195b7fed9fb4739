// UTC text: a time as ISO 8601 has it, to the second, "2026-03-01T12:00:00Z". Not local time.
#pragma once

#include <cstdint>
#include <string>

namespace crossfade::collector {

/// `unix_s`: seconds since 1970.
std::string utc_text(std::int64_t unix_s);

}  // namespace crossfade::collector
