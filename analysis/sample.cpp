#include "analysis/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "analysis/number_text.h"
#include "analysis/recorded_plan.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "analysis/void_stages.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

constexpr std::uint32_t fewest_runs = 3;
constexpr std::size_t enough_hosts = 3;

/// Calibrations, and runs with --rates none.
bool has_no_load_curve(const results::Recording& recording) {
  return RecordedPlan(recording).flag("load_curve") == false;
}

std::string no_load_stage_text(const WorkloadRuns& workload) {
  const auto none = [](const ProcessRun& run) { return has_no_load_curve(*run.recording); };
  return std::all_of(workload.runs.begin(), workload.runs.end(), none) ? "no load curve was asked for"
                                                                       : "no open-loop stage";
}

/// Blocks by host and recording; `scale` is applied to each value before the mean over a block.
template <class Scale>
statistics::SideValues blocks(const Sample& sample, Scale scale) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::vector<double>> by_block;
  for (const RunValue& v : sample.values) {
    by_block[{v.host, v.recording, v.block}].push_back(scale(v.value));
  }
  statistics::SideValues side;
  std::optional<std::uint32_t> host, recording;
  for (const auto& [key, values] : by_block) {
    if (host != std::get<0>(key)) {
      side.emplace_back();
      host = std::get<0>(key);
      recording.reset();
    }
    if (recording != std::get<1>(key)) {
      side.back().emplace_back();
      recording = std::get<1>(key);
    }
    side.back().back().push_back(statistics::mean(values));
  }
  return side;
}

struct Centre {
  double mean = 0;
  std::optional<statistics::Interval> interval;
  std::string no_interval_because;
};

/// The mean of host means and its interval: between hosts from three hosts on, else between blocks with hosts
/// and recordings as given.
Centre centre(const statistics::SideValues& side, const SampleSize& n) {
  std::vector<double> host_means;
  double variance = 0, degrees = 0;
  bool single_block = false;
  for (const auto& host : side) {
    std::vector<double> recording_means;
    for (const auto& values : host) {
      recording_means.push_back(statistics::mean(values));
      if (values.size() < 2) {
        single_block = true;
        continue;
      }
      variance += statistics::sample_variance(values) / static_cast<double>(values.size()) /
                  static_cast<double>(host.size() * host.size());
      degrees += static_cast<double>(values.size() - 1);
    }
    host_means.push_back(statistics::mean(recording_means));
  }
  Centre out;
  out.mean = statistics::mean(host_means);
  const auto hosts = static_cast<double>(side.size());
  if (side.size() >= enough_hosts) {
    out.interval = statistics::mean_interval(host_means);
  } else if (n.processes < fewest_runs) {
    out.no_interval_because = fmt::format("{} process run{}: an interval between process runs needs {}",
                                          n.processes, n.processes == 1 ? "" : "s", fewest_runs);
  } else if (single_block) {
    out.no_interval_because = "a recording has one block only: no variance within it";
  } else {
    out.interval = statistics::t_interval(out.mean, std::sqrt(variance) / hosts, degrees);
  }
  return out;
}

/// Why not even void stages have the quantity: no counters, for example, which an undisturbed run would lack
/// as well. Empty where they have it, or there are none.
std::string lacking_in_void(const WorkloadRuns& workload, const StageFilter& filter, const Measure& measure) {
  for (const ProcessRun& run : workload.runs) {
    std::vector<const StageView*> stages;
    for (const StageView& v : run.void_stages)
      if (matches(*v.stage, filter)) stages.push_back(&v);
    if (stages.empty()) continue;
    const Quantity q = measure(run, stages);
    return q.value ? std::string() : q.absent_because;
  }
  return {};
}

}  // namespace

std::string no_stage_text(const WorkloadRuns& workload, const StageFilter& filter) {
  if (workload.runs.empty())
    return workload.failed_runs > 0 ? "no process run ended well" : "no process run has ended";
  std::size_t void_stages = 0;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView& v : run.void_stages) void_stages += matches(*v.stage, filter);
  }
  if (void_stages > 0) return all_void_text(void_stages);
  if (filter.kind == results::StageKind::service) return "no service-time stage";
  if (filter.kind == results::StageKind::load) {
    return filter.offered_per_s ? fmt::format("no stage at {}/s", grouped_text(*filter.offered_per_s))
                                : no_load_stage_text(workload);
  }
  return filter.workers ? fmt::format("no capacity stage with {} thread{}", *filter.workers,
                                      *filter.workers == 1 ? "" : "s")
                        : "no capacity stage";
}

