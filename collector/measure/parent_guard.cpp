#include "collector/measure/parent_guard.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace crossfade::collector {

bool die_with_parent(int channel_fd) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(channel_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  // Between fork and prctl the parent may have ended; then another process has adopted this one. A pair that
  // was made in another PID namespace shows pid 0: nothing to compare.
  return peer.pid == 0 || peer.pid == ::getppid();
}

}  // namespace crossfade::collector
