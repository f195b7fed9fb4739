// Capability names: Linux capabilities as people know them, not as bits.
#pragma once

#include <cstdint>
#include <string>

namespace crossfade::collector {

/// Bit n = Linux capability n: "CAP_NET_ADMIN, CAP_SYS_ADMIN"; "none" for an empty mask.
std::string capability_names(std::uint64_t mask);

}  // namespace crossfade::collector
