// Channel: one end of the socketpair between orchestrator and measuring process. Frames are
//   magic u32 'CFfr' | version u16 | type u16 | length u32 | reserved u32 | XXH3-64 of the payload u64 |
//   payload
// little endian, length <= 64 MiB. Any violation is an error and the channel is of no further use.
// Owns the descriptor. Never raises SIGPIPE.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "collector/protocol/messages.h"
#include "results/error.h"

namespace crossfade::collector {

inline constexpr std::size_t max_payload_bytes = std::size_t{64} << 20;

class Channel {
 public:
  explicit Channel(int fd);
  Channel(Channel&& other) noexcept;
  Channel& operator=(Channel&& other) noexcept;
  ~Channel();

  /// Errors: io (the other side is gone), or a payload beyond the limit.
  results::Result<void> send(const Message& message);
  /// nullopt = nothing complete within `timeout`; part of a frame may have been taken in and the next call
  /// goes on. Errors: data (bad frame), io (end of stream: `why` says whether inside a frame).
  results::Result<std::optional<Message>> receive(std::chrono::milliseconds timeout);
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
  std::vector<std::byte> pending_;
};

}  // namespace crossfade::collector
