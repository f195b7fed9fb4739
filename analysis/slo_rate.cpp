#include "analysis/slo_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analysis/comparability.h"
#include "analysis/exceedance.h"
#include "analysis/number_text.h"
#include "analysis/slo_check.h"
#include "analysis/slo_solution.h"
#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "analysis/void_stages.h"
#include "results/kept_time.h"

namespace crossfade::analysis {
namespace {

using results::StageKind;
using statistics::SloEstimate;
using statistics::SloState;
using Runs = std::vector<const ProcessRun*>;

/// Beyond this share of blocks with hardly a request the others do not stand for them; as on the grid.
constexpr double most_left_out = 0.25;

/// What has to be said of the whole, gathered from its recordings.
struct Account {
  std::size_t recordings = 0, blocks = 0, blocks_left_out = 0;
  double fewest_tail_requests = INFINITY;
  bool tail_supported = true, at_capacity = false;
  bool no_rate_meets_it = false;  ///< for certain, of one of the recordings
  bool has_lower_end = true;      ///< of every recording's interval
  std::string no_interval_because;
  double shortest_s = INFINITY;                  ///< recorded time of the recording with the least
  std::optional<statistics::Interval> interval;  ///< of the last recording's own solution
};

bool is_planned_chunk(const StageView& view) {
  return view.stage->kind == StageKind::slo_chunk;
}

std::string why_no_chunks(const WorkloadRuns& workload) {
  std::size_t voided = 0;
  for (const ProcessRun& run : workload.runs) {
    voided += static_cast<std::size_t>(
        std::count_if(run.void_stages.begin(), run.void_stages.end(), is_planned_chunk));
  }
  if (voided > 0) return all_void_text(voided);
  return "no stage near that rate was recorded";
}

Runs without_blocks(const Runs& runs, const std::vector<std::uint32_t>& left_out) {
  Runs counted;
  for (const ProcessRun* run : runs) {
    if (std::find(left_out.begin(), left_out.end(), run->block) == left_out.end()) counted.push_back(run);
  }
  return counted;
}

std::size_t number_of_blocks(const Runs& runs) {
  std::set<std::uint32_t> blocks;
  for (const ProcessRun* run : runs) blocks.insert(run->block);
  return blocks.size();
}

/// Process runs of a recording with a stage near that rate, whether or not a request of it was kept.
Runs runs_with_chunks(const WorkloadRuns& workload, std::uint32_t recording) {
  Runs found;
  for (const ProcessRun& run : workload.runs) {
    if (run.recording_index == recording &&
        std::any_of(run.stages.begin(), run.stages.end(), is_planned_chunk))
      found.push_back(&run);
  }
  return found;
}

std::string left_out_text(const Account& account) {
  return fmt::format(
      "{} of {} blocks left out for having fewer than {} requests, of which one late one would weigh too "
      "much; "
      "what a stage was given up for is not in the rate",
      account.blocks_left_out, account.blocks, statistics::fewest_requests_in_block);
}

std::string too_few_text(const SloEstimate& solution) {
  const std::string where =
      solution.blocks_left_out.empty()
          ? ""
          : fmt::format(" in blocks of {} and more", statistics::fewest_requests_in_block);
  return fmt::format("{} near that rate{}: judging 1 % needs 400", counted_text(solution.requests, "request"),
                     where);
}

/// The objective of all classes; nullopt if they have several.
std::optional<double> only_objective_ns(const ProcessRun& run) {
  std::set<std::uint64_t> objectives;
  for (const results::WorkloadClass& c : run.recording->classes) {
    if (c.workload == run.workload) objectives.insert(c.slo_p99_ns);
  }
  if (objectives.size() != 1) return std::nullopt;
  return static_cast<double>(*objectives.begin());
}

double disturbed_share(const Runs& runs) {
  double stages = 0, disturbed = 0;
  for (const ProcessRun* run : runs) {
    for (const StageView& view : run->stages) {
      if (!is_planned_chunk(view)) continue;
      ++stages;
      disturbed += view.stage->quality == results::Quality::disturbed;
    }
  }
  return stages > 0 ? disturbed / stages : 0;
}

struct NoRateText {
  std::string text;
  bool certain = false;  ///< else more or quieter recordings may find one
};

NoRateText no_rate_text(const SloEstimate& solution, const Runs& runs, double factor) {
  const std::string quantile = fmt::format("p{:g}", 100 * (1 - allowed_exceedance));
  const double fastest_ns = solution.fastest_quantile_ns;
  std::string seen = fmt::format(
      "without any queueing more than {:g} % of {} requests take longer than their own class may already "
      "(the fastest {} of all: {})",
      100 * allowed_exceedance, grouped_text(static_cast<double>(solution.requests)), quantile,
      quantity_text(fastest_ns, {}, "ns"));
  if (const auto objective_ns = only_objective_ns(*runs.front())) {
    const double limit_ns = factor * *objective_ns;
    if (fastest_ns > limit_ns) {
      seen = fmt::format("the fastest {}, without any queueing, is {} (of {} requests), and {} is allowed",
                         quantile, quantity_text_beside(fastest_ns, limit_ns, "ns"),
                         grouped_text(static_cast<double>(solution.requests)),
                         quantity_text(limit_ns, {}, "ns"));
    }
  }
  const double disturbed = disturbed_share(runs);
  const statistics::NoRate judged = judge_no_rate(runs, factor, is_too_disturbed(disturbed));
  switch (judged.certainty) {
    case statistics::NoRateCertainty::certain:
      if (judged.late_alone_share > statistics::most_late_by_disturbance)
        seen += fmt::format(": {} of them are late", percent_text(judged.late_alone_share));
      return {"no rate meets the objective: " + seen, true};
    case statistics::NoRateCertainty::blocks_differ:
      return {
          fmt::format("it is open whether any rate meets the objective: {}, but the process runs differ so "
                      "much that the share may be below {:g} %; measure longer",
                      seen, 100 * allowed_exceedance)};
    case statistics::NoRateCertainty::disturbed:
      break;
  }
  return {fmt::format("{} whether any rate meets the objective: {}; measure again on a quieter machine",
                      question_text(disturbed), seen)};
}

/// Capacity of one process run's chunk: as many requests as its service times and start delays let through.
double chunk_capacity_per_s(const ProcessRun& run) {
  double busy_ns = 0, requests = 0;
  std::uint32_t servers = 1;
  for (const StageView& view : run.stages) {
    if (!is_planned_chunk(view) || view.trace == nullptr) continue;
    servers = view.stage->workers;
    requests += view.trace->requests;
    for (const std::uint32_t ns : view.trace->service_ns) busy_ns += ns;
    for (const std::uint32_t ns : view.trace->start_delay_ns) busy_ns += ns;
  }
  return servers * requests * 1e9 / busy_ns;
}

/// How long the chunks' kept requests took to arrive, all blocks together.
double recorded_s(const Runs& runs) {
  double seconds = 0;
  for (const ProcessRun* run : runs) {
    for (const StageView& view : run->stages) {
      if (is_planned_chunk(view) && view.trace != nullptr)
        seconds += results::kept_s(*view.stage, *view.trace);
    }
  }
  return seconds;
}

bool has_chunk_out_of_turn(const ProcessRun& run) {
  return std::any_of(run.stages.begin(), run.stages.end(),
                     [](const StageView& view) { return is_planned_chunk(view) && view.out_of_turn; });
}

void add_values(Sample& sample, const Runs& runs, const std::map<std::uint32_t, double>& ln_by_block,
                double ln_rate) {
  double mean = 0;
  for (const auto& [block, ln] : ln_by_block) mean += ln / static_cast<double>(ln_by_block.size());
  for (const ProcessRun* run : runs) {
    const auto found = ln_by_block.find(run->block);
    if (found == ln_by_block.end()) continue;
    sample.values.push_back({run->host, run->recording_index, run->block, run->start_unix_ns,
                             std::exp(found->second + ln_rate - mean), has_chunk_out_of_turn(*run)});
  }
}

/// Adds one recording, its blocks that count; false = it has no rate, and `sample` says why.
bool add_recording(const SloEstimate& solution, const Runs& runs, double factor, Sample& sample,
                   Account& account) {
  sample.n.requests += solution.requests;
  std::map<std::uint32_t, double> ln_by_block;
  switch (solution.state) {
    case SloState::no_requests:
      sample.absent_because = "no request near that rate was kept";
      return false;
    case SloState::too_few_requests:
      sample.absent_because = too_few_text(solution);
      return false;
    case SloState::no_rate_meets_it: {
      const NoRateText none = no_rate_text(solution, runs, factor);
      sample.absent_because = none.text;
      account.no_rate_meets_it = none.certain;
      return false;
    }
    case SloState::met_up_to_capacity: {
      account.at_capacity = true;
      account.shortest_s = std::min(account.shortest_s, recorded_s(runs));
      std::map<std::uint32_t, std::vector<double>> by_block;
      for (const ProcessRun* run : runs) by_block[run->block].push_back(std::log(chunk_capacity_per_s(*run)));
      for (const auto& [block, values] : by_block) ln_by_block[block] = statistics::mean(values);
      break;
    }
    case SloState::solved:
      account.shortest_s = std::min(account.shortest_s, recorded_s(runs));
      account.interval = solution.interval;
      account.fewest_tail_requests = std::min(account.fewest_tail_requests, solution.effective_tail_requests);
      account.tail_supported = account.tail_supported && solution.tail_supported;
      for (const statistics::SloBlock& block : solution.blocks) {
        if (block.ln_rate) {
          ln_by_block[block.block] = *block.ln_rate;
        } else {
          ln_by_block[block.block] = std::log(solution.rate_per_s);
          account.has_lower_end = false;
          if (solution.blocks.size() == 1)
            account.no_interval_because = "one block: no variance between blocks";
        }
      }
      break;
  }
  add_values(sample, runs, ln_by_block, std::log(solution.rate_per_s));
  return true;
}

/// Of events that come at random once in T / 3 a recording of T has one or more in 95 %.
std::string short_text(double seconds) {
  return fmt::format(
      "solved from {:.1f} s of requests, and {:.0f} s are needed to say so much: standstills and slow "
      "requests "
      "rarer than one in {:.1f} s may be missing in them; the rate is then too high and its interval does "
      "not "
      "allow for that",
      seconds, results::enough_recorded_s, seconds / 3);
}

/// The median of the rates that chunks were offered at.
std::optional<double> typical_offered_per_s(const WorkloadRuns& workload) {
  std::vector<double> offered;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView& view : run.stages) {
      if (is_planned_chunk(view)) offered.push_back(view.stage->offered_per_s);
    }
  }
  if (offered.empty()) return std::nullopt;
  return statistics::median(offered);
}

