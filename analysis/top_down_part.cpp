#include "analysis/top_down_part.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

double count(const Counts& counts, std::string_view metric) {
  const auto found = counts.find(metric);
  CF_ASSERT(found != counts.end(), "the part lists what it needs");
  return found->second;
}

std::vector<TopDownShare> pair(std::string_view whole, double all, std::string_view part, double fraction,
                               std::string_view rest) {
  return {{part, whole, fraction, {}}, {rest, whole, all - fraction, {}}};
}

std::vector<TopDownShare> fetch(double frontend, double latency) {
  return pair("cpi_frontend", frontend, "cpi_fetch_latency", latency, "cpi_fetch_bandwidth");
}
std::vector<TopDownShare> heavy(double retiring, double heavy) {
  return pair("cpi_retiring", retiring, "cpi_heavy", heavy, "cpi_light");
}
std::vector<TopDownShare> memory(double backend, double memory) {
  return pair("cpi_backend", backend, "cpi_memory", memory, "cpi_core");
}

constexpr double four = 4, six = 6, eight = 8;

double skylake_slots(const Counts& c) {
  const double alone = count(c, "one_thread_active") / count(c, "ref_xclk");
  return four * count(c, "cycles") / 2 * (1 + alone);
}
std::vector<TopDownShare> skylake_fetch(const Counts& c) {
  const double slots = skylake_slots(c);
  return fetch(count(c, "frontend_slots") / slots, four * count(c, "frontend_latency_cycles") / slots);
}
std::vector<TopDownShare> skylake_heavy(const Counts& c) {
  const double slots = skylake_slots(c), retired = count(c, "retired_ops");
  return heavy(retired / slots, (retired + count(c, "macro_fused_ops") - count(c, "instructions")) / slots);
}

std::vector<TopDownShare> ice_lake_memory(const Counts& c) {
  const double slots = count(c, "slots"), backend = count(c, "backend_slots") / slots;
  const double stores = count(c, "store_bound_cycles");
  const double all = count(c, "stall_cycles") + count(c, "one_port_cycles") +
                     count(c, "retired_ops") / slots * count(c, "two_port_cycles") + stores;
  return memory(backend, all > 0 ? backend * (count(c, "memory_stall_cycles") + stores) / all : 0);
}
std::vector<TopDownShare> ice_lake_heavy(const Counts& c) {
  const double retiring = count(c, "retired_ops") / count(c, "slots");
  const double issued = count(c, "issued_ops"), decoded = count(c, "legacy_decoder_ops");
  const double beyond_one = count(c, "first_decoder_ops") - count(c, "first_decoder_cycles");
  const double share = (issued > 0 ? count(c, "microcode_sequencer_ops") / issued : 0) +
                       (decoded > 0 ? beyond_one / decoded : 0);
  return heavy(retiring, retiring * share);
}

template <const double& width>
std::vector<TopDownShare> zen_fetch(const Counts& c) {
  const double slots = width * count(c, "cycles");
  return fetch(count(c, "frontend_slots") / slots, width * count(c, "frontend_latency_cycles") / slots);
}
template <const double& width>
std::vector<TopDownShare> zen_heavy(const Counts& c) {
  const double slots = width * count(c, "cycles");
  return heavy(count(c, "retired_ops") / slots, count(c, "microcode_ops") / slots);
}
template <const double& width>
std::vector<TopDownShare> zen_memory(const Counts& c) {
  const double backend = count(c, "backend_slots") / (width * count(c, "cycles"));
  const double waiting = count(c, "not_complete_cycles");
  return memory(backend, waiting > 0 ? backend * count(c, "load_not_complete_cycles") / waiting : 0);
}
template <const double& width>
std::vector<TopDownShare> zen_speculation(const Counts& c) {
  const double bad = (count(c, "issued_ops") - count(c, "retired_ops")) / (width * count(c, "cycles"));
  const double misses = count(c, "branch_misses"), all = misses + count(c, "machine_clears");
  return pair("cpi_bad_speculation", bad, "cpi_mispredicts", all > 0 ? bad * misses / all : 0,
              "cpi_machine_clears");
}

