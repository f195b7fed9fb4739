#include "analysis/host.h"

#include <algorithm>

namespace crossfade::analysis {
namespace {

using results::Header;

bool contradict(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a != b;
}

bool contradict(std::int64_t a, std::int64_t b) {
  return a > 0 && b > 0 && a != b;
}

bool same_id(const Header& a, const Header& b) {
  return !a.host_id.empty() && a.host_id == b.host_id;
}

bool machines_differ(const Header& a, const Header& b) {
  return contradict(a.cpu_model, b.cpu_model) ||
         contradict(a.family_model_stepping, b.family_model_stepping) || contradict(a.vcpus, b.vcpus) ||
         contradict(a.instance_type, b.instance_type);
}

/// Another id would be another machine.
bool tells_hosts_apart(const Header& h) {
  return !h.host_id.empty() && !h.host_id_source.starts_with("boot-id");
}

bool one_host(const Header& a, const Header& b) {
  if (!tells_hosts_apart(a) && !tells_hosts_apart(b)) return true;
  return same_machine(a, b);
}

}  // namespace

bool same_machine(const Header& a, const Header& b) {
  return same_id(a, b) && !machines_differ(a, b);
}

bool shared_host_id(const Header& a, const Header& b) {
  return same_id(a, b) && machines_differ(a, b);
}

bool host_id_of_container(const results::Recording& recording) {
  if (!recording.header.host_id_source.starts_with("machine-id")) return false;
  return std::any_of(recording.environment.begin(), recording.environment.end(),
                     [](const results::EnvironmentFact& fact) {
                       return fact.key == "container" && !fact.value.empty() && fact.value != "none detected";
                     });
}

std::vector<std::uint32_t> hosts_of(const Side& side) {
  std::vector<const Header*> known;
  std::vector<std::uint32_t> hosts;
  for (const RecordingPointer& r : side.recordings) {
    const Header& header = r->recording.header;
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Header* other) { return one_host(*other, header); });
    hosts.push_back(static_cast<std::uint32_t>(found - known.begin()));
    if (found == known.end()) known.push_back(&header);
  }
  return hosts;
}

std::uint32_t host_count(const Side& side) {
  const auto hosts = hosts_of(side);
  return hosts.empty() ? 0 : *std::max_element(hosts.begin(), hosts.end()) + 1;
}

bool same_host(const Side& a, const Side& b) {
  if (a.recordings.empty() || b.recordings.empty()) return false;
  const Header& first = a.recordings.front()->recording.header;
  for (const Side* side : {&a, &b}) {
    for (const RecordingPointer& r : side->recordings) {
      if (!same_machine(first, r->recording.header)) return false;
    }
  }
  return true;
}

bool is_stated(const std::string& source) {
  return source.find("override") != std::string::npos;
}

}  // namespace crossfade::analysis
