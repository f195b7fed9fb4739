#include "collector/protocol/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "collector/protocol/codec.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using Clock = std::chrono::steady_clock;

static_assert(std::endian::native == std::endian::little, "frames are little endian");

constexpr std::uint32_t magic = 0x72664643;  // "CFfr"
struct FrameHeader {
  std::uint32_t magic_number = magic;
  std::uint16_t version = protocol_version;
  std::uint16_t type = 0;
  std::uint32_t length = 0, reserved = 0;
  std::uint64_t digest = 0;
};
static_assert(sizeof(FrameHeader) == 24);

Error broken(std::string why) {
  return {ErrorKind::data, "cannot read from the other process", "channel", std::move(why),
          "use crossfade-collect and crossfade-measure of the same version"};
}
Error gone(const char* what, std::string why) {
  return {ErrorKind::io, what, "channel", std::move(why), "see why the other process ended"};
}
std::string errno_text(int number) {
  return std::generic_category().message(number);
}
std::uint64_t digest_of(std::span<const std::byte> payload) {
  return XXH3_64bits(payload.data(), payload.size());
}

/// Empty = the header is good.
std::string problem_of(const FrameHeader& header) {
  if (header.magic_number != magic) return "a frame does not begin with its magic number";
  if (header.version != protocol_version)
    return "it speaks protocol version " + std::to_string(header.version) + ", not " +
           std::to_string(protocol_version);
  if (header.length > max_payload_bytes) return "a frame claims " + std::to_string(header.length) + " bytes";
  if (header.reserved != 0) return "a reserved field of a frame is not zero";
  return {};
}

/// The first frame of `pending`, taken out of it; nullopt = not complete yet.
results::Result<std::optional<Message>> take_frame(std::vector<std::byte>& pending) {
  if (pending.size() < sizeof(FrameHeader)) return std::optional<Message>{};
  FrameHeader header;
  std::memcpy(&header, pending.data(), sizeof header);
  if (auto problem = problem_of(header); !problem.empty()) return broken(std::move(problem));
  const std::size_t whole = sizeof header + header.length;
  if (pending.size() < whole) return std::optional<Message>{};
  const std::span payload(pending.data() + sizeof header, header.length);
  if (digest_of(payload) != header.digest) return broken("the checksum of a frame is wrong");
  auto message = decode(header.type, payload);
  if (!message) return message.error();
  pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(whole));
  return std::optional<Message>(std::move(*message));
}

/// Waits for `events`; false = the deadline passed.
bool wait_for(int fd, short events, std::optional<Clock::time_point> deadline) {
  for (;;) {
    int timeout_ms = -1;
    if (deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      timeout_ms = static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
    }
    pollfd waiting{fd, events, 0};
    const int ready = ::poll(&waiting, 1, timeout_ms);
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return true;  // the read or write that follows says what is wrong
  }
}

}  // namespace

Channel::Channel(int fd) : fd_(fd) {}
Channel::Channel(Channel&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), pending_(std::move(other.pending_)) {}
Channel& Channel::operator=(Channel&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(pending_, other.pending_);
  return *this;
}
Channel::~Channel() {
  if (fd_ >= 0) ::close(fd_);
}

results::Result<void> Channel::send(const Message& message) {
  const std::vector<std::byte> payload = encode(message);
  if (payload.size() > max_payload_bytes) {
    return Error{ErrorKind::data, "cannot send a message", "channel",
                 "it has " + std::to_string(payload.size()) + " bytes, more than a frame may have",
                 "make the stage shorter or the workload's classes fewer"};
  }
  FrameHeader header;
  header.type = type_of(message);
  header.length = static_cast<std::uint32_t>(payload.size());
  header.digest = digest_of(payload);
  std::vector<std::byte> frame(sizeof header + payload.size());
  std::memcpy(frame.data(), &header, sizeof header);
  if (!payload.empty()) std::memcpy(frame.data() + sizeof header, payload.data(), payload.size());
  for (std::span<const std::byte> rest = frame; !rest.empty();) {
    const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      rest = rest.subspan(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_for(fd_, POLLOUT, std::nullopt);
    } else if (errno != EINTR) {
      return gone("cannot send to the other process", errno_text(errno));
    }
  }
  return {};
}

results::Result<std::optional<Message>> Channel::receive(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  std::array<std::byte, std::size_t{64} << 10> chunk;
  for (;;) {
    auto message = take_frame(pending_);
    if (!message || message->has_value()) return message;
    if (!wait_for(fd_, POLLIN, deadline)) return std::optional<Message>{};
    const ssize_t got = ::recv(fd_, chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (got > 0) {
      pending_.insert(pending_.end(), chunk.begin(), chunk.begin() + got);
    } else if (got == 0) {
      return gone("cannot read from the other process",
                  pending_.empty() ? "it closed its end" : "it ended inside a frame");
    } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
      return gone("cannot read from the other process", errno_text(errno));
    }
  }
}

}  // namespace crossfade::collector
