#include "analysis/top_down_method.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

/// Collects the shares of one sample.
class Shares {
 public:
  explicit Shares(const Counts& counts) : counts_(counts) {}

  double count(std::string_view metric) const {
    const auto found = counts_.find(metric);
    CF_ASSERT(found != counts_.end(), "the method lists what it needs");
    return found->second;
  }
  bool are_counted(std::initializer_list<std::string_view> metrics) const {
    return std::all_of(metrics.begin(), metrics.end(),
                       [this](std::string_view metric) { return counts_.find(metric) != counts_.end(); });
  }

  void level_1(double retiring, double bad_speculation, double frontend, double backend) {
    all_ = {{"cpi_retiring", "", retiring, {}},
            {"cpi_bad_speculation", "", bad_speculation, {}},
            {"cpi_frontend", "", frontend, {}},
            {"cpi_backend", "", backend, {}}};
  }
  void smt(double fraction) { all_.push_back({"cpi_smt", "", fraction, {}}); }

  void heavy(double fraction) { split("cpi_retiring", "cpi_heavy", fraction, "cpi_light"); }
  void fetch_latency(double fraction) {
    split("cpi_frontend", "cpi_fetch_latency", fraction, "cpi_fetch_bandwidth");
  }
  void mispredicts(double fraction) {
    split("cpi_bad_speculation", "cpi_mispredicts", fraction, "cpi_machine_clears");
  }
  void memory(double fraction) { split("cpi_backend", "cpi_memory", fraction, "cpi_core"); }

  /// Where nothing tells the two apart: in proportion to how often each happened.
  void mispredicts_by_events() {
    if (!are_counted({"branch_misses", "machine_clears"})) return;
    const double misses = count("branch_misses"), all = misses + count("machine_clears");
    mispredicts(all > 0 ? fraction_of("cpi_bad_speculation") * misses / all : 0);
  }
  /// Ditto, in proportion to the cycles in which too little was executed.
  void memory_by_stalls() {
    if (!are_counted({"memory_stall_cycles", "store_bound_cycles", "stall_cycles", "one_port_cycles",
                      "two_port_cycles"}))
      return;
    const double stores = count("store_bound_cycles");
    const double all = count("stall_cycles") + count("one_port_cycles") +
                       fraction_of("cpi_retiring") * count("two_port_cycles") + stores;
    const double bound = count("memory_stall_cycles") + stores;
    memory(all > 0 ? fraction_of("cpi_backend") * bound / all : 0);
  }

  double fraction_of(std::string_view metric) const {
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [metric](const TopDownShare& share) { return share.metric == metric; });
    CF_ASSERT(found != all_.end(), "level 1 comes first");
    return found->fraction;
  }
  std::vector<TopDownShare> take() { return std::move(all_); }

 private:
  void split(std::string_view whole, std::string_view part, double fraction, std::string_view rest) {
    const double of_rest = fraction_of(whole) - fraction;
    all_.push_back({part, whole, fraction, {}});
    all_.push_back({rest, whole, of_rest, {}});
  }

  const Counts& counts_;
  std::vector<TopDownShare> all_;
};

std::vector<TopDownShare> skylake_of(const Counts& counts, double core_cycles) {
  Shares s(counts);
  constexpr double width = 4;
  const double slots = width * core_cycles;
  const double frontend = s.count("frontend_slots") / slots, retiring = s.count("retired_ops") / slots;
  const double issued = (s.count("issued_ops") + width * s.count("recovery_cycles")) / slots;
  s.level_1(retiring, issued - retiring, frontend, 1 - frontend - issued);
  s.mispredicts_by_events();
  if (s.are_counted({"frontend_latency_cycles"}))
    s.fetch_latency(width * s.count("frontend_latency_cycles") / slots);
  s.memory_by_stalls();
  return s.take();
}

/// Two hyperthreads share the core's slots: each is charged with half of the cycles in which both ran.
std::vector<TopDownShare> skylake(const Counts& counts) {
  const Shares s(counts);
  const double alone = s.count("one_thread_active") / s.count("ref_xclk");
  return skylake_of(counts, s.count("cycles") / 2 * (1 + alone));
}
std::vector<TopDownShare> skylake_alone(const Counts& counts) {
  return skylake_of(counts, Shares(counts).count("cycles"));
}

