#include <fmt/format.h>

#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/study.h"

namespace crossfade::analysis {
namespace {

/// "3fa9c1d2, of no plan"
std::string plans_text(const Side& side) {
  const Study study = study_of(side, {});
  Values said;
  for (const std::string& plan : study.plans) add(said, plan_name(plan));
  if (study.without_plan > 0) add(said, "of no plan");
  return joined(said);
}

}  // namespace

void study_rules(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const Study study = study_of(base, candidate);
  if (study.plans.empty()) return;
  if (study.plans.size() > 1 || study.without_plan > 0) {
    out.push_back(difference("lab-plan", "plan for many hosts", "", plans_text(base), plans_text(candidate),
                             Severity::suspicious));
    return;
  }
  const bool alike = study.base_looks == study.candidate_looks;
  if (alike && study.without_look == 0 && study.look() <= 1) return;
  // A study that was extended on both sides is what looks are for.
  const bool as_planned = alike && study.without_look == 0 && study.missing_looks().empty();
  out.push_back(difference("lab-look", "look at the plan", "", looks_text(study.base_looks),
                           looks_text(study.candidate_looks),
                           as_planned ? Severity::expected : Severity::suspicious));
}

}  // namespace crossfade::analysis