/// Of the rate that requests were offered at: a solution below it is far away.
constexpr double nearest_below = 0.8;

/// The median share of their time that the workers of a chunk were busy or stood still.
std::optional<double> typical_load(const WorkloadRuns& workload) {
  std::vector<double> loads;
  for (const ProcessRun& run : workload.runs) {
    if (!has_slo_chunk(run)) continue;
    const double capacity_per_s = chunk_capacity_per_s(run);
    for (const StageView& view : run.stages) {
      if (is_planned_chunk(view) && capacity_per_s > 0)
        loads.push_back(view.stage->offered_per_s / capacity_per_s);
    }
  }
  if (loads.empty()) return std::nullopt;
  return statistics::median(loads);
}

/// Of a solution below: workers that were hardly ever idle say nothing of what happens to idle ones.
/// Simulated with stalls of the machine and a true rate of half the capacity: recorded at 50 to 90 % of it 90
/// to 98 % of the intervals contain the truth, at 95 % 75 %, at 99 and 101 % 76 to 89 %, and rates are 18 to
/// 26 % too high.
std::string hardly_idle_text(double rate_per_s, std::optional<double> offered_per_s,
                             const WorkloadRuns& workload) {
  constexpr double busiest = 0.93;
  if (!offered_per_s || rate_per_s >= nearest_below * *offered_per_s) return "";
  const auto load = typical_load(workload);  // looks at every recorded request
  if (!load || *load <= busiest) return "";
  return fmt::format(
      "solved at {:.2g} times the rate that its requests were offered at ({}), which left workers "
      "idle for {:.0f} % of the time: standstills of idle workers were not seen",
      rate_per_s / *offered_per_s, quantity_text(*offered_per_s, {}, "s-1"), 100 * std::max(0.0, 1 - *load));
}