std::vector<TopDownShare> ice_lake_metal(const Counts& counts) {
  Shares s(counts);
  constexpr double width = 5;
  const double all = s.count("fixed_retiring_slots") + s.count("fixed_bad_speculation_slots") +
                     s.count("fixed_frontend_slots") + s.count("fixed_backend_slots");
  const double slots = s.count("fixed_slots"), retiring = s.count("fixed_retiring_slots") / all;
  const double frontend = s.count("fixed_frontend_slots") / all - s.count("dropped_slots") / slots;
  const double backend = s.count("fixed_backend_slots") / all + width * s.count("clears") / slots;
  s.level_1(retiring, std::max(0.0, 1 - retiring - frontend - backend), frontend, backend);
  s.mispredicts_by_events();
  if (s.are_counted({"frontend_latency_cycles"}))
    s.fetch_latency((width * s.count("frontend_latency_cycles") - s.count("dropped_slots")) / slots);
  s.memory_by_stalls();
  return s.take();
}

std::vector<TopDownShare> ice_lake_guest(const Counts& counts) {
  Shares s(counts);
  constexpr double width = 5;
  const double slots = s.count("slots"), retiring = s.count("retired_ops") / slots;
  const double frontend = (s.count("frontend_slots") - s.count("dropped_slots")) / slots;
  const double backend = s.count("backend_slots") / slots;
  s.level_1(retiring, std::max(0.0, 1 - retiring - frontend - backend), frontend, backend);
  s.mispredicts_by_events();
  if (s.are_counted({"frontend_latency_cycles"}))
    s.fetch_latency((width * s.count("frontend_latency_cycles") - s.count("dropped_slots")) / slots);
  s.memory_by_stalls();
  return s.take();
}

std::vector<TopDownShare> sapphire_rapids_metal(const Counts& counts) {
  Shares s(counts);
  const double all = s.count("fixed_retiring_slots") + s.count("fixed_bad_speculation_slots") +
                     s.count("fixed_frontend_slots") + s.count("fixed_backend_slots");
  const double dropped = s.count("dropped_slots") / s.count("fixed_slots");
  const double retiring = s.count("fixed_retiring_slots") / all;
  const double frontend = s.count("fixed_frontend_slots") / all - dropped;
  const double backend = s.count("fixed_backend_slots") / all;
  s.level_1(retiring, std::max(0.0, 1 - retiring - frontend - backend), frontend, backend);
  if (s.are_counted({"fixed_heavy_slots"})) s.heavy(s.count("fixed_heavy_slots") / all);
  if (s.are_counted({"fixed_mispredict_slots"})) s.mispredicts(s.count("fixed_mispredict_slots") / all);
  if (s.are_counted({"fixed_fetch_latency_slots"}))
    s.fetch_latency(s.count("fixed_fetch_latency_slots") / all - dropped);
  if (s.are_counted({"fixed_memory_bound_slots"})) s.memory(s.count("fixed_memory_bound_slots") / all);
  return s.take();
}

std::vector<TopDownShare> sapphire_rapids_guest(const Counts& counts) {
  Shares s(counts);
  constexpr double width = 6;
  const double slots = s.count("slots"), retiring = s.count("retired_ops") / slots;
  const double frontend = (s.count("frontend_slots") - s.count("dropped_slots")) / slots;
  const double backend = s.count("backend_slots") / slots;
  s.level_1(retiring, std::max(0.0, 1 - retiring - frontend - backend), frontend, backend);
  if (s.are_counted({"heavy_ops"})) s.heavy(s.count("heavy_ops") / slots);
  if (s.are_counted({"mispredict_slots"})) s.mispredicts(s.count("mispredict_slots") / slots);
  if (s.are_counted({"frontend_latency_cycles"}))
    s.fetch_latency((width * s.count("frontend_latency_cycles") - s.count("dropped_slots")) / slots);
  if (s.are_counted({"memory_bound_slots"})) s.memory(s.count("memory_bound_slots") / slots);
  return s.take();
}

std::vector<TopDownShare> zen_4_or_5(const Counts& counts, double width) {
  Shares s(counts);
  const double slots = width * s.count("cycles"), retiring = s.count("retired_ops") / slots;
  const double bad_speculation = (s.count("issued_ops") - s.count("retired_ops")) / slots;
  const double frontend = s.count("frontend_slots") / slots, backend = s.count("backend_slots") / slots;
  s.level_1(retiring, bad_speculation, frontend, backend);
  // A guest has about five counters and level 1 needs six: then the other thread is what is left.
  s.smt(s.are_counted({"smt_slots"}) ? s.count("smt_slots") / slots
                                     : 1 - retiring - bad_speculation - frontend - backend);
  if (s.are_counted({"microcode_ops"})) s.heavy(s.count("microcode_ops") / slots);
  s.mispredicts_by_events();
  if (s.are_counted({"frontend_latency_cycles"}))
    s.fetch_latency(width * s.count("frontend_latency_cycles") / slots);
  if (s.are_counted({"load_not_complete_cycles", "not_complete_cycles"})) {
    const double waiting = s.count("not_complete_cycles");
    s.memory(waiting > 0 ? backend * s.count("load_not_complete_cycles") / waiting : 0);
  }
  return s.take();
}

