#include "collector/allotment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/slo_estimate.h"
#include "analysis/statistics/student_t.h"
#include "collector/duration_text.h"
#include "collector/first_capacity.h"
#include "collector/process_time.h"
#include "collector/recorded_chunks.h"
#include "collector/slices.h"
#include "collector/stage_order.h"
#include "collector/stage_time.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionPurpose;

constexpr double usual_deviation = 0.04, usual_weight = 4;
/// Beside a stage: two readings of the panel, the probes, warming up again, writing the recording.
constexpr std::uint64_t beside_stage_ns = 100'000'000;
/// Of one process alone; it only says how much processes differ.
constexpr std::uint64_t virtual_requests = 200'000;

double deviation_of(const Plan& plan, const Recording& recorded, std::uint32_t workload) {
  std::vector<double> ln_rates;
  // All slices of a process together: how much processes differ is asked.
  std::map<std::uint32_t, std::vector<statistics::SloChunk>> by_block;
  for (const statistics::SloChunk& chunk : recorded_chunks(plan, recorded, workload, items_total(plan)))
    by_block[chunk.block].push_back(chunk);
  for (const results::Repetition& repetition : recorded.repetitions) {
    if (item_at(plan, repetition.plan_item).workload != workload) continue;
    const auto objective_ns = objectives_of(recorded, repetition.workload);
    for (const auto& [block, chunks] : by_block) {
      statistics::SloProblem problem;
      problem.chunks = chunks;
      problem.servers = plan.thread_counts.back();
      problem.objective_ns = objective_ns;
      problem.virtual_requests = virtual_requests;
      const auto estimate = statistics::estimate_slo_rate(problem);
      if (estimate.state == statistics::SloState::solved) ln_rates.push_back(std::log(estimate.rate_per_s));
    }
    break;  // one repetition names the recorded workload
  }
  double sum = usual_weight * usual_deviation * usual_deviation, weight = usual_weight;
  if (ln_rates.size() >= 2) {
    const auto degrees = static_cast<double>(ln_rates.size() - 1);
    sum += degrees * statistics::sample_variance(ln_rates);
    weight += degrees;
  }
  return std::sqrt(sum / weight);
}

/// Starting, golden answers and warming up, as the calibration's processes did.
std::uint64_t overhead_ns(const Plan& plan, const Recording& recorded, std::uint32_t workload) {
  std::uint64_t longest_ns = 0;
  const auto times_ns = process_times_ns(recorded);
  std::vector<std::uint64_t> stages_ns(times_ns.size(), 0);
  for (const results::Stage& stage : recorded.stages) stages_ns[stage.repetition] += stage.duration_ns;
  for (std::size_t i = 0; i < times_ns.size(); ++i) {
    const results::Repetition& repetition = recorded.repetitions[i];
    if (item_at(plan, repetition.plan_item).workload != workload) continue;
    longest_ns = std::max(longest_ns, times_ns[i] - stages_ns[i]);
  }
  return longest_ns == 0 ? assumed_overhead_ns : longest_ns;
}

std::uint64_t total_ns(const Plan& plan, const std::vector<Outlook>& outlooks) {
  std::uint64_t total = 0;
  for (std::size_t w = 0; w < outlooks.size(); ++w) {
    const std::uint64_t process_ns =
        outlooks[w].process_ns - (plan.workloads[w].slo ? 0 : outlooks[w].chunk_ns);
    total += plan.workloads[w].blocks * process_ns;
  }
  return total;
}

/// What blocks may take. Reruns and looks come out of the same budget, after the blocks; what has no SLO
/// throughput has nothing to verify.
std::uint64_t available_ns(const Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t spent_ns) {
  std::uint64_t kept_ns = spent_ns;
  for (std::size_t w = 0; w < outlooks.size(); ++w)
    kept_ns += plan.workloads[w].slo && outlooks[w].chunk_ns > 0 ? plan.verify_ns / 2 : 0;
  const std::uint64_t left_ns = plan.budget_ns > kept_ns ? plan.budget_ns - kept_ns : 0;
  return static_cast<std::uint64_t>(static_cast<double>(left_ns) / (1 + plan.rerun_share));
}

/// Gives up SLO chunks, the longest first, until eight blocks of everything fit, or none is left.
void drop_chunks(Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t spent_ns) {
  while (total_ns(plan, outlooks) > available_ns(plan, outlooks, spent_ns)) {
    std::size_t slowest = outlooks.size();
    for (std::size_t w = 0; w < outlooks.size(); ++w) {
      if (!plan.workloads[w].slo || outlooks[w].chunk_ns == 0) continue;
      if (slowest == outlooks.size() || outlooks[w].chunk_ns > outlooks[slowest].chunk_ns) slowest = w;
    }
    if (slowest == outlooks.size()) return;
    plan.workloads[slowest].slo = false;
    plan.left_out.push_back(fmt::format("SLO throughput of {}: not measured in this budget: needs {}",
                                        display_name(plan.workloads[slowest]),
                                        duration_text(fewest_blocks * outlooks[slowest].chunk_ns)));
  }
}

/// Fewer blocks than eight, the same for all.
void take_blocks(Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t available_ns) {
  std::uint32_t blocks = fewest_blocks;
  const auto set = [&] {
    for (PlannedWorkload& workload : plan.workloads) workload.blocks = blocks;
  };
  const std::uint64_t wanted_ns = total_ns(plan, outlooks);
  while (blocks > 1 && total_ns(plan, outlooks) > available_ns) {
    --blocks;
    set();
  }
  if (blocks < fewest_blocks) {
    plan.left_out.push_back(fmt::format("{} blocks of {} do not fit into this budget: they need {} more",
                                        fewest_blocks - blocks, fewest_blocks,
                                        duration_text(wanted_ns - total_ns(plan, outlooks))));
  }
}

