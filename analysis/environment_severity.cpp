#include "analysis/environment_severity.h"

#include <array>

namespace crossfade::analysis {
namespace {

using enum EnvironmentKind;

struct Row {
  std::string_view prefix;
  EnvironmentKind kind;
};

constexpr auto rows = std::to_array<Row>({
    {"build.", build},
    {"build.revision", detail},  // of no effect where the digests are equal
    {"cpu.", machine},
    {"cpu.governor", setting},
    {"cpu.boost", setting},
    {"cpu.no_turbo", setting},
    {"cpu.isolated", setting},
    {"clock.read_ns", moment},  // measured: never twice the same
    {"clock.sources", machine},
    {"hypervisor.", machine},
    {"kernel.build", detail},    // the kernel rule says it
    {"kernel.release", detail},  // the kernel rule says it
    {"kernel.load_average", moment},
    {"lab.", detail},  // study_rules() says what it means
    {"limit.", detail},
    {"memory.available", moment},
    {"memory.huge_page_size", machine},
    {"memory.huge_pages_of_all_sizes",
     detail},  // recordings before it would all differ, and nothing uses more
    {"pmu.", machine},
    {"pmu.mux_interval_ms", detail},  // coverage is graded by it
    {"memory.swap", detail},
    {"memory.swappiness", setting},
    {"memory.total", machine},
    {"cgroup.cpuset.cpus.effective", detail},
    {"vulnerability.", machine},
});

}  // namespace

EnvironmentKind environment_kind(std::string_view key) {
  const Row* best = nullptr;
  for (const Row& row : rows) {
    if (key.starts_with(row.prefix) && (best == nullptr || row.prefix.size() > best->prefix.size()))
      best = &row;
  }
  return best == nullptr ? setting : best->kind;
}

Severity environment_severity(EnvironmentKind kind) {
  return kind == setting || kind == build ? Severity::suspicious : Severity::expected;
}

}  // namespace crossfade::analysis
