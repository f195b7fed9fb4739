#include "collector/protocol/real_time.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include <cerrno>
#include <system_error>
#include <thread>

#include "results/assertion.h"

namespace crossfade::collector {

results::Error real_time_refused(int why, unsigned long limit) {
  const bool not_permitted = why == EPERM;
  return {results::ErrorKind::unavailable, "cannot run the workers in real time", "--rt",
          not_permitted
              ? fmt::format("the kernel refuses SCHED_FIFO: this process has no CAP_SYS_NICE, its "
                            "RLIMIT_RTPRIO is {}, or its container allows no real time",
                            limit)
              : fmt::format("the kernel refuses SCHED_FIFO: {}", std::generic_category().message(why)),
          "run as root or with CAP_SYS_NICE, or raise the limit (ulimit -r 1; rtprio in "
          "/etc/security/limits.conf); or measure without --rt"};
}

results::Result<void> enter_real_time() {
  sched_param lowest{};
  lowest.sched_priority = ::sched_get_priority_min(SCHED_FIFO);
  const int refused = ::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &lowest);
  if (refused == 0) return {};
  rlimit limit{};
  if (::getrlimit(RLIMIT_RTPRIO, &limit) != 0) limit.rlim_cur = 0;
  return real_time_refused(refused, limit.rlim_cur);
}

void leave_real_time() {
  const sched_param ordinary{};
  const int refused = ::pthread_setschedparam(::pthread_self(), SCHED_OTHER, &ordinary);
  CF_ASSERT(refused == 0, "a thread may always lower its own scheduling class");
}

results::Result<void> check_real_time() {
  results::Result<void> outcome;
  std::thread([&outcome] { outcome = enter_real_time(); }).join();
  return outcome;
}

}  // namespace crossfade::collector
