#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/environment_severity.h"
#include "analysis/host.h"
#include "analysis/workload_name.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

std::string value_of(const Recording& r, std::string_view key) {
  for (const results::EnvironmentFact& f : r.environment) {
    if (f.key == key) return f.value;
  }
  return "";
}

Values values_of(const Side& side, std::string_view key) {
  Values values;
  for (const RecordingPointer& r : side.recordings) add(values, value_of(r->recording, key));
  return values;
}

bool is_recorded(const Values& values) {
  for (const std::string& v : values) {
    if (v.empty()) return false;
  }
  return !values.empty();
}

/// A workload under other parameters or presets is the same plug-in.
std::string plugin_of(const Side& side, const std::string& workload) {
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads) {
      if (workload_name(side, w) == workload) return w.name;
    }
  }
  return "";
}

Values versions_of(const Side& side, const std::string& plugin) {
  Values versions;
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads) {
      if (w.name == plugin) add(versions, w.version);
    }
  }
  return versions;
}

/// "recorded", or what is not.
std::string recorded_text(const Side& side, const Values& keys) {
  Values missing;
  for (const std::string& key : keys) {
    if (!is_recorded(values_of(side, key))) add(missing, key);
  }
  return missing.empty() ? "recorded" : "not recorded: " + joined(missing, ", ");
}

}  // namespace

void environment_rules(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const bool one_host = same_host(base, candidate);
  Values keys;
  for (const Side* side : {&base, &candidate}) {
    for (const RecordingPointer& r : side->recordings) {
      for (const results::EnvironmentFact& f : r->recording.environment) add(keys, f.key);
    }
  }
  for (const std::string& key : keys) {
    const EnvironmentKind kind = environment_kind(key);
    if (kind == EnvironmentKind::moment || kind == EnvironmentKind::build) continue;
    const Values a = values_of(base, key), b = values_of(candidate, key);
    if (!differ(a, b)) continue;
    std::string_view rule = "environment";
    if (kind == EnvironmentKind::detail) rule = "environment-detail";
    // On one host nothing of the machine is another: what differs there has been changed.
    if (kind == EnvironmentKind::machine && !one_host) rule = "cpu-identity";
    out.push_back(difference(rule, key, "", joined(a), joined(b),
                             rule == "environment" ? Severity::suspicious : Severity::expected));
  }
}

void build_rules(const Side& base, const Side& candidate, const std::vector<std::string>& workloads,
                 std::vector<Difference>& out) {
  Values one_sided;
  const auto compare = [&](std::string_view rule, std::string subject, const std::string& key) {
    const Values a = values_of(base, key), b = values_of(candidate, key);
    if (!differ(a, b)) return;
    if (is_recorded(a) && is_recorded(b)) {
      out.push_back(difference(rule, std::move(subject), "", joined(a), joined(b), Severity::suspicious));
    } else {
      add(one_sided, key);
    }
  };
  compare("measure-build", "measuring program", "build.measure_digest");
  Values plugins;
  for (const std::string& workload : workloads) add(plugins, plugin_of(base, workload));
  for (const std::string& plugin : plugins) {
    // Another version has another build, and is said by its own rule.
    if (differ(versions_of(base, plugin), versions_of(candidate, plugin))) continue;
    compare("workload-build", "plug-in " + plugin, "build.plugin." + plugin + "_digest");
  }
  if (!one_sided.empty()) {
    out.push_back(difference("build-unknown", "builds that measured", "", recorded_text(base, one_sided),
                             recorded_text(candidate, one_sided), Severity::suspicious));
  }
}

}  // namespace crossfade::analysis
