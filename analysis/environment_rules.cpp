#include <fmt/format.h>

#include <algorithm>

#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/environment_severity.h"
#include "analysis/environment_value.h"
#include "analysis/host.h"
#include "analysis/stated_values.h"
#include "analysis/workload_name.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

StatedValues stated(const Side& side, std::string_view key) {
  StatedValues out;
  for (const RecordingPointer& r : side.recordings) out.add(*r, environment_value(r->recording, key));
  return out;
}

bool has_plugin(const Recording& r, const std::string& plugin) {
  return std::any_of(r.workloads.begin(), r.workloads.end(),
                     [&](const results::Workload& w) { return w.name == plugin; });
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

/// A build of which not every recording says what it was.
struct UnknownBuild {
  std::string key;
  StatedValues base, candidate;
};

/// "recorded", or what is not: "not recorded: KEY, KEY", "not recorded in a.h5: KEY, KEY".
std::string recorded_text(const std::vector<UnknownBuild>& builds, StatedValues UnknownBuild::*side) {
  std::vector<std::pair<std::string, std::string>> keys_by_files;
  for (const UnknownBuild& build : builds) {
    const StatedValues& said = build.*side;
    if (said.silent.empty()) continue;
    const std::string files = said.all_silent() ? "" : " in " + files_text(said.silent);
    auto known = std::find_if(keys_by_files.begin(), keys_by_files.end(),
                              [&](const auto& entry) { return entry.first == files; });
    if (known == keys_by_files.end()) {
      keys_by_files.emplace_back(files, build.key);
    } else {
      known->second += ", " + build.key;
    }
  }
  std::string text;
  for (const auto& [files, keys] : keys_by_files)
    text += fmt::format("{}not recorded{}: {}", text.empty() ? "" : "; ", files, keys);
  return text.empty() ? "recorded" : text;
}

std::string_view rule_of(EnvironmentKind kind, Alike alike, bool one_host) {
  if (alike == Alike::unknown) return "environment-unknown";
  if (kind == EnvironmentKind::detail) return "environment-detail";
  // On one host nothing of the machine is another: what differs there has been changed.
  return kind == EnvironmentKind::machine && !one_host ? "cpu-identity" : "environment";
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
    if (key.starts_with("lab.")) continue;  // study_rules() says it
    const EnvironmentKind kind = environment_kind(key);
    if (kind == EnvironmentKind::moment || kind == EnvironmentKind::build) continue;
    const StatedValues a = stated(base, key), b = stated(candidate, key);
    const Alike how = alike(a, b);
    if (how == Alike::same) continue;
    const bool of_no_effect = rule_of(kind, Alike::differ, one_host) != "environment";
    out.push_back(difference(rule_of(kind, how, one_host), key, "", text(a), text(b),
                             of_no_effect ? Severity::expected : Severity::suspicious));
  }
}

void build_rules(const Side& base, const Side& candidate, const std::vector<std::string>& workloads,
                 std::vector<Difference>& out) {
  std::vector<UnknownBuild> unknown;
  const auto compare = [&](std::string_view rule, std::string subject, const std::string& key, StatedValues a,
                           StatedValues b) {
    const Alike how = alike(a, b);
    if (how == Alike::differ)
      out.push_back(difference(rule, std::move(subject), "", text(a), text(b), Severity::suspicious));
    if (how == Alike::unknown) unknown.push_back({key, std::move(a), std::move(b)});
  };
  constexpr const char* measure = "build.measure_digest";
  compare("measure-build", "measuring program", measure, stated(base, measure), stated(candidate, measure));
  Values plugins;
  for (const std::string& workload : workloads) add(plugins, plugin_of(base, workload));
  for (const std::string& plugin : plugins) {
    // Another version has another build, and is said by its own rule.
    if (differ(versions_of(base, plugin), versions_of(candidate, plugin))) continue;
    const std::string key = "build.plugin." + plugin + "_digest";
    // A recording without the workload has nothing to say of it.
    const auto of_plugin = [&](const Side& side) {
      StatedValues said;
      for (const RecordingPointer& r : side.recordings) {
        if (has_plugin(r->recording, plugin)) said.add(*r, environment_value(r->recording, key));
      }
      return said;
    };
    compare("workload-build", "plug-in " + plugin, key, of_plugin(base), of_plugin(candidate));
  }
  if (!unknown.empty()) {
    out.push_back(difference("build-unknown", "builds that measured", "",
                             recorded_text(unknown, &UnknownBuild::base),
                             recorded_text(unknown, &UnknownBuild::candidate), Severity::suspicious));
  }
}

}  // namespace crossfade::analysis
