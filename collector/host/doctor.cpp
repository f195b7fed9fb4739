#include "collector/host/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "collector/host/clock_read_cost.h"
#include "collector/host/counter_checks.h"
#include "collector/host/cpu_list.h"
#include "collector/host/doctor_answers.h"
#include "collector/host/environment_probe.h"
#include "collector/host/hypervisor_name.h"
#include "collector/host/known_fact.h"
#include "collector/host/own_cgroup.h"
#include "results/text_layout.h"
#include "results/vocabulary/atlas.h"
#include "results/vocabulary/rule.h"

namespace crossfade::collector {
namespace {

using std::string_view;
using enum CheckLevel;

constexpr double mib = 1024.0 * 1024.0;

Check cpu(const DoctorFacts& facts) {
  const CpuIdentity& c = facts.host.cpu;
  if (c.vendor.empty()) return {"cpu", "CPU", warning, "unknown: " + c.absent_because, "mount /proc"};
  Check check{"cpu",
              "CPU",
              ok,
              fmt::format("{} ({}, family/model/stepping {})", c.model_name,
                          c.microarchitecture.empty() ? "unknown microarchitecture" : c.microarchitecture,
                          c.family_model_stepping),
              {}};
  if (c.microarchitecture.empty()) {
    check.level = note;
    check.remedy =
        "measured all the same; comparisons cannot say which CPU generation it is, and no hardware event is "
        "counted: name codes of your CPU's manual by hand (run --event perf_raw::rUUEE)";
  }
  return check;
}

std::vector<std::uint32_t> numbers_of(const std::vector<results::Cpu>& cpus) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(cpus.size());
  for (const results::Cpu& cpu : cpus) numbers.push_back(cpu.cpu);
  return numbers;
}

Check vcpus(const DoctorFacts& facts) {
  const Topology& t = facts.host.topology;
  if (t.cpus.empty()) return {"vcpus", "vCPUs", blocking, "none can be used", "check that /sys is mounted"};
  std::string value = fmt::format("{} on {} core{}, {} L3 group{}, {} NUMA node{}: ", t.vcpus(), t.cores,
                                  t.cores == 1 ? "" : "s", t.l3_groups, t.l3_groups == 1 ? "" : "s",
                                  t.numa_nodes, t.numa_nodes == 1 ? "" : "s");
  value +=
      t.threads_per_core > 1 ? "a vCPU is a hyperthread" : "a vCPU is a core, as far as this machine is told";
  if (const std::string left_out = left_out_text(numbers_of(t.cpus), fact(facts, "cpu.online").value);
      !left_out.empty()) {
    return {"vcpus", "vCPUs", note, value + "; " + left_out,
            "measured are these alone; for the whole machine run without taskset and with the cpuset of all "
            "CPUs"};
  }
  return {"vcpus", "vCPUs", ok, std::move(value), {}};
}

std::string cache_size(std::uint64_t bytes) {
  if (bytes == 0) return "not shown";
  const double mib_size = static_cast<double>(bytes) / mib;
  return mib_size < 1 ? fmt::format("{} KiB", bytes / 1024) : fmt::format("{:g} MiB", mib_size);
}

Check caches(const DoctorFacts& facts) {
  const Topology& t = facts.host.topology;
  std::string value = fmt::format("L1d {}, L2 {}, L3 {}", cache_size(t.l1d_bytes), cache_size(t.l2_bytes),
                                  cache_size(t.l3_bytes));
  if (t.l3_bytes != 0)
    value += t.l3_groups > 1 ? fmt::format(" in each of {} groups", t.l3_groups)
                             : "; a guest may be shown an L3 whole that it shares with others";
  return {"caches", "caches", ok, std::move(value), {}};
}

Check hypervisor(const DoctorFacts& facts) {
  const Known signature = fact(facts, "hypervisor.signature");
  return {"hypervisor",
          "hypervisor",
          ok,
          signature.value.empty() ? or_hidden(signature) : hypervisor_name(signature.value),
          {}};
}

Check instance(const DoctorFacts& facts) {
  const InstanceIdentity& i = facts.host.instance;
  if (i.instance_type.empty()) {
    return {"instance", "instance type", note, or_unknown(i.instance_type_source),
            "state it: --instance-type TYPE, here and to run (there with --provider NAME)"};
  }
  Check check{
      "instance", "instance type", ok, fmt::format("{} ({})", i.instance_type, i.instance_type_source), {}};
  const auto known = results::find_instance_type(i.instance_type);
  const std::uint32_t vcpus = facts.host.topology.machine.vcpus;
  if (!known) {
    const auto near = results::nearest_instance_types(i.instance_type, 3);
    check.level = note;
    check.value += ": the atlas has no such type";
    if (!near.empty()) check.remedy = fmt::format("if it is misspelt: near it are {}", fmt::join(near, ", "));
  } else if (vcpus > 0 && known->vcpus && *known->vcpus != vcpus) {
    check.level = note;
    check.value += fmt::format(": it has {} vCPUs, and this machine {}", *known->vcpus, vcpus);
    check.remedy = "state another, unless CPUs were left offline on purpose";
  }
  return check;
}

Check host_identity(const DoctorFacts& facts) {
  if (facts.host.host_id.id.empty()) {
    return {"host-id", "host id", note, or_unknown(facts.host.host_id.source),
            "state a name: run --host-id NAME; without one, recordings cannot be told to be of one host"};
  }
  return {"host-id",
          "host id",
          ok,
          fmt::format("{} (from {})", facts.host.host_id.id, facts.host.host_id.source),
          {}};
}

Check clock_source(const DoctorFacts& facts) {
  const Known source = fact(facts, "clock.source");
  const double cost_ns = facts.host.clock_read_ns;
  const std::string value = fmt::format("{}, {:.0f} ns a reading", or_hidden(source), cost_ns);
  if (cost_ns > slow_clock_read_ns) {
    return {"clock-source", "clock source", warning,
            value + ": it takes a system call, and is part of every request",
            source.value == "tsc"
                ? "find out what keeps programs from reading it by themselves (a sandbox, a tracer, vdso=0)"
                : "echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource, if it is "
                  "available"};
  }
  // As cheap as the TSC are only clocks made of it (kvm-clock, Hyper-V's page, Xen's).
  return {"clock-source", "clock source", source.value == "tsc" ? ok : note, value, {}};
}

Check effective_clock(const DoctorFacts& facts) {
  if (!std::isfinite(facts.clock.hz))
    return {"clock", "effective clock", note, or_unknown(facts.clock.absent_because), {}};
  constexpr double much_interference = 0.05;
  const double useless = results::threshold_of("run-queue-wait-void");
  Check check{"clock",
              "effective clock",
              ok,
              fmt::format("{:.2f} GHz, {:.1f} % of the time lost to others", facts.clock.hz * 1e-9,
                          facts.clock.interference * 100),
              {}};
  if (facts.clock.interference > useless) {
    check.level = blocking;
    check.remedy = "stop what else runs here: most stages would be void";
  } else if (facts.clock.interference > much_interference) {
    check.level = warning;
    check.remedy = "stop what else runs here, or expect disturbed stages";
  }
  return check;
}

Check governor(const DoctorFacts& facts) {
  const Known governor = fact(facts, "cpu.governor");
  if (governor.value.empty() || governor.value == "performance") {
    return {"governor", "frequency governor", ok, or_hidden(governor), {}};
  }
  return {"governor", "frequency governor", warning, governor.value + ": the clock follows the load",
          "cpupower frequency-set -g performance"};
}

Check boost(const DoctorFacts& facts) {
  const Known boost = fact(facts, "cpu.boost"), no_turbo = fact(facts, "cpu.no_turbo");
  const std::string& shown = boost.value.empty() ? no_turbo.value : boost.value;
  if (shown.empty()) return {"boost", "frequency boost", ok, or_hidden(boost), {}};
  const bool on = boost.value.empty() ? no_turbo.value == "0" : boost.value == "1";
  return {"boost",
          "frequency boost",
          ok,
          on ? "on: the clock depends on what the other cores do" : "off: the clock is the base clock",
          {}};
}

/// Set aside for hugetlbfs, by the kernel's count of the usual size; pages of other sizes are in a sum alone.
std::string reserved_huge_pages(const DoctorFacts& facts) {
  const Known pages = fact(facts, "memory.huge_pages");
  if (pages.value.empty()) return or_hidden(pages);
  const std::string size = fact(facts, "memory.huge_page_size").value;
  const std::string all = fact(facts, "memory.huge_pages_of_all_sizes").value;
  const bool none = pages.value == "0";
  const bool none_of_any_size = all.empty() || all == "0 kB";
  if (none && none_of_any_size) return "none";
  return fmt::format("{} of {}{}", none ? "none" : pages.value, size.empty() ? "the usual size" : size,
                     none_of_any_size ? "" : fmt::format(", {} with those of other sizes", all));
}

Check huge_pages(const DoctorFacts& facts) {
  return {"huge-pages",
          "huge pages",
          ok,
          fmt::format("transparent {}, reserved (hugetlbfs) {}",
                      or_hidden(fact(facts, "memory.transparent_hugepage")), reserved_huge_pages(facts)),
          {}};
}

Check cgroup(const DoctorFacts& facts) {
  const Known quota = fact(facts, "cgroup.cpu.max"), memory = fact(facts, "cgroup.memory.max");
  const auto is_none = [](const Known& known) {
    return known.value.starts_with("max") || known.absent_because == limit_not_set;
  };
  const auto limit = [&](const Known& known, string_view none) {
    if (is_none(known)) return std::string(none);
    return known.value.empty() ? fmt::format("not known ({})", known.absent_because) : known.value;
  };
  std::string value =
      fmt::format("CPU quota {}, memory {}", limit(quota, "none"), limit(memory, "unlimited"));
  if (facts.idle.throttled_ns && facts.idle_ns != 0) {
    value +=
        fmt::format(", throttled {:.1f} % of the time",
                    100 * static_cast<double>(*facts.idle.throttled_ns) / static_cast<double>(facts.idle_ns));
  }
  if (is_none(quota)) return {"cgroup", "cgroup limits", ok, value, {}};
  if (quota.value.empty()) return {"cgroup", "cgroup limits", note, value, {}};
  return {"cgroup", "cgroup limits", warning, value + ": full load will be throttled",
          "run without a CPU quota: pin the container to CPUs (--cpuset-cpus) instead"};
}

Check steal(const DoctorFacts& facts) {
  if (!facts.idle.steal_ns || facts.idle_ns == 0)
    return {"steal", "steal", note, "/proc/stat does not show it", {}};
  const double share = static_cast<double>(*facts.idle.steal_ns) /
                       (static_cast<double>(facts.idle_ns) * std::max(1U, facts.host.topology.vcpus()));
  constexpr double much = 0.01;
  Check check{"steal",
              "steal",
              share > much ? warning : ok,
              fmt::format("{:.1f} % over {:.1f} s", share * 100, static_cast<double>(facts.idle_ns) * 1e-9),
              {}};
  if (share > much)
    check.remedy = "the hypervisor gives this machine's CPUs to others: expect disturbed stages";
  return check;
}

Check pressure(const DoctorFacts& facts) {
  if (!facts.idle.cpu_pressure_ns || facts.idle_ns == 0) {
    return {"pressure", "other load", note, "/proc/pressure/cpu does not show it", {}};
  }
  const double share = static_cast<double>(*facts.idle.cpu_pressure_ns) / static_cast<double>(facts.idle_ns);
  constexpr double much = 0.05;
  Check check{"pressure",
              "other load",
              share > much ? warning : ok,
              fmt::format("tasks waited for a CPU {:.1f} % of the time; load average {}", share * 100,
                          or_hidden(fact(facts, "kernel.load_average"))),
              {}};
  if (share > much) check.remedy = "stop what else runs on this machine";
  return check;
}

Check memory(const DoctorFacts& facts) {
  if (!facts.memory_available_bytes)
    return {"memory", "free memory", note, "/proc/meminfo does not show it", {}};
  const double free_mib = static_cast<double>(*facts.memory_available_bytes) / mib;
  const CheckLevel level = free_mib < 256 ? blocking : free_mib < 1024 ? warning : ok;
  return {"memory", "free memory", level, fmt::format("{:.0f} MiB", free_mib),
          level == ok ? "" : "free some: workloads need up to 1 GiB"};
}

Check disk(const DoctorFacts& facts) {
  if (!facts.disk_free_bytes) return {"disk", "free disk here", note, "cannot be read", {}};
  const double free_mib = static_cast<double>(*facts.disk_free_bytes) / mib;
  const CheckLevel level = free_mib < 200 ? warning : ok;
  return {"disk", "free disk here", level, fmt::format("{:.0f} MiB", free_mib),
          level == ok ? "" : "write the recording where there is room (-o)"};
}

Check installation(const DoctorFacts& facts) {
  if (!facts.installation_problem.empty()) {
    return {"installation", "installation", blocking, facts.installation_problem,
            "install Crossfade completely, or set CROSSFADE_ROOT"};
  }
  return {"installation", "installation", ok, "complete", {}};
}

Check workloads(const DoctorFacts& facts) {
  if (facts.workloads.empty()) {
    return {"workloads", "workloads", blocking,
            facts.broken_workloads.empty() ? "none installed"
                                           : fmt::format("none usable; {}", facts.broken_workloads.front()),
            "see crossfade-collect list"};
  }
  Check check{"workloads", "workloads",
              ok,          fmt::format("{}", fmt::join(facts.workloads, ", ")),
              {},          fmt::format("{}", facts.workloads.size())};
  if (!facts.broken_workloads.empty()) {
    check.level = warning;
    check.value += fmt::format("; not usable: {}", fmt::join(facts.broken_workloads, ", "));
    check.remedy = "see crossfade-collect list";
  }
  if (!facts.left_out_workloads.empty())
    check.value += fmt::format("; left out of this build: {}", fmt::join(facts.left_out_workloads, ", "));
  return check;
}

// clang-format off
constexpr auto every_check = std::to_array<Check (*)(const DoctorFacts&)>(
    {installation, workloads, cpu, vcpus, caches, instance, host_identity, hypervisor, clock_source,
     effective_clock, check_counters, check_counters_of_type, check_counters_at_once, check_clock_counters,
     check_counted_scope, check_nmi_watchdog, check_event_tables, check_permissions, check_descriptors, governor, boost,
     huge_pages, cgroup, steal, pressure, memory, disk, will_answer, will_not_answer});
// clang-format on

}  // namespace

