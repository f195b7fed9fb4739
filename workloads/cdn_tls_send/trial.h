// A delivery by way of trial, before anything is measured: does a range arrive in exactly the bytes that
// records of 16 KiB make? libssl cuts records so; a kernel that encrypts may cut them otherwise when a socket
// is full, and then bytes on the wire say nothing. It takes turns between both sides, without an event loop.
#pragma once

#include <poll.h>

#include <cstdint>

#include "workloads/cdn_tls_send/connection.h"
#include "workloads/cdn_tls_send/delivery.h"
#include "workloads/cdn_tls_send/server.h"
#include "workloads/cdn_tls_send/viewer.h"
#include "workloads/failure.h"

namespace crossfade::workloads::cdn_tls_send {

/// False if other bytes come than a range of `expected_range_bytes` makes, or none for `patience_ms` after
/// the server has sent all.
inline bool arrives_exactly(const Connection& connection, Server& server, Viewer& viewer, const Order& order,
                            std::uint64_t expected_range_bytes, int patience_ms = 1000) {
  server.expect();
  viewer.ask(connection, request_text(order), expected_range_bytes, false);
  try {
    while (!viewer.done() || !server.done()) {
      if (server.done()) {
        pollfd arrival{connection.client_socket(), POLLIN, 0};
        if (poll(&arrival, 1, patience_ms) == 0) {
          return false;
        }
      } else {
        server.advance(connection);
      }
      viewer.take(connection);
    }
  } catch (const Failure& failure) {
    if (failure.status == CF_WRONG) {
      return false;
    }
    throw;
  }
  return true;
}

}  // namespace crossfade::workloads::cdn_tls_send
