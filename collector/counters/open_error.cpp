#include "collector/counters/open_error.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "collector/counters/perf_metrics.h"
#include "results/vocabulary/cloud_counters.h"
#include "results/vocabulary/raw_code.h"

namespace crossfade::collector {
namespace {

std::string no_such_event(const CounterEvent& event) {
  if (event.tier != results::CounterTier::hardware)
    return fmt::format("this kernel has no event {}", event.raw_event);
  return fmt::format("this machine shows its guests no hardware counters; {}",
                     results::where_counters_are_shown());
}

/// It counts what the core's other hyperthread does too.
bool is_of_both_threads(const CounterEvent& event) {
  return event.type == PERF_TYPE_RAW && results::decoded(event.config).any_thread;
}

std::string not_permitted(const CounterEvent& event, std::optional<int> paranoid, int cpu) {
  const bool of_cpu = cpu != calling_thread, of_both = is_of_both_threads(event);
  const int needed = of_cpu || of_both ? 0 : 1;
  const std::string what = of_cpu    ? " to count all that a CPU does"
                           : of_both ? fmt::format(": {} counts both hyperthreads of a core", event.raw_event)
                           : !event.takes_exclusions
                               ? fmt::format(": {} counts kernel space too or nothing", event.raw_event)
                               : "";
  if (paranoid && *paranoid <= needed)
    return fmt::format(
        "not permitted{}: kernel.perf_event_paranoid is {}, which allows it, so a security module or a "
        "sandbox refuses it; look for perf_event in its log ('ausearch -m avc' of SELinux) and allow it "
        "there, "
        "or measure without counters (--no-counters)",
        what, *paranoid);
  const std::string level = paranoid ? fmt::format("{}", *paranoid) : "unknown";
  return fmt::format(
      "not permitted{}: kernel.perf_event_paranoid is {}; run 'sysctl kernel.perf_event_paranoid={}', or "
      "'setcap "
      "cap_perfmon+ep' for both crossfade-collect, which tries the counters, and crossfade-measure",
      what, level, needed);
}

std::string too_large(const CounterEvent& event, const GroupSize& group) {
  return fmt::format(
      "{} does not fit beside the other events: the group needs {} counters, this machine has {} for it; "
      "name fewer (--event), let them take turns (--multiplex), or stop what else counts (another "
      "profiler, 'sysctl kernel.nmi_watchdog=0' and 1 again afterwards)",
      event.raw_event, group.needed, group.opened);
}

std::string does_not_fit(const CounterEvent& event, const std::optional<GroupSize>& group) {
  if (is_of_perf_metrics(event.metric) && event.metric != perf_metrics_leader)
    return fmt::format(
        "the kernel does not count {}: PERF_METRICS needs a group that the fixed slots counter leads, on a "
        "CPU that "
        "shows it",
        event.raw_event);
  if (event.tier == results::CounterTier::msr)
    return fmt::format("this kernel does not count {}, although it names it", event.raw_event);
  if (is_of_both_threads(event))
    return fmt::format(
        "{} counts both hyperthreads of a core, which the counters of this machine cannot (a guest's never "
        "can); name an event of one thread",
        event.raw_event);
  if (group && group->opens_alone) return too_large(event, *group);
  if (group)
    return fmt::format(
        "the kernel refuses the code of {}, with other events and alone: this CPU, or what its hypervisor "
        "shows of it, has no such event; name another (crossfade-report show --counters lists them)",
        recorded_name(event));
  return fmt::format(
      "{} does not fit beside the other events on this machine's counters; name fewer at once "
      "(crossfade-collect doctor says how many count)",
      event.raw_event);
}

}  // namespace

std::string why_not_opened(int error, const CounterEvent& event, std::optional<int> paranoid, int cpu,
                           std::optional<GroupSize> group) {
  switch (error) {
    case ENODEV:
      if (cpu != calling_thread)
        return fmt::format("CPU {} is offline: set it online, and measure again", cpu);
      return no_such_event(event);
    case ENOENT:
    case ENXIO:
      return no_such_event(event);
    case EOPNOTSUPP:
      return fmt::format("this CPU or virtual machine cannot count {}: it is left out", event.raw_event);
    case EACCES:
      return not_permitted(event, paranoid, cpu);
    case EPERM:
      return "the container's seccomp profile or capabilities forbid perf_event_open; run it with --cap-add "
             "PERFMON and a profile that allows the call";
    case EINVAL:
      return does_not_fit(event, group);
    case EMFILE:
      return "too few file descriptors: every event of every worker needs one; raise 'ulimit -Hn' "
             "(LimitNOFILE= of systemd, --ulimit nofile of a container), or measure with fewer workers "
             "(--threads) or without counters (--no-counters)";
    case ENFILE:
      return "the whole machine has no file descriptor left: stop what holds them, or run 'sysctl "
             "fs.file-max' with a higher number";
    case EINTR:
      return "a signal came before the counter was open; measure again, and find out what sends signals to "
             "crossfade-measure if it stays so";
    case EIO:
      return fmt::format(
          "the CPU or the hypervisor failed to set {} up; see what dmesg says of it, name other events "
          "(--event), or measure without counters (--no-counters)",
          event.raw_event);
    case EAGAIN:
      return "the kernel was short of something for a moment; measure again, and stop what else counts on "
             "this machine if it stays so";
    case ENOMEM:
      return "the kernel has no memory left for the counter; free some (also of the cgroup), or measure with "
             "fewer workers (--threads) or without counters (--no-counters)";
    case ENOSPC:
      return fmt::format("no hardware counter is free for {}; stop what else counts on this machine",
                         event.raw_event);
    case EBUSY:
      return "another profiler holds the counters; stop it";
    case E2BIG:
      return "this kernel is too old for the counter request; run a newer one";
    case ESRCH:
      return "the thread ended before its counters could be attached; measure again";
    case EBADF:
      return "the group of counters was closed before it was complete: a mistake of crossfade-measure; "
             "report it";
    case ENOSYS:
      return "this kernel is built without perf_event_open (CONFIG_PERF_EVENTS), or a sandbox hides it; "
             "measure "
             "on another kernel or outside the sandbox";
    default:
      return fmt::format(
          "perf_event_open failed: {}; see what dmesg says of it, or measure without counters "
          "(--no-counters)",
          std::generic_category().message(error));
  }
}

std::string why_not_scheduled(const CounterEvent& event) {
  return fmt::format(
      "{} was never scheduled: another profiler or the NMI watchdog holds the counters; stop the one, or run "
      "'sysctl kernel.nmi_watchdog=0' and 1 again afterwards",
      event.raw_event);
}

std::optional<int> paranoid_level(const std::string& proc_root) {
  std::ifstream file(proc_root + "/sys/kernel/perf_event_paranoid");
  int level = 0;
  if (file >> level) return level;
  return std::nullopt;
}

}  // namespace crossfade::collector
