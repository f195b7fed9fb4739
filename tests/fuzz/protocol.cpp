// Fuzzes the protocol between orchestrator and measuring process. The first byte is the type of a message;
// the rest is its payload, or, where the highest bit is set, changes to the payload of a good one: two bytes
// where, one byte what. What is understood says the same when it is said again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "collector/protocol/codec.h"
#include "tests/protocol/sample_messages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crossfade::collector;
  if (size == 0) return 0;
  static const std::vector<Message> good = sample_messages();
  std::uint16_t type = data[0] % 16;
  const std::span given = std::as_bytes(std::span(data, size)).subspan(1);
  std::vector<std::byte> payload(given.begin(), given.end());
  if (data[0] >= 0x80) {
    const Message& message = good[type % good.size()];
    type = type_of(message);
    payload = encode(message);
    for (std::size_t i = 0; i + 3 <= given.size() && !payload.empty(); i += 3) {
      const auto at =
          std::to_integer<std::size_t>(given[i]) << 8U | std::to_integer<std::size_t>(given[i + 1]);
      payload[at % payload.size()] = given[i + 2];
    }
  }
  const auto message = decode(type, payload);
  if (!message) return 0;
  const auto said = encode(*message);
  const auto again = decode(type_of(*message), said);
  if (type_of(*message) != type || !again || encode(*again) != said) std::abort();
  return 0;
}