/// Where the solution lies far from where its requests were served; empty = near enough.
std::string far_off_text(double rate_per_s, std::optional<double> offered_per_s) {
  constexpr double furthest = 1.15;
  if (!offered_per_s) return "";
  const double share = rate_per_s / *offered_per_s;
  if (share >= nearest_below && share <= furthest) return "";
  return fmt::format(
      "solved at {} times the rate that its requests were offered at ({}): standstills of all workers at "
      "once "
      "count too little so far away, and the true rate may be lower",
      share < 1 ? fmt::format("{:.2g}", share) : fmt::format("{:.1f}", share),
      quantity_text(*offered_per_s, {}, "s-1"));
}

/// The lowest measured rate below the solved one at which more than may be were late; empty = there is none.
/// Which of the two is right is not known: stages at rates are short, and blocks differ.
struct Contradiction {
  std::string text;
  bool is_sure = false;  ///< and nobody disturbed its stages much
};

Contradiction contradiction(const WorkloadRuns& workload, double solved_per_s) {
  std::vector<const ProcessRun*> runs;
  for (const ProcessRun& run : workload.runs) runs.push_back(&run);
  for (const RateCount& count : rate_counts(runs).counts) {
    if (count.rate_per_s >= solved_per_s) break;
    const Estimate late = exceedance(workload, count.rate_per_s);
    if (!late.value || *late.value <= allowed_exceedance) continue;
    const std::string interval =
        late.interval ? fmt::format(" [{:.3g}, {:.3g}]", 100 * late.interval->low, 100 * late.interval->high)
                      : " (no interval)";
    // Without an interval it is a few requests, or nearly all.
    const bool surely = late.interval ? late.interval->low > allowed_exceedance : *late.value > 0.5;
    return {fmt::format("at {}, a lower rate, {:.3g} %{} of the requests of its own stages were late: {}",
                        quantity_text(count.rate_per_s, {}, "s-1"), 100 * *late.value, interval,
                        surely ? "the true rate is likely lower than solved"
                               : "the true rate may be lower than solved"),
            surely && !is_too_disturbed(late.disturbed_share)};
  }
  return {};
}

