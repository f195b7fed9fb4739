#include "collector/host/doctor_json.h"

#include <sys/resource.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string_view>

#include "collector/host/hypervisor_name.h"
#include "collector/host/known_fact.h"
#include "collector/host/own_cgroup.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;
using std::string_view;

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

json fact_or_null(const DoctorFacts& facts, string_view key) {
  return text_or_null(fact(facts, key).value);
}

json finite_or_null(double value) {
  return std::isfinite(value) ? json(value) : json();
}

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

json whole_or_null(const std::optional<double>& number) {
  return number ? json(std::llround(*number)) : json();
}

/// Is there a limit? null = not known.
json is_limited(const Known& limit) {
  if (limit.absent_because == limit_not_set || limit.value.starts_with("max")) return false;
  return limit.value.empty() ? json() : json(true);
}

/// "50000 100000" is half a CPU.
json quota_in_cpus(const Known& quota) {
  if (is_limited(quota) != json(true)) return {};
  std::istringstream words(quota.value);
  std::string time, period;
  words >> time >> period;
  const auto time_us = number_in(time), period_us = number_in(period);
  return time_us && period_us && *period_us > 0 ? json(*time_us / *period_us) : json();
}

json share_of_time(const std::optional<std::uint64_t>& spent_ns, std::uint64_t of_ns) {
  if (!spent_ns || of_ns == 0) return {};
  return static_cast<double>(*spent_ns) / static_cast<double>(of_ns);
}

json counters_object(const DoctorFacts& facts) {
  json clock_counters = json::array();
  for (const results::Counter& counter : facts.clock_counters) {
    if (counter.absent_because.empty()) clock_counters.push_back(counter.metric);
  }
  return {{"tier", text_or_null(facts.pmu.tier)},
          {"events", facts.pmu.hardware_events},
          {"events_that_count", facts.pmu.believed_events},
          {"at_once", facts.counters_at_once},
          {"clock_counters", clock_counters},
          {"perf_event_paranoid", whole_or_null(number_in(fact(facts, "kernel.perf_event_paranoid").value))},
          {"software_events_count", facts.software_counters_absent.empty()},
          {"user_space_only", facts.user_space_only},
          {"whole_cpus_permitted",
           facts.no_whole_cpus_because ? json(facts.no_whole_cpus_because->empty()) : json()}};
}

json cpu_object(const DoctorFacts& facts) {
  const Topology& topology = facts.host.topology;
  return {{"model", text_or_null(facts.host.cpu.model_name)},
          {"microarchitecture", text_or_null(facts.host.cpu.microarchitecture)},
          {"vcpus", topology.vcpus()},
          {"cores", topology.cores},
          {"vcpu_is", topology.cpus.empty()           ? json()
                      : topology.threads_per_core > 1 ? json("hyperthread")
                                                      : json("core")}};
}

json clock_object(const DoctorFacts& facts) {
  return {{"source", fact_or_null(facts, "clock.source")},
          {"read_ns", finite_or_null(facts.host.clock_read_ns)},
          {"effective_hz", finite_or_null(facts.clock.hz)}};
}

json limits_object(const DoctorFacts& facts) {
  const Known quota = fact(facts, "cgroup.cpu.max"), memory = fact(facts, "cgroup.memory.max");
  const bool is_known = facts.descriptors_allowed != 0;
  const bool has_open_file_limit = is_known && facts.descriptors_allowed != RLIM_INFINITY;
  return {{"has_cpu_quota", is_limited(quota)},
          {"cpu_quota_cpus", quota_in_cpus(quota)},
          {"throttled_share", share_of_time(facts.idle.throttled_ns, facts.idle_ns)},
          {"has_memory_limit", is_limited(memory)},
          {"memory_limit_bytes",
           is_limited(memory) == json(true) ? whole_or_null(number_in(memory.value)) : json()},
          {"has_open_file_limit", is_known ? json(has_open_file_limit) : json()},
          {"open_files_allowed", has_open_file_limit ? json(facts.descriptors_allowed) : json()},
          {"open_files_needed", facts.descriptors_needed},
          {"open_files_needed_with_multiplex", facts.descriptors_multiplexed}};
}

/// "2048 kB" of /proc/meminfo
json bytes_in(const std::string& text) {
  constexpr string_view unit = " kB";
  if (!text.ends_with(unit)) return {};
  const auto number = number_in(text.substr(0, text.size() - unit.size()));
  return number ? json(std::llround(*number * 1024)) : json();
}

json huge_pages_object(const DoctorFacts& facts) {
  return {{"transparent", fact_or_null(facts, "memory.transparent_hugepage")},
          {"reserved", whole_or_null(number_in(fact(facts, "memory.huge_pages").value))},
          {"page_bytes", bytes_in(fact(facts, "memory.huge_page_size").value)},
          {"reserved_bytes_of_all_sizes", bytes_in(fact(facts, "memory.huge_pages_of_all_sizes").value)}};
}

json machine_object(const DoctorFacts& facts) {
  return {
      {"instance_type", text_or_null(facts.host.instance.instance_type)},
      {"provider", text_or_null(facts.host.instance.provider)},
      {"host_id", text_or_null(facts.host.host_id.id)},
      {"hypervisor", text_or_null(hypervisor_name(fact(facts, "hypervisor.signature").value))},
      {"memory_available_bytes", facts.memory_available_bytes ? json(*facts.memory_available_bytes) : json()},
      {"disk_free_bytes", facts.disk_free_bytes ? json(*facts.disk_free_bytes) : json()}};
}

}  // namespace

std::string doctor_json(const DoctorFacts& facts, const std::vector<Check>& checks) {
  json rows = json::array();
  for (const Check& check : checks) {
    rows.push_back({{"id", check.id},
                    {"level", name_of(check.level)},
                    {"value", check.value},
                    {"remedy", check.remedy}});
  }
  const json object = {{"verdict", verdict_of(checks)},
                       {"exit_code", doctor_exit_code(checks)},
                       {"checks", rows},
                       {"machine", machine_object(facts)},
                       {"huge_pages", huge_pages_object(facts)},
                       {"cpu", cpu_object(facts)},
                       {"clock", clock_object(facts)},
                       {"counters", counters_object(facts)},
                       {"limits", limits_object(facts)}};
  return object.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace crossfade::collector