bool Sample::positive() const {
  return std::all_of(values.begin(), values.end(), [](const RunValue& v) { return v.value > 0; });
}

void count_runs(Sample& sample) {
  std::set<std::uint32_t> hosts, recordings;
  std::set<std::pair<std::uint32_t, std::uint32_t>> block_ids;
  for (const RunValue& v : sample.values) {
    hosts.insert(v.host);
    recordings.insert(v.recording);
    block_ids.insert({v.recording, v.block});
  }
  sample.n.hosts = static_cast<std::uint32_t>(hosts.size());
  sample.n.recordings = static_cast<std::uint32_t>(recordings.size());
  sample.n.blocks = static_cast<std::uint32_t>(block_ids.size());
  sample.n.processes = static_cast<std::uint32_t>(sample.values.size());
  sample.blocks_of_recording.clear();
  for (const auto& [recording, block] : block_ids) ++sample.blocks_of_recording[recording];
}

Sample sample(const WorkloadRuns& workload, const StageFilter& filter, const Measure& measure) {
  Sample out;
  std::size_t stages_seen = 0, disturbed = 0;
  std::string no_value, elsewhere;
  for (const ProcessRun& run : workload.runs) {
    const auto stages = matching(run, filter);
    if (stages.empty()) continue;
    const Quantity q = measure(run, stages);
    if (q.elsewhere) {  // planned so: the values of the other runs are all that there were to be
      if (elsewhere.empty()) elsewhere = q.absent_because;
      continue;
    }
    if (!q.value || !std::isfinite(*q.value)) {
      ++out.runs_without;
      if (no_value.empty()) no_value = q.absent_because;
      continue;
    }
    const bool out_of_turn =
        std::any_of(stages.begin(), stages.end(), [](const StageView* v) { return v->out_of_turn; });
    out.values.push_back(
        {run.host, run.recording_index, run.block, run.start_unix_ns, *q.value, out_of_turn});
    out.n.requests += q.requests;
    for (const StageView* v : stages) {
      ++stages_seen;
      disturbed += v->stage->quality == results::Quality::disturbed;
    }
  }
  count_runs(out);
  if (stages_seen > 0)
    out.disturbed_share = static_cast<double>(disturbed) / static_cast<double>(stages_seen);
  if (out.values.empty()) {
    out.absent_because = !no_value.empty()    ? no_value
                         : !elsewhere.empty() ? "no process run counted it: " + elsewhere
                                              : no_stage_text(workload, filter);
    if (const std::string also =
            no_value.empty() && elsewhere.empty() ? lacking_in_void(workload, filter, measure) : "";
        !also.empty())
      out.absent_because += "; nor do these have it: " + also;
  } else {
    out.absent_because = no_value;
  }
  return out;
}

statistics::SideValues log_blocks(const Sample& sample) {
  return blocks(sample, [](double v) { return std::log(v); });
}

void centre_on(Sample& of_recording, double value) {
  const auto blocks = log_blocks(of_recording);
  CF_ASSERT(blocks.size() == 1 && blocks.front().size() == 1, "the values are of one recording");
  const double factor = value / std::exp(statistics::mean(blocks.front().front()));
  for (RunValue& v : of_recording.values) v.value *= factor;
}

namespace {

Estimate estimate_on(const Sample& sample, bool logarithmic) {
  Estimate out;
  out.n = sample.n;
  out.disturbed_share = sample.disturbed_share;
  if (sample.values.empty()) {
    out.absent_because = sample.absent_because;
    return out;
  }
  if (sample.runs_without > 0) {
    out.cautions.push_back(fmt::format("{} process run{} had no value: {}", sample.runs_without,
                                       sample.runs_without == 1 ? "" : "s", sample.absent_because));
  }
  const auto plain = [](double v) { return v; };
  const Centre c = centre(logarithmic ? log_blocks(sample) : blocks(sample, plain), sample.n);
  out.value = logarithmic ? std::exp(c.mean) : c.mean;
  out.no_interval_because = c.no_interval_because;
  if (c.interval) {
    out.interval = *c.interval;
    if (logarithmic)
      out.interval = statistics::Interval{std::exp(c.interval->low), std::exp(c.interval->high)};
  }
  return out;
}

}  // namespace

Estimate estimate(const Sample& sample) {
  return estimate_on(sample, sample.positive());
}

Estimate estimate_plain(const Sample& sample) {
  return estimate_on(sample, false);
}

Estimate scaled(Estimate e, double factor) {
  if (e.value) *e.value *= factor;
  if (e.interval) e.interval = statistics::Interval{e.interval->low * factor, e.interval->high * factor};
  return e;
}

}  // namespace crossfade::analysis