void give_blocks(Plan& plan, const std::vector<Outlook>& outlooks, std::uint64_t available_ns) {
  const auto missed_by = [&](std::size_t w) {
    if (!plan.workloads[w].slo || outlooks[w].chunk_ns == 0) return 0.0;
    return expected_half_width(outlooks[w], plan.workloads[w].blocks) / plan.precision;
  };
  std::vector<bool> may_grow(outlooks.size(), true);
  for (;;) {
    std::size_t worst = outlooks.size();
    for (std::size_t w = 0; w < outlooks.size(); ++w) {
      if (!may_grow[w] || missed_by(w) <= 1 || plan.workloads[w].blocks >= most_blocks) continue;
      if (worst == outlooks.size() || missed_by(w) > missed_by(worst)) worst = w;
    }
    if (worst == outlooks.size()) break;
    ++plan.workloads[worst].blocks;
    if (total_ns(plan, outlooks) <= available_ns) continue;
    --plan.workloads[worst].blocks;
    may_grow[worst] = false;
  }
  for (std::size_t w = 0; w < outlooks.size(); ++w) {
    if (missed_by(w) <= 1) continue;
    std::uint32_t enough = plan.workloads[w].blocks;
    while (enough <= most_blocks && expected_half_width(outlooks[w], enough) > plan.precision) ++enough;
    const std::uint64_t more_ns = (enough - plan.workloads[w].blocks) * outlooks[w].process_ns;
    plan.left_out.push_back(fmt::format(
        "SLO throughput of {}: +-{:.1f} % expected, +-{:.1f} % aimed at: {}", display_name(plan.workloads[w]),
        100 * expected_half_width(outlooks[w], plan.workloads[w].blocks), 100 * plan.precision,
        enough > most_blocks ? fmt::format("not to be had with {} blocks, the most there are", most_blocks)
                             : fmt::format("needs {} more", duration_text(more_ns))));
  }
}

}  // namespace

std::vector<Outlook> outlooks(const Plan& plan, const Recording& recorded) {
  std::vector<Outlook> all;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    Outlook outlook;
    outlook.deviation = deviation_of(plan, recorded, w);
    WorkItem item;
    item.workload = w;
    item.purpose = RepetitionPurpose::measurement;
    const auto capacity = first_capacity(plan, recorded, w, items_total(plan));
    outlook.chunk_ns = slo_chunk_ns(plan, capacity);
    if (capacity) outlook.wanted_chunk_ns = wanted_chunk_ns(plan, *capacity);
    const std::uint64_t stages_ns = stage_time_ns(plan, recorded, item);
    const std::uint64_t spikes = plan.spikes.factors.size();
    const std::uint64_t load_ns = stages_ns - outlook.chunk_ns - plan.service_ns -
                                  plan.capacity_ns * plan.thread_counts.size() -
                                  plan.spikes.stage_ns() * spikes;
    const std::uint64_t stages = slices_of(plan, plan.service_ns) + slices_of(plan, outlook.chunk_ns) +
                                 slices_of(plan, plan.capacity_ns) * plan.thread_counts.size() + spikes +
                                 (plan.load_ns > 0 ? load_ns / plan.load_ns : 0);
    outlook.process_ns = overhead_ns(plan, recorded, w) + stages_ns + stages * beside_stage_ns;
    all.push_back(outlook);
  }
  return all;
}

std::string too_slow_for_a_chunk(const Plan& plan, std::uint64_t wanted_chunk_ns) {
  return fmt::format("not measured in this profile: needs {}: {} requests take longer than {}",
                     duration_text(fewest_blocks * wanted_chunk_ns), plan.chunk_requests,
                     duration_text(plan.chunk_limit_ns));
}

double expected_half_width(const Outlook& outlook, std::uint32_t blocks) {
  if (blocks < 2) return INFINITY;
  return statistics::student_t_quantile(0.975, blocks - 1.0) * outlook.deviation / std::sqrt(blocks);
}

Plan allotted(Plan plan, const std::vector<Outlook>& outlooks, std::uint64_t spent_ns) {
  CF_ASSERT(outlooks.size() == plan.workloads.size(), "an outlook for each workload");
  plan.left_out.clear();
  for (std::size_t w = 0; w < outlooks.size(); ++w) {
    plan.workloads[w].blocks = fewest_blocks;
    if (outlooks[w].chunk_ns == 0 && plan.chunk_ns > 0) {
      plan.left_out.push_back(fmt::format("SLO throughput of {}: {}", display_name(plan.workloads[w]),
                                          too_slow_for_a_chunk(plan, outlooks[w].wanted_chunk_ns)));
    }
  }
  drop_chunks(plan, outlooks, spent_ns);
  const std::uint64_t left_ns = available_ns(plan, outlooks, spent_ns);
  take_blocks(plan, outlooks, left_ns);
  if (total_ns(plan, outlooks) <= left_ns) give_blocks(plan, outlooks, left_ns);
  plan.blocks = 0;
  for (const PlannedWorkload& workload : plan.workloads) plan.blocks = std::max(plan.blocks, workload.blocks);
  plan.allotted = true;
  return plan;
}

std::uint64_t shortest_run_ns(const Plan& plan) {
  std::uint64_t total_ns = 0;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    WorkItem item;
    item.workload = w;
    item.purpose = RepetitionPurpose::calibration;
    total_ns += plan.calibration * (assumed_overhead_ns + stage_time_ns(plan, {}, item));
    item.purpose = RepetitionPurpose::measurement;
    total_ns += assumed_overhead_ns + stage_time_ns(plan, {}, item);
  }
  return total_ns;
}

}  // namespace crossfade::collector
