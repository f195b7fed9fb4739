#include "collector/counters/loss.h"

#include <fmt/format.h>

#include <system_error>

namespace crossfade::collector {

std::string to_text(const Loss& loss) {
  switch (loss.by) {
    case LostBy::nothing:
      return {};
    case LostBy::another:
      return "another profiler or the NMI watchdog took the counters (the kernel ended the pinned group): "
             "stop "
             "the one, or run 'sysctl kernel.nmi_watchdog=0' and 1 again afterwards";
    case LostBy::never_scheduled:
      return "they were never on the CPU, so another profiler or the NMI watchdog held it: stop the one, or "
             "run "
             "'sysctl kernel.nmi_watchdog=0' and 1 again afterwards";
    case LostBy::a_group_too_small:
      return "the kernel took the group of counters apart, as it does when a CPU goes offline: keep the CPUs "
             "of "
             "the run online";
    case LostBy::an_error:
      return fmt::format("the kernel refused to read or start the counters: {}; see what dmesg says of it",
                         std::generic_category().message(loss.error));
  }
  return {};
}

}  // namespace crossfade::collector
