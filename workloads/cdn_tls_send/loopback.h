// LoopbackPair: the two ends of one TCP connection over 127.0.0.1. A listening socket exists only while the
// pair is made, on a port that the kernel chose, and whoever else connects to it meanwhile is turned away.
// Both ends do not block and send at once (TCP_NODELAY); closed, they leave nothing behind (no TIME_WAIT).
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "workloads/failure.h"
#include "workloads/file_descriptor.h"

namespace crossfade::workloads::cdn_tls_send {

class LoopbackPair {
 public:
  /// Throws CF_UNSUPPORTED where the machine has no loopback, CF_FAILED for anything else.
  LoopbackPair() {
    const FileDescriptor listener(open_socket());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(bind(listener.number(), as_general(&address), sizeof address), "bind");
    check(listen(listener.number(), 1), "listen");
    address = local_address(listener.number());
    client_ = FileDescriptor(open_socket());
    check(connect(client_.number(), as_general(&address), sizeof address), "connect");
    const sockaddr_in own = local_address(client_.number());
    for (bool ours = false; !ours;) {
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      server_ = FileDescriptor(accept4(listener.number(), as_general(&peer), &size, SOCK_CLOEXEC));
      check(server_.number(), "accept");
      ours = peer.sin_port == own.sin_port && peer.sin_addr.s_addr == own.sin_addr.s_addr;
    }
    for (const int socket : {client_.number(), server_.number()}) {
      const int on = 1;
      const linger at_once{1, 0};
      check(setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt(TCP_NODELAY)");
      check(setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "setsockopt(SO_LINGER)");
      check(fcntl(socket, F_SETFL, O_NONBLOCK), "fcntl(O_NONBLOCK)");
    }
  }

  int client() const { return client_.number(); }
  int server() const { return server_.number(); }

 private:
  static sockaddr* as_general(sockaddr_in* address) { return reinterpret_cast<sockaddr*>(address); }

  static int open_socket() {
    const int number = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(number, "socket");
    return number;
  }

  static sockaddr_in local_address(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    check(getsockname(socket, as_general(&address), &size), "getsockname");
    return address;
  }

  static void check(int result, const char* call) {
    if (result >= 0) {
      return;
    }
    const int reason = errno;
    Failure failure{CF_FAILED,
                    "cannot make a TCP connection to this machine itself",
                    std::string(call) + " on 127.0.0.1",
                    std::strerror(reason),
                    {}};
    if (reason == ENETUNREACH || reason == EADDRNOTAVAIL) {
      failure.status = CF_UNSUPPORTED;
      failure.remedy = "switch the loopback device on: ip link set lo up";
    }
    throw failure;
  }

  FileDescriptor client_, server_;
};

}  // namespace crossfade::workloads::cdn_tls_send
