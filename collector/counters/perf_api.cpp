#include "collector/counters/perf_api.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace crossfade::collector {
namespace {

class KernelPerfApi final : public PerfApi {
 public:
  int open(perf_event_attr& attributes, int cpu, int group_fd) override {
    const pid_t thread = cpu == calling_thread ? 0 : -1;
    const long fd = ::syscall(SYS_perf_event_open, &attributes, thread, cpu, group_fd, PERF_FLAG_FD_CLOEXEC);
    return fd >= 0 ? static_cast<int>(fd) : -errno;
  }
  long read(int fd, void* buffer, std::size_t bytes) override {
    const ssize_t got = ::read(fd, buffer, bytes);
    return got >= 0 ? got : -errno;
  }
  int control(int fd, unsigned long request, void* argument) override {
    return ::ioctl(fd, request, argument) == 0 ? 0 : -errno;
  }
  void close(int fd) override { ::close(fd); }
};

}  // namespace

PerfApi& kernel_perf_api() {
  static KernelPerfApi api;
  return api;
}

}  // namespace crossfade::collector
