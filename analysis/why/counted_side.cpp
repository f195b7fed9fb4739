#include "analysis/why/counted_side.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "analysis/code_identity.h"
#include "analysis/number_text.h"
#include "analysis/quantity.h"
#include "results/text_layout.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using Stages = std::vector<const StageView*>;

Quantity turned_over(Quantity q, double factor = 1) {
  if (q.value) q.value = *q.value > 0 ? std::optional(factor / *q.value) : std::nullopt;
  return q;
}

Quantity cpu_seconds_per_s(const ProcessRun& run, const Stages& stages) {
  Quantity rate = throughput_per_s(run, stages);
  Quantity cpu = cpu_per_request_ns(run, stages);
  if (!cpu.value) return cpu;
  if (rate.value) rate.value = *rate.value * *cpu.value * 1e-9;
  return rate;
}

Quantity requests_per_cpu_s(const ProcessRun& run, const Stages& stages) {
  return turned_over(cpu_per_request_ns(run, stages), 1e9);
}

Quantity requests_per_instruction(const ProcessRun& run, const Stages& stages) {
  return turned_over(derived("instructions_per_request")(run, stages));
}

CountedSide own(const WorkloadRuns& runs) {
  const StageFilter filter = at_capacity(runs);
  CountedSide out;
  out.cpu_seconds_per_s.sample = sample(runs, filter, cpu_seconds_per_s);
  out.requests_per_cpu_s.sample = sample(runs, filter, requests_per_cpu_s);
  out.cycles_per_cpu_s.sample = sample(runs, filter, derived("counted_clock"));
  out.instructions_per_cycle.sample = sample(runs, filter, derived("ipc"));
  out.requests_per_instruction.sample = sample(runs, filter, requests_per_instruction);
  return out;
}

/// Everything that must be the same for instructions per request to be the same, by what it is called: work,
/// code and its path.
using Work = std::map<std::string, std::set<std::string>>;

Work work_of(const WorkloadRuns& runs) {
  Work all;
  for (const ProcessRun& run : runs.runs) {
    const Recording& r = *run.recording;
    const results::Workload& w = r.workloads[run.workload];
    all["workload"].insert(w.name);
    all["version"].insert(w.version);
    all["parameters"].insert(w.parameters);
    all["dataset"].insert(w.dataset_digest);
    all["libraries and code paths"].merge(libraries_of(r, run.workload));
    all["instruction-set cap"].merge(caps_of(r, run.workload));
    all["build of the plug-in"].insert(plugin_build(r, run.workload));
  }
  return all;
}

constexpr std::size_t widest_value = 72;

std::string value_text(const std::set<std::string>& values) {
  std::vector<std::string> known;
  for (const std::string& v : values)
    if (!v.empty()) known.push_back(v);
  return known.empty() ? "not recorded"
                       : results::shortened(fmt::format("{}", fmt::join(known, ", ")), widest_value);
}

