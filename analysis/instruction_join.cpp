#include "analysis/instruction_join.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/code_identity.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::Workload;

bool has_own_instructions(const Recording& r, std::uint32_t workload) {
  return std::any_of(r.readings.begin(), r.readings.end(), [&](const results::CounterReading& reading) {
    if (reading.state != results::CounterState::counted || reading.counter >= r.counters.size() ||
        reading.stage >= r.stages.size())
      return false;
    const results::Counter& counter = r.counters[reading.counter];
    const std::uint32_t repetition = r.stages[reading.stage].repetition;
    return counter.metric == "instructions" && counter.tier == results::CounterTier::hardware &&
           repetition < r.repetitions.size() && r.repetitions[repetition].workload == workload;
  });
}

std::string joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all.empty() ? "none" : all;
}

std::string differs(const char* what, const std::string& here, const std::string& there) {
  return fmt::format("{} differ: here {}, there {}", what, here, there);
}

std::string why_other_work(const Recording& measured, std::uint32_t here, const Recording& simulated,
                           std::uint32_t there) {
  const Workload &a = measured.workloads[here], &b = simulated.workloads[there];
  if (a.version != b.version) return differs("the workload's versions", a.version, b.version);
  if (a.parameters != b.parameters)
    return differs("the parameters", fmt::format("'{}'", a.parameters), fmt::format("'{}'", b.parameters));
  if (a.dataset_digest.empty() || b.dataset_digest.empty())
    return "the digest of the inputs is missing: no process of it was ever ready";
  if (a.dataset_digest != b.dataset_digest)
    return differs("the digests of the inputs", a.dataset_digest, b.dataset_digest) + " (another --seed?)";
  const auto caps_here = caps_of(measured, here), caps_there = caps_of(simulated, there);
  if (caps_here != caps_there)
    return differs("the instruction-set caps", joined(caps_here), joined(caps_there));
  const auto libraries_here = libraries_of(measured, here), libraries_there = libraries_of(simulated, there);
  if (libraries_here != libraries_there)
    return differs("the libraries or their code paths", joined(libraries_here), joined(libraries_there));
  const std::string build_here = plugin_build(measured, here), build_there = plugin_build(simulated, there);
  if (!build_here.empty() && !build_there.empty() && build_here != build_there)
    return "the plug-ins are other builds: their code may differ";
  return "";
}

}  // namespace

std::vector<JoinedInstructions> join_instructions(const Recording& measured, const Recording& simulated) {
  const auto replayed = replayed_instructions(simulated);
  std::vector<JoinedInstructions> all;
  for (std::uint32_t w = 0; w < measured.workloads.size(); ++w) {
    if (has_own_instructions(measured, w)) continue;
    JoinedInstructions& join = all.emplace_back();
    join.workload = w;
    join.refused_because = "it was not replayed";
    // Of several variants the same one, or else the last that differs.
    for (const ReplayedInstructions& candidate : replayed) {
      if (simulated.workloads[candidate.workload].name != measured.workloads[w].name) continue;
      join.refused_because = why_other_work(measured, w, simulated, candidate.workload);
      if (!join.refused_because.empty()) continue;
      join.replayed = candidate;
      join.refused_because = candidate.absent_because;
      break;
    }
  }
  return all;
}

}  // namespace crossfade::analysis
