#include "results/vocabulary/event_set.h"

#include <algorithm>
#include <utility>

namespace crossfade::results {
namespace {

using Way = std::vector<EventSet>;

struct Method {
  std::vector<std::string_view> microarchitectures;
  std::vector<Way> level_1;     ///< the best first; all sets have cycles and instructions beside
  EventSet together;            ///< level 1 of which the parts stand beside
  std::vector<EventSet> parts;  ///< of level 2, each beside that
};

/// Of PERF_METRICS; empty for a CPU without it.
struct FixedMethod {
  EventSet level_1;
  std::vector<EventSet> parts;
};

const std::vector<EventSet>& parts_by_cycles() {
  static const std::vector<EventSet> parts{
      {"branch_misses", "machine_clears"},
      {"frontend_latency_cycles"},
      {"memory_stall_cycles", "store_bound_cycles", "stall_cycles", "one_port_cycles", "two_port_cycles"}};
  return parts;
}

const std::vector<EventSet>& parts_of_skylake() {
  static const std::vector<EventSet> parts = [] {
    std::vector<EventSet> all = parts_by_cycles();
    all.push_back({"macro_fused_ops"});
    return all;
  }();
  return parts;
}

const std::vector<Method>& methods() {
  static const EventSet guest{"slots", "frontend_slots", "dropped_slots", "backend_slots", "retired_ops"};
  static const EventSet skylake{"frontend_slots", "issued_ops", "retired_ops", "recovery_cycles"};
  static const EventSet skylake_threads{"frontend_slots",  "issued_ops",        "retired_ops",
                                        "recovery_cycles", "one_thread_active", "ref_xclk"};
  static const EventSet zen{"frontend_slots", "backend_slots", "issued_ops", "retired_ops"};
  static const EventSet zen_threads{"frontend_slots", "backend_slots", "issued_ops", "retired_ops",
                                    "smt_slots"};
  static const EventSet other_thread{"frontend_slots", "frontend_latency_cycles", "smt_slots"};
  static const std::vector<Method> all{
      {{"Skylake-SP", "Cascade Lake"},
       {{skylake_threads},
        {skylake, {"frontend_slots", "frontend_latency_cycles", "one_thread_active", "ref_xclk"}}},
       skylake_threads,
       parts_of_skylake()},
      {{"Ice Lake-SP"}, {{guest}}, guest, parts_by_cycles()},
      {{"Sapphire Rapids", "Emerald Rapids", "Granite Rapids"},
       {{guest}},
       guest,
       {{"mispredict_slots"}, {"memory_bound_slots"}, {"frontend_latency_cycles"}, {"heavy_ops"}}},
      {{"Zen 4", "Zen 5"},
       {{zen_threads},
        {zen, other_thread},
        {{"frontend_slots", "issued_ops", "retired_ops"},
         {"backend_slots", "not_complete_cycles", "load_not_complete_cycles"}}},
       zen,
       {{"branch_misses", "machine_clears"},
        {"frontend_latency_cycles"},
        {"not_complete_cycles", "load_not_complete_cycles"},
        {"microcode_ops"}}},
      {{"Zen 2", "Zen 3"},
       {{{"op_queue_empty_cycles", "issued_ops", "retired_ops"}}},
       {"op_queue_empty_cycles", "issued_ops", "retired_ops"},
       {}}};
  return all;
}

FixedMethod fixed_method(std::string_view microarchitecture) {
  EventSet level_1{"fixed_slots",          "fixed_retiring_slots", "fixed_bad_speculation_slots",
                   "fixed_frontend_slots", "fixed_backend_slots",  "dropped_slots"};
  if (microarchitecture == "Ice Lake-SP") {
    level_1.emplace_back("clears");
    std::vector<EventSet> parts = parts_by_cycles();
    parts.push_back({"issued_ops", "microcode_sequencer_ops", "legacy_decoder_ops", "first_decoder_ops",
                     "first_decoder_cycles"});
    return {std::move(level_1), std::move(parts)};
  }
  for (const std::string_view cpu : {"Sapphire Rapids", "Emerald Rapids", "Granite Rapids"}) {
    if (microarchitecture == cpu)
      return {std::move(level_1),
              {{"fixed_heavy_slots"},
               {"fixed_mispredict_slots"},
               {"fixed_fetch_latency_slots"},
               {"fixed_memory_bound_slots"}}};
  }
  return {};
}

struct Alone {
  std::vector<std::string_view> microarchitectures;
  std::vector<EventSet> parts;  ///< of level 2, each with cycles and instructions beside and without level 1
};

const std::vector<Alone>& parts_alone() {
  static const std::vector<Alone> all{
      {{"Skylake-SP", "Cascade Lake"},
       {{"frontend_slots", "frontend_latency_cycles", "one_thread_active", "ref_xclk"},
        {"retired_ops", "macro_fused_ops", "one_thread_active", "ref_xclk"}}},
      {{"Ice Lake-SP"},
       {{"slots", "backend_slots", "retired_ops", "memory_stall_cycles", "store_bound_cycles", "stall_cycles",
         "one_port_cycles", "two_port_cycles"},
        {"slots", "retired_ops", "issued_ops", "microcode_sequencer_ops", "legacy_decoder_ops",
         "first_decoder_ops", "first_decoder_cycles"}}},
      {{"Zen 4", "Zen 5"},
       {{"backend_slots", "not_complete_cycles", "load_not_complete_cycles"},
        // With what the core's other thread took, so that all of level 1 has been counted somewhere.
        {"frontend_slots", "frontend_latency_cycles", "smt_slots"},
        {"frontend_slots", "frontend_latency_cycles"},
        {"retired_ops", "microcode_ops"},
        {"issued_ops", "retired_ops", "branch_misses", "machine_clears"}}}};
  return all;
}

EventSet joined(EventSet one, const EventSet& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

}  // namespace

TopDownSets top_down_event_sets(std::string_view microarchitecture) {
  TopDownSets sets;
  sets.approximate = microarchitecture == "Zen 2" || microarchitecture == "Zen 3";
  const EventSet base{"cycles", "instructions"};
  if (const FixedMethod fixed = fixed_method(microarchitecture); !fixed.level_1.empty()) {
    const EventSet level_1 = joined(base, fixed.level_1);
    sets.level_1.push_back({level_1});
    for (const EventSet& part : fixed.parts) sets.beside_level_1.push_back(joined(level_1, part));
  }
  for (const Method& method : methods()) {
    const auto& cpus = method.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), microarchitecture) == cpus.end()) continue;
    for (const Way& way : method.level_1) {
      auto& added = sets.level_1.emplace_back();
      for (const EventSet& set : way) added.push_back(joined(base, set));
    }
    for (const EventSet& part : method.parts)
      sets.beside_level_1.push_back(joined(joined(base, method.together), part));
  }
  for (const Alone& alone : parts_alone()) {
    const auto& cpus = alone.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), microarchitecture) == cpus.end()) continue;
    for (const EventSet& part : alone.parts) sets.parts.push_back(joined(base, part));
  }
  return sets;
}

}  // namespace crossfade::results
