// Codec: a Message to the payload of one frame and back. Payloads are CBOR objects (nlohmann-json); the frame
// type is the index of the variant. decode() believes nothing: missing or mistyped fields and out-of-range
// enumerations are errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "collector/protocol/messages.h"
#include "results/error.h"

namespace crossfade::collector {

std::uint16_t type_of(const Message& message);
std::vector<std::byte> encode(const Message& message);
results::Result<Message> decode(std::uint16_t type, std::span<const std::byte> payload);

}  // namespace crossfade::collector
