#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/comparability.h"
#include "analysis/environment_severity.h"
#include "analysis/workload_name.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

/// Every fact of one recording in the order it is shown; "" = unknown.
std::vector<std::pair<std::string, std::string>> facts_of(const Side& side, const Recording& r) {
  const results::Header& h = r.header;
  const auto number = [](std::int64_t n) { return n > 0 ? fmt::format("{}", n) : std::string(); };
  std::vector<std::pair<std::string, std::string>> facts{
      {"title", h.title},
      {"kind", std::string(results::name_of(h.kind))},
      {"state", std::string(results::name_of(h.state))},
      {"created", h.created_utc},
      {"collector", h.producer},
      {"plug-in ABI", h.abi},
      {"host", h.host_id},
      {"host source", h.host_id_source},
      {"provider", h.provider},
      {"region", h.region},
      {"instance type", h.instance_type},
      {"instance type source", h.instance_type_source},
      {"CPU model", h.cpu_model},
      {"microarchitecture", h.microarchitecture},
      {"family/model/stepping", h.family_model_stepping},
      {"vCPUs", number(h.vcpus)},
      {"vCPUs used", number(static_cast<std::int64_t>(r.cpus.size()))},
      {"cores", number(h.cores)},
      {"threads per core", number(h.threads_per_core)},
      {"memory, MiB", h.memory_bytes > 0 ? number(h.memory_bytes >> 20U) : ""},
      {"kernel", h.kernel},
      {"PMU", h.pmu_tier},
      {"effective clock, GHz",
       std::isfinite(h.clock_hz_effective) ? fmt::format("{:.2f}", h.clock_hz_effective / 1e9) : ""},
  };
  for (const results::EnvironmentFact& f : r.environment) {
    facts.emplace_back(
        f.key, f.value.empty() && !f.absent_because.empty() ? "unknown: " + f.absent_because : f.value);
  }
  for (std::uint32_t w = 0; w < r.workloads.size(); ++w) {
    const results::Workload& workload = r.workloads[w];
    const std::string name = workload_name(side, workload);
    facts.emplace_back(name + " version", workload.version);
    facts.emplace_back(name + " parameters", workload.parameters);
    facts.emplace_back(name + " dataset", workload.dataset_digest);
    std::string versions, paths;
    for (const results::Library& l : r.libraries) {
      if (l.workload != w) continue;
      versions += fmt::format("{}{} {}", versions.empty() ? "" : ", ", l.name, l.version);
      paths += fmt::format("{}{} {}", paths.empty() ? "" : ", ", l.name, l.isa_path);
    }
    facts.emplace_back(name + " libraries", versions);
    facts.emplace_back(name + " code paths", paths);
  }
  return facts;
}

Severity severity_of(const std::string& key, const Recording& r) {
  for (const results::EnvironmentFact& f : r.environment) {
    if (f.key == key) return environment_severity(environment_kind(key));
  }
  const auto ends_with = [&](std::string_view tail) { return key.ends_with(tail); };
  if (ends_with(" version") || ends_with(" parameters") || ends_with(" dataset")) return Severity::blocking;
  for (const std::string_view setting :
       {"kernel", "collector", "plug-in ABI", "kind", "state", "host source", "instance type source"}) {
    if (key == setting) return Severity::suspicious;
  }
  return ends_with(" libraries") ? Severity::suspicious : Severity::expected;
}

void add_value(std::string& cell, const std::string& value) {
  const std::string shown = value.empty() ? "unknown" : value;
  if (cell.empty()) {
    cell = shown;
    return;
  }
  const std::string bounded = " | " + cell + " | ";
  if (bounded.find(" | " + shown + " | ") == std::string::npos) cell += " | " + shown;
}

}  // namespace

std::vector<EnvironmentRow> environment_rows(const std::vector<Side>& sides) {
  std::vector<EnvironmentRow> rows;
  for (std::size_t s = 0; s < sides.size(); ++s) {
    for (const RecordingPointer& opened : sides[s].recordings) {
      for (const auto& [key, value] : facts_of(sides[s], opened->recording)) {
        auto row =
            std::find_if(rows.begin(), rows.end(), [&](const EnvironmentRow& r) { return r.key == key; });
        if (row == rows.end()) {
          rows.push_back(
              {key, std::vector<std::string>(sides.size()), false, severity_of(key, opened->recording)});
          row = rows.end() - 1;
        }
        add_value(row->values[s], value);
      }
    }
  }
  for (EnvironmentRow& row : rows) {
    for (std::string& value : row.values) {
      if (value.empty()) value = "not recorded";
    }
    row.differs = environment_kind(row.key) != EnvironmentKind::moment &&
                  std::any_of(row.values.begin(), row.values.end(),
                              [&](const std::string& v) { return v != row.values.front(); });
  }
  return rows;
}

}  // namespace crossfade::analysis
