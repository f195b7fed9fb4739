// Server: the server's side of one request: reads it, then sends the head and the range, as far as the socket
// takes it; advance() goes on where it stopped. The head is a record of its own. The range goes out in whole
// records: from the file by the kernel where that encrypts (sendfile), else read and encrypted here.
#pragma once

#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workloads/cdn_tls_send/connection.h"
#include "workloads/cdn_tls_send/delivery.h"
#include "workloads/failure.h"
#include "workloads/file_descriptor.h"
#include "workloads/memory_file.h"

namespace crossfade::workloads::cdn_tls_send {

class Server {
 public:
  Server(const MemoryFile& media, std::uint64_t media_bytes) : media_(media), media_bytes_(media_bytes) {}

  /// For the next request, on any connection.
  void expect() {
    arrived_ = waiting_ = 0;
    started_ = false;
    sent_ = 0;
    order_ = {};
  }

  /// Call it when the socket has something to read or room to write. would_block: the socket is full.
  Progress advance(const Connection& connection) {
    if (!started_ && !read_request(connection)) {
      return Progress::moved;
    }
    for (;;) {
      if (waiting_ > 0) {
        const int result = SSL_write(connection.server(), record_.data(), static_cast<int>(waiting_));
        if (Connection::progress(connection.server(), result, "SSL_write") == Progress::would_block) {
          return Progress::would_block;
        }
        waiting_ = 0;
      }
      if (sent_ == order_.bytes) {
        return Progress::moved;
      }
      if (connection.kernel_encrypts()) {
        if (send_from_file(connection) == Progress::would_block) {
          return Progress::would_block;
        }
      } else {
        fill_record();
      }
    }
  }

  bool done() const { return started_ && waiting_ == 0 && sent_ == order_.bytes; }
  /// As it read them from the request; and what it answered at the top.
  const Order& order() const { return order_; }
  std::string_view head() const { return {head_.data(), head_.size()}; }

 private:
  /// False if not all of it is there.
  bool read_request(const Connection& connection) {
    const int result = SSL_read(connection.server(), request_.data() + arrived_,
                                static_cast<int>(request_.size() - arrived_));
    if (Connection::progress(connection.server(), result, "SSL_read") == Progress::would_block) {
      return false;
    }
    arrived_ += static_cast<std::size_t>(result);
    const auto order = parse_request({request_.data(), arrived_}, media_bytes_);
    if (!order) {
      if (arrived_ == request_.size()) {
        throw wrong("the server does not understand the request", "another text arrived than was sent");
      }
      return false;
    }
    order_ = *order;
    started_ = true;
    write_head(order_, media_bytes_, head_.data());
    std::copy(head_.begin(), head_.end(), record_.begin());
    waiting_ = head_.size();
    return true;
  }

  Progress send_from_file(const Connection& connection) {
    constexpr std::uint64_t most_at_once = 256 << 10;  // 16 whole records
    const std::uint64_t bytes = std::min(order_.bytes - sent_, most_at_once);
    const ossl_ssize_t result = SSL_sendfile(connection.server(), media_.descriptor(),
                                             static_cast<off_t>(order_.offset + sent_), bytes, 0);
    if (result > 0) {
      sent_ += static_cast<std::uint64_t>(result);
    }
    return Connection::progress(connection.server(), static_cast<int>(result), "SSL_sendfile");
  }

  void fill_record() {
    const std::size_t bytes = std::min<std::uint64_t>(order_.bytes - sent_, record_.size());
    const ssize_t got =
        pread(media_.descriptor(), record_.data(), bytes, static_cast<off_t>(order_.offset + sent_));
    if (got != static_cast<ssize_t>(bytes)) {
      throw system_failure("cannot read the media", "pread");
    }
    sent_ += bytes;
    waiting_ = bytes;
  }

  const MemoryFile& media_;
  std::uint64_t media_bytes_;
  std::array<char, kRequestBytes> request_{};
  std::array<char, kHeadBytes> head_{};
  std::array<char, kRecordContentBytes> record_{};
  std::size_t arrived_ = 0;  ///< bytes of the request
  std::size_t waiting_ = 0;  ///< bytes of the record that libssl has not taken yet
  bool started_ = false;
  Order order_;
  std::uint64_t sent_ = 0;  ///< bytes of the range that were read from the file
};

}  // namespace crossfade::workloads::cdn_tls_send
