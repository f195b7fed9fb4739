// Perf API: the four system calls behind performance counters, as an interface, so that tests can play any
// kernel, any refusal and any counter.
#pragma once

#include <cstddef>

struct perf_event_attr;

namespace crossfade::collector {

/// Instead of a CPU: whatever the calling thread does, on every CPU.
inline constexpr int calling_thread = -1;

class PerfApi {
 public:
  virtual ~PerfApi() = default;
  /// Counts the calling thread, or that CPU whatever runs on it. group_fd -1 = leader of a new group. The
  /// descriptor, or -errno.
  virtual int open(perf_event_attr& attributes, int cpu, int group_fd) = 0;
  /// Number of bytes read, or -errno.
  virtual long read(int fd, void* buffer, std::size_t bytes) = 0;
  /// ioctl; 0 or -errno.
  virtual int control(int fd, unsigned long request, void* argument) = 0;
  virtual void close(int fd) = 0;
};

/// The real one. Stateless: any number of threads may use it.
PerfApi& kernel_perf_api();

}  // namespace crossfade::collector
