#include "results/jail/descriptor_passing.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace crossfade::results::jail {
namespace {

constexpr std::size_t room = CMSG_SPACE(sizeof(int));

}  // namespace

bool send_message(int socket, SmallMessage message, int descriptor) {
  iovec part{&message, sizeof message};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, room> beside{};
  if (descriptor >= 0) {
    header.msg_control = beside.data();
    header.msg_controllen = beside.size();
    cmsghdr* const first = CMSG_FIRSTHDR(&header);
    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SCM_RIGHTS;
    first->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(first), &descriptor, sizeof descriptor);
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof message);
}

std::optional<ReceivedMessage> receive_message(int socket) {
  ReceivedMessage received;
  iovec part{&received.message, sizeof received.message};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, room> beside{};
  header.msg_control = beside.data();
  header.msg_controllen = beside.size();
  ssize_t got = 0;
  do {
    got = ::recvmsg(socket, &header, MSG_WAITALL | MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  if (const cmsghdr* const first = CMSG_FIRSTHDR(&header);
      first != nullptr && first->cmsg_type == SCM_RIGHTS && first->cmsg_len == CMSG_LEN(sizeof(int))) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(first), sizeof number);
    received.descriptor = file::Descriptor(number);
  }
  if (got != static_cast<ssize_t>(sizeof received.message)) return std::nullopt;
  return received;
}

SocketPair connected_sockets() {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
  return {file::Descriptor(ends[0]), file::Descriptor(ends[1])};
}

}  // namespace crossfade::results::jail
