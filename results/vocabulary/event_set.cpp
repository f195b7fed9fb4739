#include "results/vocabulary/event_set.h"

#include <algorithm>

namespace crossfade::results {
namespace {

struct Method {
  std::vector<std::string_view> microarchitectures;
  std::vector<EventSet> level_1;  ///< the best first; all have cycles and instructions beside
  std::vector<EventSet> parts;    ///< of level 2, each beside level 1
};

const std::vector<EventSet>& parts_by_cycles() {
  static const std::vector<EventSet> parts{
      {"branch_misses", "machine_clears"},
      {"frontend_latency_cycles"},
      {"memory_stall_cycles", "store_bound_cycles", "stall_cycles", "one_port_cycles", "two_port_cycles"}};
  return parts;
}

const std::vector<Method>& methods() {
  static const EventSet guest{"slots", "frontend_slots", "dropped_slots", "backend_slots", "retired_ops"};
  static const EventSet skylake{"frontend_slots", "issued_ops", "retired_ops", "recovery_cycles"};
  static const std::vector<Method> all{
      {{"Skylake-SP", "Cascade Lake"},
       {{"frontend_slots", "issued_ops", "retired_ops", "recovery_cycles", "one_thread_active", "ref_xclk"},
        skylake},
       parts_by_cycles()},
      {{"Ice Lake-SP"}, {guest}, parts_by_cycles()},
      {{"Sapphire Rapids", "Emerald Rapids", "Granite Rapids"},
       {guest},
       {{"mispredict_slots"}, {"memory_bound_slots"}, {"frontend_latency_cycles"}, {"heavy_ops"}}},
      {{"Zen 4", "Zen 5"},
       {{"frontend_slots", "backend_slots", "issued_ops", "retired_ops"},
        {"frontend_slots", "issued_ops", "retired_ops"}},
       {{"smt_slots"},
        {"branch_misses", "machine_clears"},
        {"frontend_latency_cycles"},
        {"not_complete_cycles", "load_not_complete_cycles"},
        {"microcode_ops"}}},
      {{"Zen 2", "Zen 3"}, {{"op_queue_empty_cycles", "issued_ops", "retired_ops"}}, {}}};
  return all;
}

EventSet joined(EventSet one, const EventSet& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

}  // namespace

std::vector<EventSet> top_down_event_sets(std::string_view microarchitecture) {
  std::vector<EventSet> sets;
  for (const Method& method : methods()) {
    const auto& cpus = method.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), microarchitecture) == cpus.end()) continue;
    const EventSet base{"cycles", "instructions"};
    for (const EventSet& level_1 : method.level_1) sets.push_back(joined(base, level_1));
    for (const EventSet& part : method.parts)
      sets.push_back(joined(joined(base, method.level_1.front()), part));
  }
  return sets;
}

}  // namespace crossfade::results
