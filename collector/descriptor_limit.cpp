#include "collector/descriptor_limit.h"

#include <fmt/format.h>

#include <algorithm>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// Of the measuring process itself and of its workload: sockets, data files, libraries.
constexpr std::uint64_t besides = 256;

}  // namespace

std::uint64_t descriptors_needed(std::uint64_t workers, std::uint64_t events) {
  return workers * events + besides;
}

Result<rlimit> raised_limit(rlimit now, std::uint64_t workers, std::uint64_t events) {
  const std::uint64_t needed = descriptors_needed(workers, events);
  if (now.rlim_max != RLIM_INFINITY && now.rlim_max < needed) {
    return Error{
        ErrorKind::unavailable, "cannot count on all workers",
        fmt::format("the limit of open files is {} (ulimit -Hn)", now.rlim_max),
        fmt::format("{} events on each of {} worker{} need {} file descriptors, others included", events,
                    workers, workers == 1 ? "" : "s", needed),
        fmt::format("raise it (ulimit -Hn {}, LimitNOFILE= of systemd, --ulimit nofile of a container), "
                    "use fewer workers (--threads), or count nothing (--no-counters)",
                    needed)};
  }
  if (now.rlim_cur != RLIM_INFINITY) now.rlim_cur = std::max<rlim_t>(now.rlim_cur, needed);
  return now;
}

Result<void> raise_descriptor_limit(std::uint64_t workers, std::uint64_t events) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};  // then there is nothing to go by
  const auto raised = raised_limit(limit, workers, events);
  if (!raised) return raised.error();
  if (raised->rlim_cur != limit.rlim_cur) (void)::setrlimit(RLIMIT_NOFILE, &*raised);
  return {};
}

}  // namespace crossfade::collector