template <const double& width>
void add_zen(std::string_view cpu, std::vector<TopDownPart>& parts) {
  parts.push_back({{cpu},
                   {"frontend_slots", "frontend_latency_cycles"},
                   "fetch latency = width × frontend_latency_cycles / S of frontend_slots / S",
                   zen_fetch<width>});
  parts.push_back({{cpu},
                   {"backend_slots", "not_complete_cycles", "load_not_complete_cycles"},
                   "memory = backend_slots / S × load_not_complete_cycles / not_complete_cycles",
                   zen_memory<width>});
  parts.push_back({{cpu},
                   {"retired_ops", "microcode_ops"},
                   "heavy = microcode_ops / S of retired_ops / S",
                   zen_heavy<width>});
  parts.push_back({{cpu},
                   {"issued_ops", "retired_ops", "branch_misses", "machine_clears"},
                   "mispredicts = (issued_ops - retired_ops) / S × branch_misses / (branch_misses + "
                   "machine_clears)",
                   zen_speculation<width>});
}

std::vector<TopDownPart> make_parts() {
  const std::vector<std::string_view> skylakes{"Skylake-SP", "Cascade Lake"};
  std::vector<TopDownPart> parts{
      {skylakes,
       {"frontend_slots", "frontend_latency_cycles", "one_thread_active", "ref_xclk"},
       "fetch latency = 4 × frontend_latency_cycles / S of frontend_slots / S",
       skylake_fetch},
      {skylakes,
       {"retired_ops", "macro_fused_ops", "one_thread_active", "ref_xclk"},
       "heavy = (retired_ops + macro_fused_ops - instructions) / S of retired_ops / S",
       skylake_heavy},
      {{"Ice Lake-SP"},
       {"slots", "backend_slots", "retired_ops", "memory_stall_cycles", "store_bound_cycles", "stall_cycles",
        "one_port_cycles", "two_port_cycles"},
       "memory = backend_slots / S × (memory_stall_cycles + store_bound_cycles) / (stall_cycles + "
       "one_port_cycles + retired_ops / S × two_port_cycles + store_bound_cycles)",
       ice_lake_memory},
      {{"Ice Lake-SP"},
       {"slots", "retired_ops", "issued_ops", "microcode_sequencer_ops", "legacy_decoder_ops",
        "first_decoder_ops", "first_decoder_cycles"},
       "heavy = retired_ops / S × (microcode_sequencer_ops / issued_ops + (first_decoder_ops - "
       "first_decoder_cycles) / legacy_decoder_ops)",
       ice_lake_heavy}};
  add_zen<six>("Zen 4", parts);
  add_zen<eight>("Zen 5", parts);
  return parts;
}

std::string why_inconsistent(const std::vector<TopDownShare>& shares) {
  for (const TopDownShare& share : shares) {
    if (!std::isfinite(share.fraction)) return "an event that it is divided by counted nothing";
    if (share.fraction < lowest_fraction || share.fraction > highest_fraction)
      return fmt::format("{} would be {:.2f} of the slots", share.metric, share.fraction);
  }
  return {};
}

/// As they come out, without cycles per instruction.
std::vector<std::vector<TopDownShare>> shares_of_parts(std::string_view microarchitecture,
                                                       const Counts& counts) {
  const auto has = [&](std::string_view metric) { return counts.find(metric) != counts.end(); };
  if (!has("cycles") || !has("instructions") || !(count(counts, "instructions") > 0)) return {};
  std::vector<std::vector<TopDownShare>> all;
  for (const TopDownPart& part : top_down_parts()) {
    const auto& cpus = part.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), microarchitecture) == cpus.end()) continue;
    if (std::all_of(part.needs.begin(), part.needs.end(), has)) all.push_back(part.shares(counts));
  }
  return all;
}

}  // namespace

std::span<const TopDownPart> top_down_parts() {
  static const std::vector<TopDownPart> parts = make_parts();
  return parts;
}

std::vector<std::string_view> part_categories(std::string_view microarchitecture, const Counts& counts) {
  std::vector<std::string_view> categories;
  for (const auto& shares : shares_of_parts(microarchitecture, counts)) {
    for (const TopDownShare& share : shares) categories.push_back(share.metric);
  }
  return categories;
}

std::vector<CountedPart> counted_parts(std::string_view microarchitecture, const Counts& counts) {
  std::vector<CountedPart> parts;
  for (std::vector<TopDownShare>& shares : shares_of_parts(microarchitecture, counts)) {
    const double cpi = count(counts, "cycles") / count(counts, "instructions");
    CountedPart part{std::move(shares), {}};
    for (TopDownShare& share : part.shares) share.cpi = share.fraction * cpi;
    part.inconsistent_because = why_inconsistent(part.shares);
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace crossfade::analysis
