#include "collector/profile.h"

#include <algorithm>
#include <array>
#include <set>

namespace crossfade::collector {
namespace {

constexpr std::uint64_t ms = 1'000'000, seconds = 1000 * ms, hours = 3600 * seconds;

// quick: two minutes for the three workloads that stand for the suite (suite_order.h) are 24 processes of 5 s
// in 8 blocks. Start, golden answers and warm-up take about 1.2 s; 0.25 s service + 2 or 3 x 0.25 s capacity
// + 8 or 9 rates x 0.18 s + 0.5 s for the SLO throughput are 3.1 s, reading the panel and writing the
// recording beside 13 stages 0.6 s. 8 blocks because fewer give no useful interval. standard, deep: eight
// blocks at least, then as many as the aim needs or the budget has (allotment.h).
constexpr auto rows = std::to_array<Profile>({
    {.name = "quick",
     .summary = "about two minutes for the three workloads that stand for the suite",
     .blocks = 8,
     .service_ns = 250 * ms,
     .capacity_ns = 250 * ms,
     .load_ns = 180 * ms,
     .chunk_ns = 500 * ms,
     .chunk_limit_ns = 3 * seconds,
     .trace_requests = 65'536,
     .warm_up_limit_ns = 600 * ms,
     .representatives_only = true,
     .grid_step = 2,
     .max_thread_counts = 3},
    {.name = "standard",
     .summary = "blocks planned for +-3 % of every SLO throughput, at most two hours; --budget changes that",
     .blocks = 8,
     .service_ns = 500 * ms,
     .capacity_ns = 1 * seconds,
     .load_ns = 1 * seconds,
     .calibration = 3,
     .budget_ns = 2 * hours,
     .precision = 0.03,
     .rerun_share = 0.25,
     .verify_ns = 60 * seconds,
     .chunk_ns = 2 * seconds,
     .chunk_limit_ns = 120 * seconds,
     .trace_requests = 65'536,
     .warm_up_limit_ns = 3 * seconds,
     .grid_step = 2,
     .max_thread_counts = 0},
    {.name = "deep",
     .summary = "blocks planned for +-1.5 % of every SLO throughput, at most eight hours; denser rates",
     .blocks = 8,
     .service_ns = 1 * seconds,
     .capacity_ns = 2 * seconds,
     .load_ns = 2 * seconds,
     .calibration = 4,
     .budget_ns = 8 * hours,
     .precision = 0.015,
     .rerun_share = 0.25,
     .verify_ns = 300 * seconds,
     .chunk_ns = 4 * seconds,
     .chunk_limit_ns = 600 * seconds,
     .trace_requests = 65'536,
     .warm_up_limit_ns = 5 * seconds,
     .grid_step = 1,
     .max_thread_counts = 0},
    {.name = "custom",
     .summary = "quick's durations, denser rates and all thread counts; change them with the options below",
     .blocks = 8,
     .service_ns = 300 * ms,
     .capacity_ns = 400 * ms,
     .load_ns = 300 * ms,
     .chunk_ns = 500 * ms,
     .chunk_limit_ns = 30 * seconds,
     .trace_requests = 65'536,
     .warm_up_limit_ns = 600 * ms,
     .grid_step = 1,
     .max_thread_counts = 0},
});

// A process of quick with four or five of its rates: 0.25 s + 2 x 0.25 s + 0.5 s + 0.9 s and about 1.7 s
// beside them are 3.8 s, so ten minutes are more than 150 processes. The stages are quick's, because the
// noise of a value depends on how long it was measured. Every fourth rate is the coarsest grid that has one
// between 0.4 and 0.7 of any capacity, where latency is compared.
constexpr Profile calibrate{.name = "calibrate",
                            .summary = "the noise of this host",
                            .blocks = 2,
                            .service_ns = 250 * ms,
                            .capacity_ns = 250 * ms,
                            .load_ns = 180 * ms,
                            .budget_ns = 600 * seconds,
                            .chunk_ns = 500 * ms,
                            .chunk_limit_ns = 3 * seconds,
                            .trace_requests = 65'536,
                            .warm_up_limit_ns = 600 * ms,
                            .until_budget = true,
                            .grid_step = 4,
                            .max_thread_counts = 2};

}  // namespace

std::span<const Profile> profiles() {
  return rows;
}

const Profile& calibrate_profile() {
  return calibrate;
}

const Profile* find_profile(std::string_view name) {
  const auto* const found =
      std::find_if(rows.begin(), rows.end(), [name](const Profile& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found;
}

std::vector<std::uint32_t> default_thread_counts(std::uint32_t cores, std::uint32_t vcpus,
                                                 std::uint32_t max_count) {
  if (vcpus == 0) return {};
  cores = std::clamp(cores, 1U, vcpus);
  std::set<std::uint32_t> kept{1, vcpus};
  if (max_count == 0 || kept.size() < max_count) kept.insert(cores);
  std::vector<std::uint32_t> powers;
  for (std::uint64_t n = 2; n < vcpus; n *= 2) powers.push_back(static_cast<std::uint32_t>(n));
  for (auto power = powers.rbegin(); power != powers.rend(); ++power) {
    if (max_count == 0 || kept.size() < max_count) kept.insert(*power);
  }
  return {kept.begin(), kept.end()};
}

}  // namespace crossfade::collector
