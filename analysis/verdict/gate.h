// Gate: what has to hold before a verdict may decide. Gates are rows, asked in order; the first that fails
// makes the answer inconclusive and gives it its name. A gate never turns an answer into another decision.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/verdict/decision.h"
#include "analysis/verdict/objective_decision.h"
#include "analysis/verdict/policy.h"
#include "analysis/verdict/side_rates.h"

namespace crossfade::analysis {

struct GateResult {
  std::string id;    ///< "comparable", "slo-tail" ...
  std::string asks;  ///< what has to hold
  bool passed = true;
  std::string found;  ///< what was seen, for people, also where it passed
};

/// What the gates look at.
struct GateSubject {
  const Comparison& comparison;
  const SideRates &base, &candidate;
  std::vector<std::string> workloads;  ///< of the mix
  bool mix_is_declared = false;        ///< else it is of all workloads, so both sides have to have all
  std::uint32_t base_hosts = 0, candidate_hosts = 0;       ///< behind the cost ratio
  Decision decision = Decision::inconclusive;              ///< by the interval alone
  Decision decision_undisturbed = Decision::inconclusive;  ///< the same of what nobody disturbed
  std::string undisturbed_absent_because = {};             ///< why there is none
  bool has_ratio = false;                                  ///< of the costs
  std::optional<double> tipping_host_cv = {};  ///< the h0 at which `decision` changes; absent if none does
};

std::vector<GateResult> gates(const GateSubject& subject, const Policy& policy);

/// Asked last: other objectives have to be solved for it, which only what is decided so far is worth.
/// `others`: nullopt = not worth it.
GateResult objective_gate(Decision declared, const std::optional<std::vector<ObjectiveDecision>>& others,
                          const Policy& policy);

/// Those that any bound on a ratio of `workloads` has to pass: comparable, not too disturbed, as planned, and
/// enough hosts, unless all is of one machine, of which alone it then speaks. `mix_is_declared`: else both
/// sides have to have all workloads.
std::vector<GateResult> evidence_gates(const Comparison& comparison,
                                       const std::vector<std::string>& workloads, bool mix_is_declared,
                                       const Policy& policy);

/// The first that failed; nullptr: none.
const GateResult* first_failed(const std::vector<GateResult>& gates);

}  // namespace crossfade::analysis
