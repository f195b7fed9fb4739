#include "collector/measure/worker_meter.h"

#include <sys/resource.h>

#include "collector/measure/interference.h"

namespace crossfade::collector {
namespace {

std::uint64_t nanoseconds(const timeval& t) {
  return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(t.tv_usec) * 1000U;
}

rusage thread_usage() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage;
}

}  // namespace

void WorkerMeter::start() {
  before_.steal_ns = steal_ns(proc_root_, cpu_);
  before_.run_queue_wait_ns = run_queue_wait_ns(proc_root_);
  const rusage usage = thread_usage();
  before_.cpu_user_ns = nanoseconds(usage.ru_utime);
  before_.cpu_system_ns = nanoseconds(usage.ru_stime);
  if (counters_ != nullptr) counters_->start();
}

MeterReading WorkerMeter::stop() {
  if (counters_ != nullptr) counters_->stop();
  const rusage usage = thread_usage();
  MeterReading reading;
  reading.cpu_user_ns = nanoseconds(usage.ru_utime) - before_.cpu_user_ns;
  reading.cpu_system_ns = nanoseconds(usage.ru_stime) - before_.cpu_system_ns;
  reading.run_queue_wait_ns = difference(before_.run_queue_wait_ns, run_queue_wait_ns(proc_root_));
  reading.steal_ns = difference(before_.steal_ns, steal_ns(proc_root_, cpu_));
  if (counters_ != nullptr) reading.counters = counters_->readings();
  return reading;
}

}  // namespace crossfade::collector
