#include "collector/allotment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "analysis/statistics/student_t.h"
#include "collector/duration_text.h"
#include "results/assertion.h"
#include "results/kept_time.h"

namespace crossfade::collector {
namespace {

std::uint64_t total_ns(const Plan& plan, const std::vector<Outlook>& outlooks) {
  std::uint64_t total = 0;
  for (std::size_t w = 0; w < outlooks.size(); ++w) {
    const std::uint64_t process_ns =
        outlooks[w].process_ns - (plan.workloads[w].slo ? 0 : outlooks[w].chunk_ns);
    total += plan.workloads[w].blocks * process_ns;
  }
  return total;
}

/// Of the budget after what is spent.
std::uint64_t left_ns(const Plan& plan, std::uint64_t spent_ns) {
  return plan.budget_ns > spent_ns ? plan.budget_ns - spent_ns : 0;
}

/// What blocks that take so long have beside them if reruns and looks get their share. What has no SLO
/// throughput has nothing to verify.
std::uint64_t with_reruns_and_looks_ns(const Plan& plan, const std::vector<Outlook>& outlooks,
                                       std::uint64_t blocks_ns) {
  std::uint64_t looks_ns = 0;
  for (std::size_t w = 0; w < outlooks.size(); ++w)
    looks_ns += plan.workloads[w].slo && outlooks[w].chunk_ns > 0 ? plan.verify_ns / 2 : 0;
  return looks_ns + static_cast<std::uint64_t>(static_cast<double>(blocks_ns) * (1 + plan.rerun_share));
}

void set_blocks(Plan& plan, std::uint32_t blocks) {
  for (PlannedWorkload& workload : plan.workloads) workload.blocks = blocks;
}

std::uint64_t blocks_ns(Plan plan, const std::vector<Outlook>& outlooks, std::uint32_t blocks) {
  set_blocks(plan, blocks);
  return total_ns(plan, outlooks);
}

/// The same for all workloads: from 1 to `most`.
std::uint32_t blocks_that_fit(const Plan& plan, const std::vector<Outlook>& outlooks, std::uint32_t most,
                              std::uint64_t available_ns) {
  std::uint32_t blocks = most;
  while (blocks > 1 && blocks_ns(plan, outlooks, blocks) > available_ns) --blocks;
  return blocks;
}

/// "with --budget 4m", "with --budget 50s": rounded up, because times are guesses.
std::string budget_text(std::uint64_t ns) {
  constexpr std::uint64_t second_ns = 1'000'000'000, minute_ns = 60 * second_ns;
  if (ns <= 2 * minute_ns) return fmt::format("with --budget {}s", (ns / second_ns + 9) / 10 * 10);
  return fmt::format("with --budget {}m", (ns + minute_ns - 1) / minute_ns);
}

/// What blocks need that do not fit.
std::string missing_text(const Plan& plan, const std::vector<Outlook>& outlooks, std::uint32_t blocks,
                         std::uint64_t available_ns) {
  return duration_text(blocks_ns(plan, outlooks, blocks) - available_ns);
}

/// One that takes most of its process makes room when it is given up; any other is worth more than what a
/// block more would add.
bool takes_most(const Plan& plan, const std::vector<Outlook>& outlooks, std::size_t workload) {
  return plan.workloads[workload].slo && 2 * outlooks[workload].chunk_ns > outlooks[workload].process_ns;
}

/// Gives up such SLO chunks, the longest first, as long as that makes room for more blocks of fewer than
/// four.
void drop_chunks(Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t available_ns) {
  Plan without = plan;
  for (std::size_t w = 0; w < outlooks.size(); ++w)
    without.workloads[w].slo &= !takes_most(plan, outlooks, w);
  const std::uint32_t aim = blocks_that_fit(without, outlooks, useful_blocks, available_ns);
  while (blocks_ns(plan, outlooks, aim) > available_ns) {
    std::size_t slowest = outlooks.size();
    for (std::size_t w = 0; w < outlooks.size(); ++w) {
      if (!takes_most(plan, outlooks, w)) continue;
      if (slowest == outlooks.size() || outlooks[w].chunk_ns > outlooks[slowest].chunk_ns) slowest = w;
    }
    if (slowest == outlooks.size()) return;
    plan.left_out.push_back(fmt::format("SLO throughput of {}: not measured in this budget: needs {} more",
                                        display_name(plan.workloads[slowest]),
                                        missing_text(plan, outlooks, useful_blocks, available_ns)));
    plan.workloads[slowest].slo = false;
  }
}

std::string missing_blocks_text(const Plan& plan, const std::vector<Outlook>& outlooks, std::uint32_t blocks,
                                std::uint64_t available_ns) {
  if (blocks == fewest_blocks) return {};
  std::string room;
  for (const std::uint32_t more : {useful_blocks, fewest_blocks}) {
    if (more <= blocks) continue;
    const std::uint64_t needed_ns = plan.budget_ns + blocks_ns(plan, outlooks, more) - available_ns;
    room += fmt::format("{} for {}{}", budget_text(needed_ns), more == fewest_blocks ? "all " : "", more);
    if (more == useful_blocks) room += ", ";
  }
  return fmt::format("{} of {} blocks: {} fit{}, there is room {}; {}", fewest_blocks - blocks, fewest_blocks,
                     blocks, blocks == 1 ? "s" : "", room, fewer_blocks_text(blocks));
}

/// What the first blocks leave for them.
void tell_reruns_and_looks(Plan& plan, const std::vector<Outlook>& outlooks, std::uint32_t blocks,
                           std::uint64_t available_ns) {
  const std::uint64_t taken_ns = blocks_ns(plan, outlooks, blocks);
  const std::uint64_t wanted_ns = with_reruns_and_looks_ns(plan, outlooks, taken_ns);
  if (wanted_ns <= available_ns || wanted_ns == taken_ns) return;
  plan.left_out.push_back(fmt::format(
      "a part of the reruns of disturbed stages and looks below the SLO throughputs: they get the "
      "time that blocks leave, about {} less than planned",
      duration_text(wanted_ns - available_ns)));
}

/// Eight, of which fewer may be expected.
Allotment first_blocks(Plan plan, const std::vector<Outlook>& outlooks, std::uint64_t available_ns) {
  drop_chunks(plan, outlooks, available_ns);
  const std::uint32_t blocks = blocks_that_fit(plan, outlooks, fewest_blocks, available_ns);
  tell_reruns_and_looks(plan, outlooks, blocks, available_ns);
  set_blocks(plan, fewest_blocks);
  plan.blocks = fewest_blocks;
  plan.allotted = true;
  std::string missing = missing_blocks_text(plan, outlooks, blocks, available_ns);
  return {std::move(plan), blocks, std::move(missing)};
}

/// By how much the aim is missed: 1 and less = it is not.
double missed_by(const Plan& plan, const std::vector<Outlook>& outlooks, std::size_t w) {
  if (!plan.workloads[w].slo || outlooks[w].chunk_ns == 0) return 0;
  if (!outlooks[w].deviation_is_known()) return INFINITY;
  return expected_half_width(outlooks[w], plan.workloads[w].blocks) / plan.precision;
}

/// By how much the time of requests that a verdict asks for is missed: 1 and less = it is not. Rates of later
/// chunks differ a little, and the part that is kept with them.
double time_missed_by(const Plan& plan, const std::vector<Outlook>& outlooks, std::size_t w) {
  const Outlook& outlook = outlooks[w];
  if (!plan.workloads[w].slo || outlook.chunk_ns == 0 || outlook.kept_s <= 0) return 0;
  constexpr double spare = 1.05, rounding = 1e-6;
  const double chunk_s = static_cast<double>(outlook.chunk_ns) * 1e-9;
  const double wanted_s = results::enough_recorded_s * (outlook.kept_s < 0.99 * chunk_s ? spare : 1);
  return wanted_s / (plan.workloads[w].blocks * outlook.kept_s) * (1 - rounding);
}

using Missed = double (*)(const Plan&, const std::vector<Outlook>&, std::size_t);

/// More than eight where the aim is missed most, as long as reruns and looks keep their share.
void grow(Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t available_ns,
          std::vector<bool> may_grow, Missed missed_by) {
  for (;;) {
    std::size_t worst = outlooks.size();
    for (std::size_t w = 0; w < outlooks.size(); ++w) {
      const double missed = missed_by(plan, outlooks, w);
      if (!may_grow[w] || missed <= 1 || plan.workloads[w].blocks >= most_blocks) continue;
      if (worst == outlooks.size() || missed > missed_by(plan, outlooks, worst)) worst = w;
    }
    if (worst == outlooks.size()) return;
    ++plan.workloads[worst].blocks;
    if (with_reruns_and_looks_ns(plan, outlooks, total_ns(plan, outlooks)) <= available_ns) continue;
    --plan.workloads[worst].blocks;
    may_grow[worst] = false;
  }
}

std::string expectation_text(const Plan& plan, const Outlook& outlook, std::uint32_t blocks) {
  if (!outlook.deviation_is_known()) {
    return fmt::format(
        "how exact is not known: in {} of {} processes of the calibration no rate met the objective; "
        "it gets the time that others leave, {} blocks",
        outlook.unsolved, outlook.unsolved + outlook.solved, blocks);
  }
  std::uint32_t enough = blocks;
  while (enough <= most_blocks && expected_half_width(outlook, enough) > plan.precision) ++enough;
  const std::uint64_t more_ns = (enough - blocks) * outlook.process_ns;
  return fmt::format("+-{:.1f} % expected, +-{:.1f} % aimed at: {}",
                     100 * expected_half_width(outlook, blocks), 100 * plan.precision,
                     enough > most_blocks
                         ? fmt::format("not to be had with {} blocks, the most there are", most_blocks)
                         : fmt::format("needs {} more", duration_text(more_ns)));
}

std::string time_text(const Outlook& outlook, std::uint32_t blocks) {
  const auto enough = static_cast<std::uint32_t>(std::ceil(results::enough_recorded_s / outlook.kept_s));
  return fmt::format("{:.1f} s of its requests expected, and a verdict asks for {:.0f} s: {}",
                     blocks * outlook.kept_s, results::enough_recorded_s,
                     enough > most_blocks
                         ? fmt::format("not to be had with {} blocks, the most there are", most_blocks)
                         : fmt::format("needs {} more", duration_text((enough - std::min(enough, blocks)) *
                                                                      outlook.process_ns)));
}

/// Without the time of requests a verdict refuses the rate, so that comes before how exact it is. Those whose
/// deviation is not known come last: they could take everything and never have enough.
void give_blocks(Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t available_ns) {
  std::vector<bool> known, all(outlooks.size(), true);
  for (const Outlook& outlook : outlooks) known.push_back(outlook.deviation_is_known());
  grow(plan, outlooks, available_ns, all, time_missed_by);
  grow(plan, outlooks, available_ns, known, missed_by);
  grow(plan, outlooks, available_ns, all, missed_by);
  for (std::size_t w = 0; w < outlooks.size(); ++w) {
    if (plan.workloads[w].blocks * outlooks[w].kept_s < results::enough_recorded_s * (1 - 1e-6) &&
        time_missed_by(plan, outlooks, w) > 1) {
      plan.left_out.push_back(fmt::format("SLO throughput of {}: {}", display_name(plan.workloads[w]),
                                          time_text(outlooks[w], plan.workloads[w].blocks)));
    }
    if (missed_by(plan, outlooks, w) <= 1) continue;
    plan.left_out.push_back(fmt::format("SLO throughput of {}: {}", display_name(plan.workloads[w]),
                                        expectation_text(plan, outlooks[w], plan.workloads[w].blocks)));
  }
}

}  // namespace

std::string too_slow_for_a_chunk(const Plan& plan, std::uint64_t wanted_chunk_ns) {
  return fmt::format("not measured in this profile: needs {}: {} requests take longer than {}",
                     duration_text(fewest_blocks * wanted_chunk_ns), plan.chunk_requests,
                     duration_text(plan.chunk_limit_ns));
}

double expected_half_width(const Outlook& outlook, std::uint32_t blocks) {
  if (blocks < 2) return INFINITY;
  return statistics::student_t_quantile(0.975, blocks - 1.0) * outlook.deviation / std::sqrt(blocks);
}

Allotment allotted(Plan plan, const std::vector<Outlook>& outlooks, std::uint64_t spent_ns) {
  CF_ASSERT(outlooks.size() == plan.workloads.size(), "an outlook for each workload");
  plan.left_out.clear();
  for (std::size_t w = 0; w < outlooks.size(); ++w) {
    plan.workloads[w].blocks = fewest_blocks;
    if (outlooks[w].chunk_ns == 0 && plan.chunk_ns > 0) {
      plan.left_out.push_back(fmt::format("SLO throughput of {}: {}", display_name(plan.workloads[w]),
                                          too_slow_for_a_chunk(plan, outlooks[w].wanted_chunk_ns)));
    }
  }
  const std::uint64_t available_ns = left_ns(plan, spent_ns);
  Allotment out = first_blocks(std::move(plan), outlooks, available_ns);
  if (out.expected_blocks < fewest_blocks) return out;
  give_blocks(out.plan, outlooks, available_ns);
  for (const PlannedWorkload& workload : out.plan.workloads)
    out.plan.blocks = std::max(out.plan.blocks, workload.blocks);
  out.expected_blocks = out.plan.blocks;
  return out;
}

Allotment expected_allotment(const Plan& plan) {
  return first_blocks(plan, assumed_outlooks(plan), left_ns(plan, assumed_run_ns(plan, 0)));
}

std::string fewer_blocks_text(std::uint32_t blocks) {
  if (blocks == 0) return "without a block there is no value";
  if (blocks == 1) return "one block has no variance: no intervals, no ratios";
  if (blocks == 2)
    return "with 2 blocks hardly a value has an interval, ratios have very wide ones, and there are no "
           "undisturbed values";
  if (blocks < useful_blocks)
    return fmt::format("with {} blocks intervals are very wide, and there are no undisturbed values", blocks);
  if (blocks < fewest_blocks)
    return fmt::format("with {} blocks intervals are wider, and the rule for ratios was tested with {}",
                       blocks, fewest_blocks);
  return {};
}

}  // namespace crossfade::collector
