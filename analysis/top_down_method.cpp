#include "analysis/top_down_method.h"

#include <algorithm>

#include "analysis/top_down_shares.h"

namespace crossfade::analysis {
namespace {

std::vector<TopDownShare> skylake_of(const Counts& counts, double core_cycles) {
  Shares s(counts);
  constexpr double width = 4;
  const double slots = width * core_cycles;
  const double frontend = s.count("frontend_slots") / slots, retiring = s.count("retired_ops") / slots;
  const double issued = (s.count("issued_ops") + width * s.count("recovery_cycles")) / slots;
  s.level_1(retiring, issued - retiring, frontend, 1 - frontend - issued);
  // A fused pair is two instructions and one operation: what is beyond one operation an instruction is heavy.
  if (s.are_counted({"macro_fused_ops", "instructions"}))
    s.heavy((s.count("retired_ops") + s.count("macro_fused_ops") - s.count("instructions")) / slots);
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

double fixed_sum(const Shares& s) {
  return s.count("fixed_retiring_slots") + s.count("fixed_bad_speculation_slots") +
         s.count("fixed_frontend_slots") + s.count("fixed_backend_slots");
}
double fixed_whole(const Counts& counts) {
  const Shares s(counts);
  return fixed_sum(s) / s.count("fixed_slots");
}

std::vector<TopDownShare> ice_lake_metal(const Counts& counts) {
  Shares s(counts);
  constexpr double width = 5;
  const double all = fixed_sum(s);
  const double slots = s.count("fixed_slots"), retiring = s.count("fixed_retiring_slots") / all;
  const double frontend = s.count("fixed_frontend_slots") / all - s.count("dropped_slots") / slots;
  const double backend = s.count("fixed_backend_slots") / all + width * s.count("clears") / slots;
  s.level_1(retiring, std::max(0.0, 1 - retiring - frontend - backend), frontend, backend);
  s.heavy_by_decoders();
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
  const double all = fixed_sum(s);
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

/// Whom what nobody counted is put down to.
enum class Rest { nobody, other_thread, backend };

template <int width, Rest rest>
std::vector<TopDownShare> zen(const Counts& counts) {
  Shares s(counts);
  const double slots = width * s.count("cycles"), retiring = s.count("retired_ops") / slots;
  const double bad_speculation = (s.count("issued_ops") - s.count("retired_ops")) / slots;
  const double frontend = s.count("frontend_slots") / slots;
  const double others = retiring + bad_speculation + frontend;
  const double backend = rest == Rest::backend ? 1 - others : s.count("backend_slots") / slots;
  s.level_1(retiring, bad_speculation, frontend, backend);
  if constexpr (rest == Rest::backend) return s.take();
  if constexpr (rest == Rest::other_thread) s.smt(1 - others - backend);
  if (rest == Rest::nobody && s.are_counted({"smt_slots"})) s.smt(s.count("smt_slots") / slots);
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

/// No event says what the back end refused, nor what the core's other thread took: the rest is both. An empty
/// op queue is only the latency part of the front end. The width of six is AMD's optimisation guide's.
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
    "heavy = (retired_ops + macro_fused_ops - instructions) / S; mispredicts = bad speculation × "
    "branch_misses / (branch_misses + machine_clears); fetch latency = 4 × "
    "frontend_latency_cycles / S; memory = back end × (memory_stall_cycles + store_bound_cycles) / "
    "(stall_cycles + "
    "one_port_cycles + retiring × two_port_cycles + store_bound_cycles)";
constexpr std::string_view five_wide =
    "as Skylake-SP without heavy, fetch latency = (5 × frontend_latency_cycles - dropped_slots) / S";
constexpr std::string_view five_wide_metal =
    "as the guest's; heavy = retiring × (microcode_sequencer_ops / issued_ops + (first_decoder_ops - "
    "first_decoder_cycles) / legacy_decoder_ops)";
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

using Formula = std::vector<TopDownShare> (*)(const Counts&);
struct ZenFormulas {
  Formula nothing_is_the_rest, other_thread_is_the_rest, backend_is_the_rest;
};

/// Names and formulas of both kinds, of which Zen 5 has eight slots a cycle instead of six.
struct ZenTexts {
  std::string_view all, one_thread, rest, five;
  std::string_view all_formula, parts;
};
constexpr ZenTexts zen_4_texts{
    "Zen 4",
    "Zen 4, cores with one thread",
    "Zen 4, other thread by the rest",
    "Zen 4, five counters",
    "S = 6 × cycles; retiring = retired_ops / S; bad speculation = (issued_ops - retired_ops) / S; front end "
    "= "
    "frontend_slots / S; back end = backend_slots / S; other thread = smt_slots / S; the last two of other "
    "process runs' stages of the same kind, for each cycle, where the counters are too few",
    zen_4_parts};
constexpr ZenTexts zen_5_texts{"Zen 5",
                               "Zen 5, cores with one thread",
                               "Zen 5, other thread by the rest",
                               "Zen 5, five counters",
                               "as Zen 4 with S = 8 × cycles",
                               "as Zen 4 with 8"};

void add_zen(std::vector<TopDownMethod>& methods, std::string_view cpu, const ZenFormulas& formulas) {
  const ZenTexts& texts = cpu == "Zen 4" ? zen_4_texts : zen_5_texts;
  const std::vector<std::string_view> level_1{"cycles", "frontend_slots", "backend_slots", "issued_ops",
                                              "retired_ops"};
  std::vector<std::string_view> with_other_thread = level_1;
  with_other_thread.emplace_back("smt_slots");
  const std::vector<std::string_view> level_2{"microcode_ops",       "branch_misses",
                                              "machine_clears",      "frontend_latency_cycles",
                                              "not_complete_cycles", "load_not_complete_cycles"};
  methods.push_back({.name = texts.all,
                     .microarchitectures = {cpu},
                     .level_1 = with_other_thread,
                     .level_2 = level_2,
                     .formula = texts.all_formula,
                     .level_2_formula = texts.parts,
                     .shares = formulas.nothing_is_the_rest,
                     .from_other_runs = {"backend_slots", "smt_slots"}});
  methods.push_back({.name = texts.one_thread,
                     .microarchitectures = {cpu},
                     .level_1 = level_1,
                     .level_2 = level_2,
                     .formula =
                         "as with the other thread, of stages without workers on the cores' other "
                         "hyperthreads, where there is nothing that it could have taken: what is missing "
                         "is missing, and the sum shows it",
                     .level_2_formula = texts.parts,
                     .shares = formulas.nothing_is_the_rest,
                     .holds = HoldsFor::idle_siblings,
                     .from_other_runs = {"backend_slots"}});
  methods.push_back({.name = texts.rest,
                     .microarchitectures = {cpu},
                     .level_1 = level_1,
                     .level_2 = level_2,
                     .formula =
                         "as with the other thread, which is the rest: its sum is 1 whatever was counted, "
                         "and an event that counts too little is in it",
                     .level_2_formula = texts.parts,
                     .approximate = true,
                     .shares = formulas.other_thread_is_the_rest,
                     .holds = HoldsFor::working_siblings,
                     .from_other_runs = {"backend_slots"}});
  methods.push_back({.name = texts.five,
                     .microarchitectures = {cpu},
                     .level_1 = {"cycles", "frontend_slots", "issued_ops", "retired_ops"},
                     .level_2 = {},
                     .formula =
                         "as with the other thread; the back end is the rest, in which is what the core's "
                         "other thread took",
                     .level_2_formula = "",
                     .approximate = true,
                     .shares = formulas.backend_is_the_rest,
                     .holds = HoldsFor::working_siblings});
}

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
  std::vector<std::string_view> by_cycles_and_pairs = by_cycles, by_cycles_and_decoders = by_cycles;
  for (const char* const metric : {"macro_fused_ops", "instructions"})
    by_cycles_and_pairs.emplace_back(metric);
  for (const char* const metric : {"issued_ops", "microcode_sequencer_ops", "legacy_decoder_ops",
                                   "first_decoder_ops", "first_decoder_cycles"})
    by_cycles_and_decoders.emplace_back(metric);
  const std::vector<std::string_view> skylake_alone_level_1{"cycles", "frontend_slots", "issued_ops",
                                                            "retired_ops", "recovery_cycles"};
  std::vector<std::string_view> skylake_level_1 = skylake_alone_level_1;
  for (const char* const metric : {"one_thread_active", "ref_xclk"}) skylake_level_1.emplace_back(metric);
  std::vector<TopDownMethod> methods{
      {.name = "Skylake-SP",
       .microarchitectures = {"Skylake-SP", "Cascade Lake"},
       .level_1 = skylake_level_1,
       .level_2 = by_cycles_and_pairs,
       .formula =
           "S = 4 × cycles / 2 × (1 + one_thread_active / ref_xclk), this quotient of other process runs' "
           "stages "
           "of the same kind where four counters are all; retiring = retired_ops / S; bad speculation = "
           "(issued_ops - retired_ops + 4 × recovery_cycles) / S; front end = frontend_slots / S; back end = "
           "1 - "
           "the rest",
       .level_2_formula = four_wide,
       .shares = skylake,
       .from_other_runs = {"one_thread_active", "ref_xclk"}},
      {.name = "Skylake-SP, cores with one thread",
       .microarchitectures = {"Skylake-SP", "Cascade Lake"},
       .level_1 = skylake_alone_level_1,
       .level_2 = by_cycles_and_pairs,
       .formula = "as Skylake-SP with S = 4 × cycles, of stages without workers on the cores' other "
                  "hyperthreads; what "
                  "else ran there made the shares too small by up to a half",
       .level_2_formula = "as Skylake-SP",
       .approximate = true,
       .shares = skylake_alone,
       .holds = HoldsFor::idle_siblings},
      {"Ice Lake-SP, bare metal",
       {"Ice Lake-SP"},
       fixed_with_clears,
       by_cycles_and_decoders,
       "shares of the fixed slots; front end less dropped_slots / S; back end plus 5 × clears / S; bad "
       "speculation "
       "= 1 - the rest, at least 0",
       five_wide_metal,
       false,
       ice_lake_metal,
       fixed_whole},
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
       sapphire_rapids_metal,
       fixed_whole},
      {"Sapphire Rapids, guest",
       golden_cove,
       guest,
       {"heavy_ops", "mispredict_slots", "frontend_latency_cycles", "memory_bound_slots"},
       "as Ice Lake-SP, guest",
       six_wide,
       false,
       sapphire_rapids_guest},
      {"Zen 2 and Zen 3, approximation",
       {"Zen 2", "Zen 3"},
       {"cycles", "retired_ops", "issued_ops", "op_queue_empty_cycles"},
       {},
       "S = 6 × cycles; retiring = retired_ops / S; bad speculation = (issued_ops - retired_ops) / S; front "
       "end = "
       "op_queue_empty_cycles / cycles, a lower bound; back end = the rest, and with it what the core's "
       "other "
       "thread took, for which these CPUs have no event",
       "",
       true,
       zen_2_or_3},
  };
  add_zen(methods, "Zen 4", {zen<6, Rest::nobody>, zen<6, Rest::other_thread>, zen<6, Rest::backend>});
  add_zen(methods, "Zen 5", {zen<8, Rest::nobody>, zen<8, Rest::other_thread>, zen<8, Rest::backend>});
  return methods;
}

}  // namespace

std::span<const TopDownMethod> top_down_methods() {
  static const std::vector<TopDownMethod> methods = make_methods();
  return methods;
}

std::vector<std::string_view> taken_from_other_runs(std::string_view microarchitecture) {
  std::vector<std::string_view> metrics;
  for (const TopDownMethod& method : top_down_methods()) {
    const auto& cpus = method.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), microarchitecture) == cpus.end()) continue;
    for (const std::string_view metric : method.from_other_runs) {
      if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) metrics.push_back(metric);
    }
  }
  return metrics;
}

}  // namespace crossfade::analysis
