#include "collector/host/counter_checks.h"

#include <sys/resource.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/host/counters_elsewhere.h"
#include "collector/host/known_fact.h"
#include "results/finite_number.h"
#include "results/vocabulary/atlas.h"
#include "results/vocabulary/event_code.h"

namespace crossfade::collector {

using results::GuestCounters;
using std::string_view;
using enum CheckLevel;

Check check_counters(const DoctorFacts& facts) {
  const PmuTier& pmu = facts.pmu;
  Check check{"counters",
              "hardware counters",
              ok,
              fmt::format("{}: {} of {} events", pmu.tier, pmu.believed_events, pmu.hardware_events),
              {}};
  if (pmu.tier != "full") {
    check.level = note;
    check.value += pmu.first_reason.empty() ? "" : "; " + pmu.first_reason;
  }
  return check;
}

Check check_counters_of_type(const DoctorFacts& facts) {
  constexpr const char *id = "counters-of-type", *label = "counters of the type";
  const std::string& name = facts.host.instance.instance_type;
  if (name.empty())
    return {id, label, ok, "not known without an instance type", {}, std::string(nothing_to_say)};
  const auto type = results::find_instance_type(name);
  if (!type || type->counters == GuestCounters::unknown)
    return {id, label, ok, fmt::format("what guests of {} show is not known", name), {}};
  const bool none_expected = type->counters == GuestCounters::none;
  const bool none_shown = facts.pmu.tier == "none", all_shown = facts.pmu.tier == "full";
  std::vector<std::string> remedies;
  if (none_shown && !none_expected)
    remedies.emplace_back(
        "find out what hides them here: see counter permissions below, and ask outside of a container");
  if (const std::string elsewhere = counters_elsewhere_text(*type); !all_shown && !elsewhere.empty())
    remedies.push_back("to see why: " + elsewhere);
  return {id, label, remedies.empty() ? ok : note,
          fmt::format("guests of {} show {}; this machine {}", name,
                      none_expected                           ? "none"
                      : type->counters == GuestCounters::full ? "all"
                                                              : "a subset that is not published",
                      all_shown    ? "all"
                      : none_shown ? "none"
                                   : "some"),
          fmt::format("{}", fmt::join(remedies, "; "))};
}

/// Where no counter is shown anyway, the check above says why.
Check check_counters_at_once(const DoctorFacts& facts) {
  const bool none = facts.counters_at_once == 0;
  return {"counters-at-once",
          "counters at once",
          ok,
          none ? "none" : facts.counter_room,
          {},
          none ? std::string(nothing_to_say) : std::string()};
}

/// "tsc alone" is still a substitute for reference cycles; without any there is no hardware cycle at all.
Check check_clock_counters(const DoctorFacts& facts) {
  constexpr const char *id = "clock-counters", *label = "clock counters (msr)";
  if (facts.pmu_counts_cycles)
    return {id, label,
            ok, "not opened: the CPU's own PMU counts cycles, and they would add nothing",
            {}, std::string(nothing_to_say)};
  std::vector<string_view> counted, absent;
  std::string why;
  for (const results::Counter& counter : facts.clock_counters) {
    (counter.absent_because.empty() ? counted : absent).push_back(counter.metric);
    if (why.empty()) why = counter.absent_because;
  }
  std::string value = counted.empty() ? "none" : fmt::format("{}", fmt::join(counted, ", "));
  if (!absent.empty() && !counted.empty()) value += fmt::format("; not {}", fmt::join(absent, ", "));
  if (absent.empty() && !counted.empty()) return {id, label, ok, std::move(value), {}};
  return {id, label, note, fmt::format("{}: {}", value, or_unknown(why)), {}};
}

/// Never a whole CPU unasked: this machine may be shared, and then its counts are not the service's alone.
Check check_counted_scope(const DoctorFacts& facts) {
  constexpr const char *id = "counted-scope", *label = "counted for", *threads = "the workers' threads";
  const std::optional<std::string>& why_not = facts.no_whole_cpus_because;
  const bool any =
      facts.pmu.tier != "none" ||
      std::any_of(facts.clock_counters.begin(), facts.clock_counters.end(),
                  [](const results::Counter& counter) { return counter.absent_because.empty(); });
  if (!any || !why_not) return {id, label, ok, threads, {}, std::string(nothing_to_say)};
  if (!why_not->empty())
    return {id, label,
            ok, fmt::format("{}; not for whole CPUs (run --count cpu): {}", threads, *why_not),
            {}, std::string(threads)};
  return {id,
          label,
          ok,
          fmt::format("{}; on request for whole CPUs (run --count cpu), whose counts have the idle loop, "
                      "interrupts and all that else runs there in them",
                      threads),
          {},
          fmt::format("{} (whole CPUs are permitted: run --count cpu)", threads)};
}

Check check_nmi_watchdog(const DoctorFacts& facts) {
  const Known watchdog = fact(facts, "kernel.nmi_watchdog");
  const bool on = !watchdog.value.empty() && watchdog.value != "0";
  const std::string value = watchdog.value.empty() ? or_hidden(watchdog) : on ? "on" : "off";
  if (!on || facts.counters_at_once == 0) return {"nmi-watchdog", "NMI watchdog", ok, value, {}};
  return {"nmi-watchdog", "NMI watchdog", note, value + ": it holds one counter of every CPU",
          "run 'sysctl kernel.nmi_watchdog=0' before measuring, and 1 again afterwards"};
}

Check check_event_tables(const DoctorFacts& facts) {
  const Known tables = fact(facts, "pmu.libpfm4");
  if (!tables.value.empty()) return {"event-tables", "event tables (libpfm4)", ok, tables.value, {}};
  // Codes are our own: without libpfm4's table its names cannot be given to --event, and that is all.
  const bool has_codes = !results::event_codes(facts.host.cpu.microarchitecture).empty();
  return {"event-tables",
          "event tables (libpfm4)",
          has_codes ? ok : note,
          or_unknown(tables.absent_because),
          has_codes ? "" : "name codes of your CPU's manual by hand: run --event perf_raw::rUUEE",
          has_codes ? std::string(nothing_to_say) : std::string()};
}

Check check_permissions(const DoctorFacts& facts) {
  const std::string paranoid = or_hidden(fact(facts, "kernel.perf_event_paranoid"));
  if (!facts.software_counters_absent.empty()) {
    // The reason carries its remedy: it differs between a sysctl, a capability and a seccomp profile.
    return {"permissions", "counter permissions", warning,
            fmt::format("no counters at all (kernel.perf_event_paranoid = {})", paranoid),
            facts.software_counters_absent};
  }
  if (facts.user_space_only) {
    const auto level = results::finite_number(paranoid);
    const bool allowed = level && *level <= 1;
    return {"permissions", "counter permissions", note,
            fmt::format("user space only (kernel.perf_event_paranoid = {}): context switches and migrations "
                        "cannot be counted, nor what the kernel does for a request",
                        paranoid),
            allowed
                ? "that level allows kernel space too: a security module or a sandbox refuses it; look for "
                  "perf_event in its log ('ausearch -m avc' of SELinux) and allow it there"
                : "sysctl kernel.perf_event_paranoid=1, or 'setcap cap_perfmon+ep' for both "
                  "crossfade-collect and crossfade-measure"};
  }
  return {"permissions", "counter permissions", ok, "kernel.perf_event_paranoid = " + paranoid, {}};
}

Check check_descriptors(const DoctorFacts& facts) {
  if (facts.descriptors_allowed == 0) return {"descriptors", "open files", note, "limit unknown", {}};
  if (facts.descriptors_allowed == RLIM_INFINITY) return {"descriptors", "open files", ok, "no limit", {}};
  const bool differs = facts.descriptors_multiplexed > facts.descriptors_needed;
  const std::string value = fmt::format(
      "{} needed at most{}, {} allowed", facts.descriptors_needed,
      differs ? fmt::format(" ({} with --multiplex)", facts.descriptors_multiplexed) : std::string(),
      facts.descriptors_allowed);
  const std::uint64_t most = std::max(facts.descriptors_needed, facts.descriptors_multiplexed);
  if (most <= facts.descriptors_allowed) return {"descriptors", "open files", ok, value, {}};
  // As run has it (descriptor_limit.h).
  const bool for_turns_alone = facts.descriptors_needed <= facts.descriptors_allowed;
  return {"descriptors", "open files", for_turns_alone ? note : blocking,
          fmt::format("{}: every event of every worker needs one, and run{} refuses to count on all vCPUs",
                      value, for_turns_alone ? " --multiplex" : ""),
          fmt::format("raise it (ulimit -Hn {}, LimitNOFILE= of systemd, --ulimit nofile of a container), or "
                      "run with fewer workers (--threads) or {}",
                      most, for_turns_alone ? "without --multiplex" : "without counters (--no-counters)")};
}

}  // namespace crossfade::collector
