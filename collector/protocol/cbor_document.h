// CBOR document: bytes to a JSON tree, with limits on depth and number of values, so that no payload can
// exhaust the stack or multiply into memory. Duplicate keys and trailing bytes are errors.
// Private to collector/protocol: the only header that names the JSON library (its forward declarations).
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>

#include "results/error.h"

namespace crossfade::collector {

inline constexpr std::size_t max_cbor_depth = 16;
inline constexpr std::size_t max_cbor_values = std::size_t{2} << 20;

results::Result<nlohmann::json> parse_cbor(std::span<const std::byte> bytes);

}  // namespace crossfade::collector