/// "dataset (sha256:12 here, sha256:34 there)"; empty if nothing differs.
std::string differing_parts(const Work& here, const Work& there) {
  std::vector<std::string> parts;
  static const std::set<std::string> none;
  for (const auto& [part, values] : here) {
    const auto found = there.find(part);
    const auto& others = found == there.end() ? none : found->second;
    if (values != others)
      parts.push_back(fmt::format("{} ({} here, {} there)", part, value_text(values), value_text(others)));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string common_cpu_model(const Side& side) {
  std::set<std::string> models;
  for (const RecordingPointer& r : side.recordings) models.insert(r->recording.header.cpu_model);
  return models.size() == 1 ? *models.begin() : "";
}

bool has(const FactorSample& factor) {
  return !factor.sample.values.empty();
}

std::optional<double> mean_of(const FactorSample& factor) {
  return has(factor) ? estimate(factor.sample).value : std::nullopt;
}

/// Takes what the side lacks from one of the same CPU model and work, if CPU time per request agrees.
bool infer(CountedSide& side, const CountedSide& lender, const std::string& name) {
  const auto here = mean_of(side.requests_per_cpu_s), there = mean_of(lender.requests_per_cpu_s);
  if (!here || !there) return false;
  const double difference = std::fabs(*here / *there - 1);
  if (difference > largest_join_difference) {
    side.not_joined.push_back(fmt::format("{}: CPU time per request differs by {} and may by {}", name,
                                          percent_text(difference), percent_text(largest_join_difference)));
    return false;
  }
  bool lent = false;
  for (const auto factor : {&CountedSide::cycles_per_cpu_s, &CountedSide::instructions_per_cycle,
                            &CountedSide::requests_per_instruction}) {
    if (has(side.*factor) || !has(lender.*factor)) continue;
    side.*factor = lender.*factor;
    (side.*factor).origin = Origin::inferred;
    lent = true;
  }
  if (!lent) {
    side.not_joined.push_back(
        fmt::format("{}: the same CPU model and work, but it counted nothing that is missing here", name));
    return false;
  }
  side.joined.push_back(
      fmt::format("{}: inferred, the same CPU model and work; CPU time per request agrees within {}", name,
                  percent_text(std::max(difference, 0.0001))));
  return true;
}

/// Instructions per request of the same work and code are the same on every CPU: with own cycles they give
/// instructions per cycle.
void carry(CountedSide& side, const CountedSide& lender, const std::string& name) {
  const auto carried = mean_of(lender.requests_per_instruction);
  if (has(side.requests_per_instruction) || !carried) return;
  side.requests_per_instruction.origin = side.instructions_per_cycle.origin = Origin::carried;
  side.requests_per_instruction.sample = side.requests_per_cpu_s.sample;
  for (RunValue& v : side.requests_per_instruction.sample.values) v.value = *carried;
  side.joined.push_back(fmt::format("{}: instructions per request carried ({:.6g}), the same work and code",
                                    name, 1 / *carried));
  if (has(side.instructions_per_cycle) || !has(side.cycles_per_cpu_s)) return;
  // Of the same process run: requests / CPU second / (cycles / CPU second) = requests / cycle.
  Sample cycles = side.cycles_per_cpu_s.sample;
  std::vector<RunValue> kept;
  for (const RunValue& v : side.requests_per_cpu_s.sample.values) {
    const auto same = std::find_if(cycles.values.begin(), cycles.values.end(), [&](const RunValue& c) {
      return c.recording == v.recording && c.block == v.block && c.start_unix_ns == v.start_unix_ns;
    });
    if (same == cycles.values.end()) continue;
    kept.push_back(v);
    kept.back().value = v.value / same->value / *carried;
  }
  side.instructions_per_cycle.sample = side.requests_per_cpu_s.sample;
  side.instructions_per_cycle.sample.values = std::move(kept);
  count_runs(side.instructions_per_cycle.sample);
}

}  // namespace

std::string_view text_of(Origin origin) {
  return origin == Origin::measured ? "measured" : origin == Origin::inferred ? "INFERRED" : "CARRIED";
}

CountedSide counted_side(const Side& side, const std::string& workload,
                         std::span<const RecordingPointer> named,
                         const std::vector<RecordingPointer>& other_side) {
  std::vector<RecordingPointer> lenders(named.begin(), named.end());
  lenders.insert(lenders.end(), other_side.begin(), other_side.end());
  const WorkloadRuns runs = process_runs(side, workload);
  CountedSide out = own(runs);
  if (has(out.instructions_per_cycle) && has(out.cycles_per_cpu_s)) return out;
  const Work work = work_of(runs);
  const std::string cpu = common_cpu_model(side);
  std::vector<std::pair<CountedSide, std::string>> others;
  std::vector<std::string> asked;
  for (const RecordingPointer& r : side.recordings) asked.push_back(r->recording.header.run_id);
  for (const RecordingPointer& lender : lenders) {
    const std::string& id = lender->recording.header.run_id;
    if (std::find(asked.begin(), asked.end(), id) != asked.end()) continue;  // itself, or named twice
    asked.push_back(id);
    const Side alone = side_alone(lender);
    const WorkloadRuns lent = process_runs(alone, workload);
    const std::string name = lender->path.filename().string();
    const bool is_other_side = std::find(other_side.begin(), other_side.end(), lender) != other_side.end();
    const auto refuse = [&](const std::string& why) {
      if (!is_other_side) out.not_joined.push_back(fmt::format("{}: {}", name, why));
    };
    if (lent.runs.empty()) {
      refuse(fmt::format("it has no {}", workload));
      continue;
    }
    if (const std::string parts = differing_parts(work, work_of(lent)); !parts.empty()) {
      refuse("it differs in " + parts);
      continue;
    }
    CountedSide counted = own(lent);
    // What is compared cannot lend what it is compared by: of the other side only the instructions.
    if (!is_other_side && !cpu.empty() && lender->recording.header.cpu_model == cpu) {
      if (infer(out, counted, name)) return out;
      continue;
    }
    others.emplace_back(std::move(counted), name);
  }
  for (const auto& [counted, name] : others) carry(out, counted, name);
  return out;
}

}  // namespace crossfade::analysis
