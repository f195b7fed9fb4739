#include "collector/rate_forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "collector/allotment.h"
#include "collector/protocol/rate_profile.h"
#include "collector/stage_order.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// Requests of all blocks together that a quantile takes: 1 / (1 - p), and 4 / (1 - p) for its interval.
constexpr double for_median = 2, for_p99 = 100, for_interval_of_p99 = 400;
constexpr double longest_stage_s = 3'600;

double requests_of_stage(const Plan& plan, double rate_per_s) {
  StageSpec stage;
  stage.offered_per_s = rate_per_s;
  stage.duration_ns = plan.load_ns;
  if (plan.arrival == results::Arrival::step) stage.steps = plan.arrival_steps;
  return expected_arrivals(stage);
}

std::uint32_t blocks_of(const Plan& plan) {
  return plan.calibration > 0 ? expected_allotment(plan).expected_blocks : plan.blocks;
}

std::string seconds_text(std::uint64_t ns) {
  return fmt::format("{:g} s", static_cast<double>(ns) * 1e-9);
}

std::string stage_text(const Plan& plan) {
  return seconds_text(plan.load_ns);
}

/// "0.14", "12".
std::string count_text(double requests) {
  return requests < 10 ? fmt::format("{:.2g}", requests) : fmt::format("{:.0f}", requests);
}

/// "0.1/s for 0.18 s is about 0.14 requests in all 8 blocks".
std::string requests_text(const Plan& plan, double rate_per_s, std::uint32_t blocks) {
  return fmt::format("{:g}/s for {} {} {} requests in {}", rate_per_s, stage_text(plan),
                     plan.arrival == results::Arrival::poisson ? "is about" : "is",
                     count_text(blocks * requests_of_stage(plan, rate_per_s)),
                     blocks == 1 ? "the one block" : fmt::format("all {} blocks", blocks));
}

/// How to have so many: "--load-time 125s", if a stage may last so long.
std::string longer_text(const Plan& plan, double rate_per_s, std::uint32_t blocks, double requests) {
  const double seconds =
      static_cast<double>(plan.load_ns) * 1e-9 * requests / (blocks * requests_of_stage(plan, rate_per_s));
  if (seconds > longest_stage_s) return "no stage is long enough for that";
  return fmt::format("--load-time {:g}s", std::ceil(seconds * 10 - 1e-6) / 10);
}

/// A profile that offers nothing before the stage is over.
Result<void> check_steps(const Plan& plan) {
  if (plan.arrival != results::Arrival::step || weighted_duration_ns(plan.arrival_steps, plan.load_ns) > 0)
    return {};
  const auto offers = std::find_if(plan.arrival_steps.begin(), plan.arrival_steps.end(),
                                   [](const RateStep& step) { return step.factor > 0; });
  CF_ASSERT(offers != plan.arrival_steps.end(), "a profile offers something at some time");
  return Error{
      ErrorKind::usage, "nothing would be offered in a load stage",
      "--arrivals step:" + rate_profile_text(plan.arrival_steps),
      fmt::format("a stage ends after {}, and nothing arrives before {}", stage_text(plan),
                  seconds_text(offers->from_ns)),
      fmt::format("offer sooner, or give a longer --load-time than {}", seconds_text(offers->from_ns))};
}

/// What the profile asks for after a stage is over; empty = nothing.
std::string unreached_steps_text(const Plan& plan) {
  if (plan.arrival != results::Arrival::step) return {};
  const auto first = std::find_if(plan.arrival_steps.begin(), plan.arrival_steps.end(),
                                  [&](const RateStep& step) { return step.from_ns >= plan.load_ns; });
  if (first == plan.arrival_steps.end()) return {};
  const std::uint64_t last_ns = plan.arrival_steps.back().from_ns;
  return fmt::format(
      "a load stage ends after {}, before the step{} of its arrivals at {}{}: a longer --load-time than {} "
      "has "
      "them all",
      stage_text(plan), last_ns > first->from_ns ? "s" : "", seconds_text(first->from_ns),
      last_ns > first->from_ns ? fmt::format(" to {}", seconds_text(last_ns)) : "", seconds_text(last_ns));
}

std::set<double> named_rates(const Plan& plan) {
  std::set<double> rates(plan.rates_per_s.begin(), plan.rates_per_s.end());
  if (!rates.empty()) return rates;
  for (const PlannedWorkload& workload : plan.workloads)
    rates.insert(workload.baseline_rates_per_s.begin(), workload.baseline_rates_per_s.end());
  return rates;
}

}  // namespace

Result<void> check_rates(const Plan& plan) {
  if (!plan.load_curve) return {};
  CF_TRY(check_steps(plan));
  const std::uint32_t blocks = blocks_of(plan);
  for (const double rate : plan.rates_per_s) {
    if (blocks * requests_of_stage(plan, rate) >= for_median) continue;
    return Error{
        ErrorKind::usage, "hardly a request would be measured at an offered rate",
        fmt::format("--rates {:g}", rate),
        fmt::format("{}, and even a median takes {:g}", requests_text(plan, rate, blocks), for_median),
        fmt::format("offer more, or measure for longer: for p99 {}",
                    longer_text(plan, rate, blocks, for_p99))};
  }
  return {};
}

std::vector<std::string> rate_notes(const Plan& plan) {
  std::vector<std::string> notes;
  if (!plan.load_curve) return notes;
  if (std::string steps = unreached_steps_text(plan); !steps.empty()) notes.push_back(std::move(steps));
  const std::uint32_t blocks = blocks_of(plan);
  std::vector<double> few;
  for (const double rate : named_rates(plan)) {
    const double requests = requests_of_stage(plan, rate);
    if (blocks * requests < for_p99) few.push_back(rate);
    if (requests <= most_arrivals) continue;
    notes.push_back(
        fmt::format("{:g}/s for {} is {:.0f} million requests, and a stage has room for {:.0f} "
                    "million: it will be shorter",
                    rate, stage_text(plan), requests * 1e-6, most_arrivals * 1e-6));
  }
  if (few.empty()) return notes;
  notes.push_back(
      fmt::format("{}: no p99, which takes {:g} ({}), and {:g} for an interval{}",
                  requests_text(plan, few.front(), blocks), for_p99,
                  longer_text(plan, few.front(), blocks, for_p99), for_interval_of_p99,
                  few.size() == 1 ? "" : fmt::format("; nor at the other rates up to {:g}/s", few.back())));
  return notes;
}

}  // namespace crossfade::collector