/// For a guest with five counters, where level 1 and instructions would take six: what the back end refused
/// is the rest, and what the core's other thread took is in it.
std::vector<TopDownShare> zen_by_the_rest(const Counts& counts, double width) {
  Shares s(counts);
  const double slots = width * s.count("cycles"), retiring = s.count("retired_ops") / slots;
  const double bad_speculation = (s.count("issued_ops") - s.count("retired_ops")) / slots;
  const double frontend = s.count("frontend_slots") / slots;
  s.level_1(retiring, bad_speculation, frontend, 1 - retiring - bad_speculation - frontend);
  return s.take();
}
std::vector<TopDownShare> zen_4_by_the_rest(const Counts& counts) {
  return zen_by_the_rest(counts, 6);
}
std::vector<TopDownShare> zen_5_by_the_rest(const Counts& counts) {
  return zen_by_the_rest(counts, 8);
}

std::vector<TopDownShare> zen_4(const Counts& counts) {
  return zen_4_or_5(counts, 6);
}
std::vector<TopDownShare> zen_5(const Counts& counts) {
  return zen_4_or_5(counts, 8);
}

/// No event says what the back end refused, so it gets the rest; an empty op queue is only the latency part
/// of the front end. The width of six is AMD's optimisation guide's.
std::vector<TopDownShare> zen_2_or_3(const Counts& counts) {
  Shares s(counts);
  constexpr double width = 6;
  const double cycles = s.count("cycles"), retiring = s.count("retired_ops") / (width * cycles);
  const double bad_speculation = (s.count("issued_ops") - s.count("retired_ops")) / (width * cycles);
  const double frontend = s.count("op_queue_empty_cycles") / cycles;
  s.level_1(retiring, bad_speculation, frontend, 1 - retiring - bad_speculation - frontend);
  return s.take();
}

constexpr std::string_view four_wide =
    "mispredicts = bad speculation × branch_misses / (branch_misses + machine_clears); fetch latency = 4 × "
    "frontend_latency_cycles / S; memory = back end × (memory_stall_cycles + store_bound_cycles) / "
    "(stall_cycles + "
    "one_port_cycles + retiring × two_port_cycles + store_bound_cycles)";
constexpr std::string_view five_wide =
    "as Skylake-SP with fetch latency = (5 × frontend_latency_cycles - dropped_slots) / S";
constexpr std::string_view fixed_parts =
    "heavy = fixed_heavy_slots, mispredicts = fixed_mispredict_slots, memory = fixed_memory_bound_slots, "
    "fetch latency "
    "= fixed_fetch_latency_slots, as shares, the last less dropped_slots / S";
constexpr std::string_view six_wide =
    "heavy = heavy_ops / S; mispredicts = mispredict_slots / S; memory = memory_bound_slots / S; fetch "
    "latency = (6 × "
    "frontend_latency_cycles - dropped_slots) / S";
constexpr std::string_view zen_4_parts =
    "heavy = microcode_ops / S; mispredicts = bad speculation × branch_misses / (branch_misses + "
    "machine_clears); fetch "
    "latency = 6 × frontend_latency_cycles / S; memory = back end × load_not_complete_cycles / "
    "not_complete_cycles";

