#include "analysis/workload_name.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace crossfade::analysis {
namespace {

using Parameters = std::map<std::string, std::string>;

/// Every set of parameters of each name and preset.
using Variants = std::map<std::string, std::set<Parameters>>;

void collect(const Side& side, Variants& variants) {
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads)
      variants[workload_name(w)].insert(workload_parameters(w));
  }
}

/// The keys that not all have with one value.
std::set<std::string> differing_keys(const std::set<Parameters>& variants) {
  std::set<std::string> keys;
  for (const Parameters& one : variants) {
    for (const auto& [key, value] : one) {
      for (const Parameters& other : variants) {
        const auto found = other.find(key);
        if (found == other.end() || found->second != value) keys.insert(key);
      }
    }
  }
  return keys;
}

}  // namespace

std::map<std::string, std::string> workload_parameters(const results::Workload& workload) {
  Parameters parameters;
  std::istringstream words(workload.parameters);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    parameters[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  return parameters;
}

std::string workload_name(const results::Workload& workload) {
  if (workload.preset.empty() || workload.preset == "default") return workload.name;
  return workload.name + "@" + workload.preset;
}

std::string workload_name(const Side& side, const results::Workload& workload) {
  std::string name = workload_name(workload);
  const auto keys = side.told_apart_by.find(name);
  if (keys == side.told_apart_by.end()) return name;
  char separator = ':';
  for (const auto& [key, value] : workload_parameters(workload)) {
    if (keys->second.count(key) == 0) continue;
    name += separator;
    name.append(key).append("=").append(value);
    separator = ',';
  }
  return name;
}

std::vector<std::uint32_t> workloads_named(const Side& side, const results::Recording& recording,
                                           std::string_view name) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t w = 0; w < recording.workloads.size(); ++w) {
    if (workload_name(side, recording.workloads[w]) == name) found.push_back(w);
  }
  return found;
}

void tell_workloads_apart(std::span<Side* const> sides) {
  Variants all;
  std::map<std::string, std::set<std::string>> keys;
  for (const Side* side : sides) {
    collect(*side, all);
    for (const auto& [name, known] : side->told_apart_by) keys[name].insert(known.begin(), known.end());
  }
  for (const Side* side : sides) {
    Variants own;
    collect(*side, own);
    for (const auto& [name, variants] : own) {
      if (variants.size() > 1) keys[name].merge(differing_keys(all[name]));
    }
  }
  for (Side* side : sides) side->told_apart_by = keys;
}

}  // namespace crossfade::analysis
