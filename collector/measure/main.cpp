// crossfade-measure: internal program, started by crossfade-collect for every repetition. Loads one workload,
// measures it, and answers over the channel it was given. Links neither HDF5 nor anything that talks to a
// network.
#include <sys/resource.h>
#include <sys/socket.h>

#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>

#include "collector/counters/perf_api.h"
#include "collector/measure/parent_guard.h"
#include "collector/measure/session.h"
#include "collector/protocol/channel.h"
#include "results/error.h"

namespace {

using crossfade::results::Error;
using crossfade::results::ErrorKind;

int complain(const Error& error) {
  (void)std::fputs(crossfade::results::to_text(error, "crossfade-measure").c_str(), stderr);
  return crossfade::results::exit_code(error);
}

/// The N of "--channel-fd N", if that is all there is and N is a socket.
std::optional<int> channel_from(int count, char** arguments) {
  if (count != 3 || std::string_view(arguments[1]) != "--channel-fd") return std::nullopt;
  const std::string_view text = arguments[2];
  int fd = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), fd);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) return std::nullopt;
  return fd;
}

/// Every counter of every worker needs a descriptor.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  // If the kernel refuses, the counters that do not fit say so.
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

}  // namespace

int main(int count, char** arguments) {
  const auto fd = channel_from(count, arguments);
  if (!fd) {
    return complain({ErrorKind::usage, "this is an internal program of Crossfade", "crossfade-measure",
                     "it is started by crossfade-collect, which gives it --channel-fd and a socket",
                     "run 'crossfade-collect run' instead"});
  }
  if (!crossfade::collector::die_with_parent(*fd)) {
    return complain({ErrorKind::io, "cannot measure", "", "the program that started this one is gone",
                     "run 'crossfade-collect run' again"});
  }
  allow_many_descriptors();
  crossfade::collector::Channel channel(*fd);
  return crossfade::collector::run_session(channel, crossfade::collector::kernel_perf_api());
}