std::vector<TopDownMethod> make_methods() {
  const std::vector<std::string_view> fixed{
      "fixed_slots",          "fixed_retiring_slots", "fixed_bad_speculation_slots",
      "fixed_frontend_slots", "fixed_backend_slots",  "dropped_slots"};
  std::vector<std::string_view> fixed_with_clears = fixed;
  fixed_with_clears.emplace_back("clears");
  const std::vector<std::string_view> guest{"slots", "frontend_slots", "dropped_slots", "backend_slots",
                                            "retired_ops"};
  const std::vector<std::string_view> golden_cove{"Sapphire Rapids", "Emerald Rapids", "Granite Rapids"};
  const std::vector<std::string_view> by_cycles{
      "branch_misses",      "machine_clears", "frontend_latency_cycles", "memory_stall_cycles",
      "store_bound_cycles", "stall_cycles",   "one_port_cycles",         "two_port_cycles"};
  const std::vector<std::string_view> skylake_alone_level_1{"cycles", "frontend_slots", "issued_ops",
                                                            "retired_ops", "recovery_cycles"};
  std::vector<std::string_view> skylake_level_1 = skylake_alone_level_1;
  for (const char* const metric : {"one_thread_active", "ref_xclk"}) skylake_level_1.emplace_back(metric);
  const std::vector<std::string_view> zen{"cycles", "frontend_slots", "backend_slots", "issued_ops",
                                          "retired_ops"};
  const std::vector<std::string_view> zen_with_the_rest{"cycles", "frontend_slots", "issued_ops",
                                                        "retired_ops"};
  const std::vector<std::string_view> zen_level_2{"smt_slots",
                                                  "microcode_ops",
                                                  "branch_misses",
                                                  "machine_clears",
                                                  "frontend_latency_cycles",
                                                  "not_complete_cycles",
                                                  "load_not_complete_cycles"};
  return {
      {"Skylake-SP",
       {"Skylake-SP", "Cascade Lake"},
       skylake_level_1,
       by_cycles,
       "S = 4 × cycles / 2 × (1 + one_thread_active / ref_xclk); retiring = retired_ops / S; bad speculation "
       "= "
       "(issued_ops - retired_ops + 4 × recovery_cycles) / S; front end = frontend_slots / S; back end = 1 - "
       "the rest",
       four_wide,
       false,
       skylake},
      {"Skylake-SP, cores with one thread",
       {"Skylake-SP", "Cascade Lake"},
       skylake_alone_level_1,
       by_cycles,
       "as Skylake-SP with S = 4 × cycles; where the core's other hyperthread ran all the time the shares "
       "are half "
       "of what they should be",
       "as Skylake-SP",
       true,
       skylake_alone},
      {"Ice Lake-SP, bare metal",
       {"Ice Lake-SP"},
       fixed_with_clears,
       by_cycles,
       "shares of the fixed slots; front end less dropped_slots / S; back end plus 5 × clears / S; bad "
       "speculation "
       "= 1 - the rest, at least 0",
       five_wide,
       false,
       ice_lake_metal},
      {"Ice Lake-SP, guest",
       {"Ice Lake-SP"},
       guest,
       by_cycles,
       "S = slots; retiring = retired_ops / S; front end = (frontend_slots - dropped_slots) / S; back end = "
       "backend_slots / S; bad speculation = 1 - the rest, at least 0",
       five_wide,
       false,
       ice_lake_guest},
      {"Sapphire Rapids, bare metal",
       golden_cove,
       fixed,
       {"fixed_heavy_slots", "fixed_mispredict_slots", "fixed_fetch_latency_slots",
        "fixed_memory_bound_slots"},
       "shares of the fixed slots; front end less dropped_slots / S; bad speculation = 1 - the rest, at "
       "least 0",
       fixed_parts,
       false,
       sapphire_rapids_metal},
      {"Sapphire Rapids, guest",
       golden_cove,
       guest,
       {"heavy_ops", "mispredict_slots", "frontend_latency_cycles", "memory_bound_slots"},
       "as Ice Lake-SP, guest",
       six_wide,
       false,
       sapphire_rapids_guest},
      {"Zen 4",
       {"Zen 4"},
       zen,
       zen_level_2,
       "S = 6 × cycles; retiring = retired_ops / S; bad speculation = (issued_ops - retired_ops) / S; front "
       "end = "
       "frontend_slots / S; back end = backend_slots / S; other thread = smt_slots / S, else the rest",
       zen_4_parts,
       false,
       zen_4},
      {"Zen 4, five counters",
       {"Zen 4"},
       zen_with_the_rest,
       {},
       "as Zen 4 with back end = the rest, in which is what the core's other thread took: exact where a core "
       "has one",
       "",
       true,
       zen_4_by_the_rest},
      {"Zen 5", {"Zen 5"}, zen, zen_level_2, "as Zen 4 with S = 8 × cycles", "as Zen 4 with 8", false, zen_5},
      {"Zen 5, five counters",
       {"Zen 5"},
       zen_with_the_rest,
       {},
       "as Zen 4, five counters, with S = 8 × cycles",
       "",
       true,
       zen_5_by_the_rest},
      {"Zen 2 and Zen 3, approximation",
       {"Zen 2", "Zen 3"},
       {"cycles", "retired_ops", "issued_ops", "op_queue_empty_cycles"},
       {},
       "S = 6 × cycles; retiring = retired_ops / S; bad speculation = (issued_ops - retired_ops) / S; front "
       "end = "
       "op_queue_empty_cycles / cycles, a lower bound; back end = the rest",
       "",
       true,
       zen_2_or_3},
  };
}

}  // namespace

std::span<const TopDownMethod> top_down_methods() {
  static const std::vector<TopDownMethod> methods = make_methods();
  return methods;
}

}  // namespace crossfade::analysis
