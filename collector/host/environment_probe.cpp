#include "collector/host/environment_probe.h"

#include <gnu/libc-version.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <system_error>

#include "collector/host/container.h"
#include "collector/host/own_cgroup.h"
#include "collector/host/pseudo_file.h"

#ifndef CROSSFADE_BUILD_FLAGS
#define CROSSFADE_BUILD_FLAGS "unknown"
#endif

namespace crossfade::collector {
namespace {

using results::EnvironmentFact;
using std::string_view;

std::string whole(string_view text) {
  return std::string(text);
}

/// "always [madvise] never" -> "madvise"
std::string selected(string_view text) {
  const auto open = text.find('['), close = text.find(']');
  if (open == string_view::npos || close == string_view::npos || close < open) return std::string(text);
  return std::string(text.substr(open + 1, close - open - 1));
}

/// Only parameters that change how fast code runs; the rest of a command line may name disks and keys.
std::string relevant_parameters(string_view text) {
  static constexpr auto known = std::to_array<string_view>({"mitigations",
                                                            "spectre_v2",
                                                            "spec_store_bypass_disable",
                                                            "l1tf",
                                                            "mds",
                                                            "tsx",
                                                            "tsx_async_abort",
                                                            "retbleed",
                                                            "srso",
                                                            "pti",
                                                            "nopti",
                                                            "nosmt",
                                                            "isolcpus",
                                                            "nohz",
                                                            "nohz_full",
                                                            "rcu_nocbs",
                                                            "intel_pstate",
                                                            "amd_pstate",
                                                            "cpuidle.off",
                                                            "idle",
                                                            "processor.max_cstate",
                                                            "intel_idle.max_cstate",
                                                            "clocksource",
                                                            "tsc",
                                                            "transparent_hugepage",
                                                            "hugepages",
                                                            "hugepagesz",
                                                            "default_hugepagesz",
                                                            "numa_balancing",
                                                            "preempt",
                                                            "skew_tick",
                                                            "highres",
                                                            "nmi_watchdog",
                                                            "nowatchdog",
                                                            "mem_encrypt",
                                                            "iommu",
                                                            "threadirqs",
                                                            "noautogroup"});
  std::istringstream words{std::string(text)};
  std::string kept;
  for (std::string word; words >> word;) {
    const string_view name = string_view(word).substr(0, word.find('='));
    if (std::find(known.begin(), known.end(), name) == known.end()) continue;
    if (!kept.empty()) kept += ' ';
    kept += word;
  }
  return kept.empty() ? "none of those that matter" : kept;
}

std::string memory_total(string_view text) {
  return value_of_key(text, "MemTotal");
}
std::string memory_available(string_view text) {
  return value_of_key(text, "MemAvailable");
}
std::string swap_total(string_view text) {
  return value_of_key(text, "SwapTotal");
}
std::string huge_page_size(string_view text) {
  return value_of_key(text, "Hugepagesize");
}
std::string huge_pages_of_all_sizes(string_view text) {
  return value_of_key(text, "Hugetlb");
}
std::string distribution(string_view text) {
  return value_of_key(text, "PRETTY_NAME");
}

struct Row {
  string_view key, path;
  std::string (*reading)(string_view text);
};

constexpr auto rows = std::to_array<Row>({
    {"distribution", "/etc/os-release", distribution},
    {"kernel.release", "/proc/sys/kernel/osrelease", whole},
    {"kernel.build", "/proc/sys/kernel/version", whole},
    {"kernel.parameters", "/proc/cmdline", relevant_parameters},
    {"kernel.randomize_va_space", "/proc/sys/kernel/randomize_va_space", whole},
    {"kernel.sched_autogroup_enabled", "/proc/sys/kernel/sched_autogroup_enabled", whole},
    {"kernel.perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid", whole},
    {"kernel.nmi_watchdog", "/proc/sys/kernel/nmi_watchdog", whole},
    {"kernel.numa_balancing", "/proc/sys/kernel/numa_balancing", whole},
    {"kernel.load_average", "/proc/loadavg", whole},
    {"cpu.governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", whole},
    {"cpu.frequency_driver", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", whole},
    {"cpu.boost", "/sys/devices/system/cpu/cpufreq/boost", whole},
    {"cpu.no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo", whole},
    {"cpu.idle_driver", "/sys/devices/system/cpu/cpuidle/current_driver", whole},
    {"cpu.smt_active", "/sys/devices/system/cpu/smt/active", whole},
    {"cpu.online", "/sys/devices/system/cpu/online", whole},
    {"cpu.isolated", "/sys/devices/system/cpu/isolated", whole},
    {"clock.source", "/sys/devices/system/clocksource/clocksource0/current_clocksource", whole},
    {"clock.sources", "/sys/devices/system/clocksource/clocksource0/available_clocksource", whole},
    {"memory.total", "/proc/meminfo", memory_total},
    {"memory.available", "/proc/meminfo", memory_available},
    {"memory.swap", "/proc/meminfo", swap_total},
    {"memory.transparent_hugepage", "/sys/kernel/mm/transparent_hugepage/enabled", selected},
    {"memory.transparent_hugepage_defrag", "/sys/kernel/mm/transparent_hugepage/defrag", selected},
    {"memory.huge_pages", "/proc/sys/vm/nr_hugepages", whole},
    {"memory.huge_page_size", "/proc/meminfo", huge_page_size},
    {"memory.huge_pages_of_all_sizes", "/proc/meminfo", huge_pages_of_all_sizes},
    {"memory.overcommit", "/proc/sys/vm/overcommit_memory", whole},
    {"memory.swappiness", "/proc/sys/vm/swappiness", whole},
    {"hypervisor.type", "/sys/hypervisor/type", whole},
    {"pmu.mux_interval_ms", "/sys/bus/event_source/devices/cpu/perf_event_mux_interval_ms", whole},
});

constexpr auto vulnerabilities = std::to_array<string_view>(
    {"gather_data_sampling", "indirect_target_selection", "itlb_multihit", "l1tf", "mds", "meltdown",
     "mmio_stale_data", "reg_file_data_sampling", "retbleed", "spec_rstack_overflow", "spec_store_bypass",
     "spectre_v1", "spectre_v2", "srbds", "tsa", "tsx_async_abort", "vmscape"});

EnvironmentFact fact_of(const std::filesystem::path& root, std::string key, const std::string& path,
                        std::string (*reading)(string_view)) {
  const PseudoFile file = read_pseudo_file(root, path);
  if (!file) return {std::move(key), {}, file.absent_because};
  std::string value = reading(file.text);
  if (value.empty()) return {std::move(key), {}, path + ": does not say"};
  return {std::move(key), std::move(value), {}};
}

EnvironmentFact cgroup_fact(const char* limit, const PseudoFile& file, string_view no_file_because) {
  EnvironmentFact fact{"cgroup." + std::string(limit), file.text, {}};
  // Not the file's own reason: the path would name services and containers.
  if (!file) fact.absent_because = no_file_because;
  if (fact.value.empty() && fact.absent_because.empty()) fact.absent_because = "empty";
  return fact;
}

/// Of a controller that no cgroup has there is no file.
PseudoFile limit_file(const std::filesystem::path& root, const OwnCgroup& own, const char* of_version_2,
                      const char* of_version_1) {
  if (own.version == 0) return {{}, "no cgroup"};
  return read_pseudo_file(root, own.folder + (own.version == 2 ? of_version_2 : of_version_1));
}

string_view why_no_file(const OwnCgroup& own) {
  return own.version == 0 ? "the kernel names no cgroup" : limit_not_set;
}

/// "50000 100000" or "max 100000", as version 2 writes the CPU time allowed in each period, both in us.
EnvironmentFact cpu_limit(const std::filesystem::path& root) {
  const OwnCgroup own = own_cgroup(root, "cpu");
  PseudoFile file = limit_file(root, own, "/cpu.max", "/cpu.cfs_quota_us");
  if (own.version == 1) {
    const PseudoFile period = read_pseudo_file(root, own.folder + "/cpu.cfs_period_us");
    if (!period) file = period;
    if (file) file.text = (file.text.starts_with("-") ? "max" : file.text) + " " + period.text;
    return cgroup_fact("cpu.max", file, "the cgroup (version 1) of this process is not mounted here");
  }
  // The top has no such file. Where there is no cpu.stat either, nothing is mounted that could say.
  std::error_code error;
  const bool mounted =
      own.version == 0 || std::filesystem::exists(root / (own.folder + "/cpu.stat").substr(1), error);
  return cgroup_fact("cpu.max", file,
                     mounted ? why_no_file(own) : "the cgroup of this process is not mounted here");
}

/// "max" or bytes.
EnvironmentFact memory_limit(const std::filesystem::path& root) {
  const OwnCgroup own = own_cgroup(root, "memory");
  PseudoFile file = limit_file(root, own, "/memory.max", "/memory.limit_in_bytes");
  // Version 1 has no word for none: it is the largest number of pages there can be, of 19 digits.
  constexpr std::size_t none_digits = 19;
  if (own.version == 1 && file.text.size() >= none_digits) file.text = "max";
  return cgroup_fact("memory.max", file, why_no_file(own));
}

EnvironmentFact cpus_allowed(const std::filesystem::path& root) {
  const OwnCgroup own = own_cgroup(root, "cpuset");
  return cgroup_fact("cpuset.cpus.effective",
                     limit_file(root, own, "/cpuset.cpus.effective", "/cpuset.effective_cpus"),
                     why_no_file(own));
}

std::string limit_text(rlim_t limit) {
  return limit == RLIM_INFINITY ? "unlimited" : std::to_string(limit);
}

void add_limit(std::vector<EnvironmentFact>& facts, const char* key, __rlimit_resource resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) == 0) facts.push_back({key, limit_text(limit.rlim_cur), {}});
}

void add_program(std::vector<EnvironmentFact>& facts) {
  facts.push_back({"program.libc", std::string("glibc ") + gnu_get_libc_version(), {}});
  facts.push_back({"program.compiler", "gcc " __VERSION__, {}});
  facts.push_back({"program.build_flags", CROSSFADE_BUILD_FLAGS, {}});
  add_limit(facts, "limit.open_files", RLIMIT_NOFILE);
  add_limit(facts, "limit.locked_memory_bytes", RLIMIT_MEMLOCK);
  add_limit(facts, "limit.realtime_priority", RLIMIT_RTPRIO);
}

}  // namespace

std::vector<EnvironmentFact> probe_environment(const std::filesystem::path& root, const CpuIdentity& cpu) {
  std::vector<EnvironmentFact> facts;
  facts.reserve(64);
  for (const Row& row : rows) {
    facts.push_back(fact_of(root, std::string(row.key), std::string(row.path), row.reading));
  }
  for (const string_view name : vulnerabilities) {
    facts.push_back(fact_of(root, "vulnerability." + std::string(name),
                            "/sys/devices/system/cpu/vulnerabilities/" + std::string(name), whole));
  }
  facts.push_back(
      {"cpu.microcode", cpu.microcode, cpu.microcode.empty() ? "/proc/cpuinfo: does not say" : ""});
  for (const auto limit : {cpu_limit, memory_limit, cpus_allowed}) facts.push_back(limit(root));
  const std::string container = container_of(root);
  facts.push_back({"container", container.empty() ? "none detected" : container, {}});
  add_program(facts);
  return facts;
}

}  // namespace crossfade::collector
