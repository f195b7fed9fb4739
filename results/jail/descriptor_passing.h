// Descriptor passing: small messages between processes of one program over a local socket, each with at most
// one open file.
#pragma once

#include <cstdint>
#include <optional>

#include "results/file/descriptor.h"

namespace crossfade::results::jail {

struct SmallMessage {
  std::uint64_t kind = 0, value = 0;
};

struct ReceivedMessage {
  SmallMessage message;
  file::Descriptor descriptor;  ///< of the sender's file, if it sent one
};

/// `descriptor`: -1 = none. False if the other side is gone.
bool send_message(int socket, SmallMessage message, int descriptor = -1);
/// Waits. nullopt if the other side is gone, or sent something else.
std::optional<ReceivedMessage> receive_message(int socket);

/// Two ends that are connected; both invalid if there are no more.
struct SocketPair {
  file::Descriptor here, there;
};
SocketPair connected_sockets();

}  // namespace crossfade::results::jail
