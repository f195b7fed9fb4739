// Shares: collects what the formulas of top-down (top_down_method.cpp) make of one sample: level 1 first,
// then pairs of level 2, of which the second is what the first leaves of its whole.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/top_down.h"
#include "results/assertion.h"

namespace crossfade::analysis {

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
  /// What the microcode sequencer delivers is heavy, and what the first decoder makes of an instruction
  /// beyond one operation. Both are shares of what was delivered, not of what retired.
  void heavy_by_decoders() {
    if (!are_counted({"issued_ops", "microcode_sequencer_ops", "legacy_decoder_ops", "first_decoder_ops",
                      "first_decoder_cycles"}))
      return;
    const double issued = count("issued_ops"), decoded = count("legacy_decoder_ops");
    const double beyond_one = count("first_decoder_ops") - count("first_decoder_cycles");
    const double heavy_share = (issued > 0 ? count("microcode_sequencer_ops") / issued : 0) +
                               (decoded > 0 ? beyond_one / decoded : 0);
    heavy(fraction_of("cpi_retiring") * heavy_share);
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

}  // namespace crossfade::analysis
