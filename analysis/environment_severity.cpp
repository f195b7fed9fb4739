#include "analysis/environment_severity.h"

#include <array>

namespace crossfade::analysis {
namespace {

using enum Severity;

struct Row {
  std::string_view prefix;
  Severity severity;
};

constexpr auto rows = std::to_array<Row>({
    {"cpu.", expected},
    {"cpu.governor", suspicious},
    {"cpu.boost", suspicious},
    {"cpu.no_turbo", suspicious},
    {"cpu.isolated", suspicious},
    {"clock.sources", expected},
    {"hypervisor.", expected},
    {"kernel.build", expected},    // the kernel rule says it
    {"kernel.release", expected},  // the kernel rule says it
    {"kernel.load_average", expected},
    {"limit.", expected},
    {"memory.available", expected},
    {"pmu.", expected},
    {"memory.swap", expected},
    {"memory.swappiness", suspicious},
    {"memory.total", expected},
    {"cgroup.cpuset.cpus.effective", expected},
    {"vulnerability.", expected},
});

}  // namespace

Severity environment_severity(std::string_view key) {
  const Row* best = nullptr;
  for (const Row& row : rows) {
    if (key.starts_with(row.prefix) && (best == nullptr || row.prefix.size() > best->prefix.size()))
      best = &row;
  }
  return best == nullptr ? suspicious : best->severity;
}

}  // namespace crossfade::analysis
