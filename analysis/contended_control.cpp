#include "analysis/contended_control.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <tuple>

#include "analysis/quantity.h"
#include "analysis/statistics/moments.h"
#include "analysis/workload_name.h"

namespace crossfade::analysis {
namespace {

const results::Workload* find(const Side& side, const std::string& name) {
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads) {
      if (workload_name(side, w) == name) return &w;
    }
  }
  return nullptr;
}

bool is_control_of(const results::Workload& control, const results::Workload& workload) {
  if (control.name != workload.name || control.preset != "none" || !control.is_contended()) return false;
  const auto a = workload_parameters(control), b = workload_parameters(workload);
  std::size_t differing = 0;
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    differing += other == b.end() || other->second != value;
  }
  return a.size() == b.size() && differing == 1;
}

using Block = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;  // host, recording, block

std::map<Block, std::vector<double>> logs_by_block(const Sample& sample) {
  std::map<Block, std::vector<double>> blocks;
  for (const RunValue& v : sample.values) blocks[{v.host, v.recording, v.block}].push_back(std::log(v.value));
  return blocks;
}

}  // namespace

ContendedControl contended_control(const Side& side, const std::string& workload) {
  ContendedControl out;
  const results::Workload* const self = find(side, workload);
  if (self == nullptr || !self->is_contended()) return out;
  out.contended = true;
  if (self->preset == "none") {
    out.name = workload;
    return out;
  }
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Workload& w : r->recording.workloads) {
      if (is_control_of(w, *self)) {
        out.name = workload_name(side, w);
        return out;
      }
    }
  }
  out.absent_because = fmt::format(
      "{}@none with otherwise the same parameters was not measured beside it: what is lost may be the "
      "machine's instead of the sharing's",
      self->name);
  return out;
}

Sample against_control(const WorkloadRuns& workload, const WorkloadRuns& control, std::uint32_t threads) {
  const StageFilter at{results::StageKind::capacity, threads, {}};
  const Sample own = sample(workload, at, scaling_efficiency);
  const Sample beside = sample(control, at, scaling_efficiency);
  const auto of_control = logs_by_block(beside);
  Sample out;
  for (const auto& [block, logs] : logs_by_block(own)) {
    const auto found = of_control.find(block);
    if (found == of_control.end()) {
      ++out.runs_without;
      continue;
    }
    const auto& [host, recording, number] = block;
    const double log_ratio = statistics::mean(logs) - statistics::mean(found->second);
    out.values.push_back({host, recording, number, 0, std::exp(log_ratio)});
  }
  count_runs(out);
  out.n.requests = own.n.requests;
  out.disturbed_share = std::max(own.disturbed_share, beside.disturbed_share);
  if (out.runs_without > 0) out.absent_because = "the control was not measured in the same block";
  if (out.values.empty() && out.runs_without == 0)
    out.absent_because = own.values.empty() ? own.absent_because : beside.absent_because;
  return out;
}

}  // namespace crossfade::analysis