std::vector<Check> examine(const DoctorFacts& facts) {
  std::vector<Check> checks;
  checks.reserve(every_check.size());
  for (const auto check : every_check) checks.push_back(check(facts));
  return checks;
}

string_view name_of(CheckLevel level) {
  static constexpr std::array<string_view, 4> names{"ok", "note", "warning", "blocking"};
  return names[static_cast<std::size_t>(level)];
}

int doctor_exit_code(const std::vector<Check>& checks) {
  CheckLevel worst = ok;
  for (const Check& check : checks) worst = std::max(worst, check.level);
  return worst == blocking ? 2 : worst == warning ? 1 : 0;
}

string_view verdict_of(const std::vector<Check>& checks) {
  static constexpr std::array<string_view, 3> verdicts{"usable", "usable with warnings", "not usable"};
  return verdicts[static_cast<std::size_t>(doctor_exit_code(checks))];
}

std::string checks_to_text(const std::vector<Check>& checks, std::size_t width) {
  std::string text;
  for (const Check& check : checks) {
    const string_view mark = check.level == ok ? "" : name_of(check.level);
    const std::string head = fmt::format("{:<9} {:<23} ", mark, check.label);
    text += results::wrapped(check.value, width, head, head.size());
    if (check.remedy.empty()) continue;
    const std::string arrow = std::string(head.size(), ' ') + "-> ";
    text += results::wrapped(check.remedy, width, arrow, arrow.size());
  }
  return text + fmt::format("This machine is {}.\n", verdict_of(checks));
}

}  // namespace crossfade::collector
