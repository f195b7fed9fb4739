// Viewer: the client's side of one request. On a connection that only drains, the kernel drops what arrived
// (MSG_TRUNC: no copy, no decryption) and the bytes on the wire are counted; otherwise what arrives is
// decrypted and kept. Viewers' own work should not weigh on what is measured, which is the server: timed
// requests are drained, and verification reads, on a connection of its own.
#pragma once

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "workloads/cdn_tls_send/connection.h"
#include "workloads/cdn_tls_send/delivery.h"
#include "workloads/failure.h"
#include "workloads/file_descriptor.h"

namespace crossfade::workloads::cdn_tls_send {

/// Of head and range, each in records of its own.
constexpr std::uint64_t wire_bytes(std::uint64_t range_bytes) {
  const std::uint64_t records = (range_bytes + kRecordContentBytes - 1) / kRecordContentBytes;
  return kHeadBytes + kRecordExtraBytes + range_bytes + records * kRecordExtraBytes;
}

class Viewer {
 public:
  explicit Viewer(std::size_t most_range_bytes) : kept_(kHeadBytes + most_range_bytes) {}

  void ask(const Connection& connection, const std::string& request, std::uint64_t range_bytes, bool reads) {
    reads_ = reads;
    arrived_ = 0;
    expected_ = reads ? kHeadBytes + range_bytes : wire_bytes(range_bytes);
    const int result = SSL_write(connection.client(), request.data(), static_cast<int>(request.size()));
    if (Connection::progress(connection.client(), result, "SSL_write") != Progress::moved) {
      throw Failure{
          CF_FAILED, "a request does not fit into an idle socket", "SSL_write", "it would block", {}};
    }
  }

  /// Takes all that is there.
  void take(const Connection& connection) {
    while (reads_ ? read_some(connection) : drain_some(connection)) {
    }
    if (arrived_ > expected_) {
      throw wrong("more arrives than was asked for", amounts());
    }
  }

  bool done() const { return arrived_ == expected_; }
  /// Bytes on the wire, or, if it reads, without TLS.
  std::uint64_t arrived() const { return arrived_; }
  std::string amounts() const {
    return std::to_string(arrived_) + " bytes instead of " + std::to_string(expected_);
  }

  /// What was read last, on a connection that reads.
  std::span<const std::byte> head() const { return std::span(kept_).first(kHeadBytes); }
  std::span<const std::byte> range(std::size_t bytes) const {
    return std::span(kept_).subspan(kHeadBytes, bytes);
  }

 private:
  bool read_some(const Connection& connection) {
    if (arrived_ == kept_.size()) {
      return false;
    }
    const int result =
        SSL_read(connection.client(), kept_.data() + arrived_, static_cast<int>(kept_.size() - arrived_));
    if (Connection::progress(connection.client(), result, "SSL_read") == Progress::would_block) {
      return false;
    }
    arrived_ += static_cast<std::uint64_t>(result);
    return true;
  }

  bool drain_some(const Connection& connection) {
    // Nothing is written there: the size is how much may be dropped at once.
    const ssize_t result =
        recv(connection.client_socket(), kept_.data(), kept_.size(), MSG_TRUNC | MSG_DONTWAIT);
    if (result > 0) {
      arrived_ += static_cast<std::uint64_t>(result);
      return true;
    }
    if (result < 0 && (errno == EAGAIN || errno == EINTR)) {
      return errno == EINTR;
    }
    if (result == 0) {
      throw wrong("the server closed the connection", amounts());
    }
    throw system_failure("cannot receive from the server", "recv");
  }

  std::vector<std::byte> kept_;
  std::uint64_t arrived_ = 0, expected_ = 0;
  bool reads_ = false;
};

}  // namespace crossfade::workloads::cdn_tls_send
