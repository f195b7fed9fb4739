// Verdict: migrate, stay, or inconclusive: cost per request of a candidate against the baseline, by an
// interval, behind gates. docs/methodology.md has the rule; Policy its thresholds. Not a forecast of a bill:
// prices are a scenario.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/commitment.h"
#include "analysis/comparison.h"
#include "analysis/price_book.h"
#include "analysis/side_price.h"
#include "analysis/verdict/cost_sample.h"
#include "analysis/verdict/gate.h"
#include "analysis/verdict/mix.h"
#include "analysis/verdict/policy.h"
#include "analysis/verdict/settling_plan.h"
#include "analysis/verdict/tail_guard.h"

namespace crossfade::analysis {

/// The verdict on a mix, or on one workload of it.
struct VerdictItem {
  std::string name;  ///< of the mix or the workload
  bool is_mix = false;
  double spend_share = 1;                                 ///< of the baseline's spend on the mix
  std::vector<SpendShare> shares = {};                    ///< of each of its workloads
  std::vector<std::string> notes = {};                    ///< what its costs are made of, a sentence each
  Ratio cost, undisturbed;                                ///< candidate / baseline, with prices
  std::vector<ObjectiveDecision> objectives = {};         ///< other than the declared, by factor
  std::optional<statistics::Interval> simultaneous = {};  ///< of a workload: holds for all of them together
  std::optional<double> saving_probability = {};          ///< that the saving exceeds what is required
  TailGuardResult tail = {};
  std::vector<GateResult> gates = {};
  Decision by_interval = Decision::inconclusive;  ///< whatever gates and guard say
  Decision decision = Decision::inconclusive;
  std::string because = {};  ///< the gate that failed, or what is open; empty where it decides
  std::optional<double> tipping_host_cv = {};  ///< of what the interval alone decides
  Ratio break_even = {};  ///< price ratio below which the candidate saves what is required
};

struct Verdict {
  std::string base, candidate;
  std::optional<Price> base_price, candidate_price;
  std::string no_price_because;
  VerdictItem mix;
  std::vector<VerdictItem> workloads;
  std::string look =
      {};  ///< a sentence: which look at a plan this is, and what that costs; empty = of no plan
  std::vector<std::string> reasons;  ///< the strongest first, at most three
  std::optional<SettlingPlan> settling;
  std::string no_settling_because;
};

/// Errors: data if the mix names a workload that the comparison does not have; usage if prices of several
/// plans remain.
results::Result<Verdict> verdict(const Comparison& comparison, const Mix& mix, const Policy& policy,
                                 const PriceBook& book, const CostOptions& prices,
                                 const CompareOptions& options);

/// The moves that verdicts are on: the mix of each, then its workloads.
std::vector<CommittedMove> moves_of(const std::vector<Verdict>& verdicts);

/// What several strata of one type say together: their common decision, else inconclusive.
Decision common_decision(const std::vector<Verdict>& strata);

/// 0 migrate, 1 stay, 2 inconclusive.
int exit_code(Decision decision);
std::string_view decision_text(Decision decision);

}  // namespace crossfade::analysis
