// Clocks: nanoseconds of CLOCK_MONOTONIC and of the calling thread's CPU time.
#pragma once

#include <cstdint>
#include <ctime>

namespace crossfade::collector {

inline std::int64_t read_clock_ns(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

/// 24-26 ns.
inline std::int64_t monotonic_ns() {
  return read_clock_ns(CLOCK_MONOTONIC);
}
/// A system call: about 0.5 us, never on the request path.
inline std::int64_t thread_cpu_ns() {
  return read_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

}  // namespace crossfade::collector