/// Capacity stands in the place of a rate that is between the highest one tried and capacity.
void stand_in(SloRate& out) {
  constexpr double tried = statistics::highest_tried_utilisation;
  out.open_below = 1 / tried;
  if (auto& interval = out.estimate.interval) interval->low /= out.open_below;
  out.estimate.cautions.push_back(fmt::format(
      "the objective is still met at {:.0f} % of what these requests let through: capacity limits "
      "the rate, and stands in its place; the true one may be {:.0f} % lower",
      100 * tried, 100 * (1 - tried)));
}

/// No reason to print nothing: recordings whose tail is supported are the lucky ones that hold few of the
/// rare events, and their intervals alone contain the truth less often than those of all recordings
/// (docs/methodology.md, section 6).
std::string unsupported_text(double tail_requests) {
  return fmt::format(
      "tail unsupported: the late requests rest on {:.1f} recorded ones, fewer than 10; another recording "
      "may have others",
      tail_requests);
}

/// Of an interval too wide for the value in it to be taken for more than one of many; empty = it is not.
std::string rough_text(const std::optional<statistics::Interval>& interval) {
  if (!interval || !(interval->low > 0)) return "";  // that it has no lower end says more
  const double half_width = std::log(interval->high / interval->low) / 2;
  if (half_width <= statistics::widest_fine_half_width) return "";
  return "rough: go by the interval, not by the value: of simulated recordings with intervals as wide as "
         "this "
         "the median value was up to 8 % too high";
}

constexpr const char* no_lower_end =
    "no lower end: the late requests are too few, in too few of the blocks, to exclude that no rate meets "
    "the objective";

/// Why there is no interval and no ratio; empty = there are.
std::string refusal_text(const Account& account) {
  if (!account.no_interval_because.empty()) return account.no_interval_because;
  // Of one recording the solution's own interval says that; of several there is no other.
  if (!account.has_lower_end && account.recordings > 1) return no_lower_end;
  const auto blocks = static_cast<double>(account.blocks);
  if (static_cast<double>(account.blocks_left_out) > most_left_out * blocks) {
    return fmt::format("{} of {} blocks were left out: the others do not stand for them",
                       account.blocks_left_out, account.blocks);
  }
  return "";
}

void refuse_ratio(SloRate& out, std::string why) {
  out.sample.values.clear();
  out.sample.absent_because = std::move(why);
}

/// Takes interval and ratio away.
void refuse_interval(SloRate& out, std::string why) {
  out.estimate.interval.reset();
  out.estimate.no_interval_because = why;
  refuse_ratio(out, std::move(why));
}

