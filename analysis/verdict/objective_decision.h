// Objective decision: what the cost ratio would say if every objective were a multiple of the declared one. A
// declared objective is a round number that somebody chose: where half or twice of it decides otherwise, the
// answer is that of the choice, not of the machines.
#pragma once

#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/verdict/decision.h"

namespace crossfade::analysis {

struct ObjectiveDecision {
  double factor = 1;
  Ratio cost;  ///< with prices, as experienced; replayed from the requests of the declared objective
  Decision decision = Decision::inconclusive;  ///< by the interval alone
  bool is_known =
      false;  ///< there is an interval, or one side alone can meet it; else `because` says why not
  bool neither_meets = false;  ///< for certain: nothing to decide there
  std::string because;         ///< also of what only one side meets
};

/// "at 0.5 x stay (1.04 [...])", or "not known at 0.5 x: ..."
std::string objective_text(const ObjectiveDecision& objective);

/// Why what the declared objectives decide is not what others decide, or why that is not known; empty = it
/// is. Objectives that neither side meets have no say.
std::string objective_dependence(Decision declared, const std::vector<ObjectiveDecision>& others);

/// What each of them says, in a sentence's part.
std::string objective_agreement(Decision declared, const std::vector<ObjectiveDecision>& others);

}  // namespace crossfade::analysis