/// Fills the sample from all recordings. One without a rate leaves the side without one.
Account gather(const WorkloadRuns& workload, double factor, Sample& sample) {
  const std::map<std::uint32_t, Runs> by_recording = slo_runs(workload);
  Account account;
  account.recordings = by_recording.size();
  if (by_recording.empty()) sample.absent_because = why_no_chunks(workload);
  Runs all;
  std::map<std::uint32_t, std::uint32_t> blocks_of_recording;
  bool all_have_rates = true;
  for (const auto& [recording, runs] : by_recording) {
    all.insert(all.end(), runs.begin(), runs.end());
    const SloEstimate solution = solve_slo(runs, factor);
    const Runs counted = without_blocks(runs, solution.blocks_left_out);
    const std::size_t blocks = number_of_blocks(runs_with_chunks(workload, recording));
    account.blocks += blocks;
    account.blocks_left_out += blocks - number_of_blocks(counted);
    // Also of those without a rate: a rate that cannot be solved is no lack of blocks.
    blocks_of_recording[recording] = static_cast<std::uint32_t>(number_of_blocks(counted));
    if (!all_have_rates || add_recording(solution, counted, factor, sample, account)) continue;
    if (by_recording.size() > 1) sample.absent_because += " (in one of the recordings)";
    all_have_rates = false;
  }
  if (!all_have_rates) sample.values.clear();
  count_runs(sample);
  sample.blocks_of_recording = std::move(blocks_of_recording);
  sample.disturbed_share = disturbed_share(all);
  return account;
}

}  // namespace

bool has_slo_chunks(const WorkloadRuns& workload) {
  return std::any_of(workload.runs.begin(), workload.runs.end(), [](const ProcessRun& run) {
    return has_slo_chunk(run) ||
           std::any_of(run.void_stages.begin(), run.void_stages.end(), is_planned_chunk);
  });
}

bool is_solved(const WorkloadRuns& workload) {
  const auto is_load = [](const StageView& view) { return view.stage->kind == StageKind::load; };
  return has_slo_chunks(workload) ||
         std::none_of(workload.runs.begin(), workload.runs.end(), [&](const ProcessRun& run) {
           return std::any_of(run.stages.begin(), run.stages.end(), is_load) ||
                  std::any_of(run.void_stages.begin(), run.void_stages.end(), is_load);
         });
}

SloRate slo_rate(const WorkloadRuns& workload, double objective_factor) {
  SloRate out;
  const Account account = gather(workload, objective_factor, out.sample);
  out.estimate = estimate(out.sample);
  out.no_rate_meets_it = account.no_rate_meets_it;
  if (!out.estimate.value) return out;
  // Of one recording the solution's own interval is the better one: it need not be symmetric.
  if (account.recordings == 1 && out.estimate.interval && account.interval)
    out.estimate.interval = account.interval;
  if (account.shortest_s < results::enough_recorded_s) {
    out.estimate.cautions.push_back(short_text(account.shortest_s));
    out.estimate.too_short_s = account.shortest_s;
  }
  if (account.blocks_left_out > 0) out.estimate.cautions.push_back(left_out_text(account));
  if (!account.tail_supported)
    out.estimate.cautions.push_back(unsupported_text(account.fewest_tail_requests));
  if (account.at_capacity) stand_in(out);
  std::string hardly_idle;
  if (objective_factor == 1) {
    const auto offered_per_s = typical_offered_per_s(workload);
    hardly_idle = hardly_idle_text(*out.estimate.value, offered_per_s, workload);
    if (std::string far = far_off_text(*out.estimate.value, offered_per_s);
        !far.empty() && hardly_idle.empty())
      out.estimate.cautions.push_back(std::move(far));
    Contradiction lower = contradiction(workload, *out.estimate.value);
    if (lower.is_sure) out.contradicted_because = lower.text;
    if (!lower.text.empty()) out.estimate.cautions.push_back(std::move(lower.text));
    for (const SloCheck& check : slo_checks(workload))
      out.estimate.cautions.push_back(slo_check_text(check, *out.estimate.value));
  }
  std::string why = refusal_text(account);
  if (why.empty()) {
    why = std::move(hardly_idle);
  } else if (!hardly_idle.empty()) {
    out.estimate.cautions.push_back(std::move(hardly_idle));
  }
  if (!why.empty()) {
    refuse_interval(out, std::move(why));
  } else if (!account.has_lower_end) {
    out.estimate.cautions.emplace_back(no_lower_end);
    refuse_ratio(out, no_lower_end);
  }
  if (std::string rough = rough_text(out.estimate.interval); !rough.empty())
    out.estimate.cautions.push_back(std::move(rough));
  return out;
}

}  // namespace crossfade::analysis
