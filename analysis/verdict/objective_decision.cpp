#include "analysis/verdict/objective_decision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/number_text.h"

namespace crossfade::analysis {
namespace {

const char* text_of(Decision decision) {
  return decision == Decision::migrate ? "migrate" : decision == Decision::stay ? "stay" : "nothing decided";
}

}  // namespace

std::string objective_text(const ObjectiveDecision& o) {
  if (!o.is_known) return fmt::format("not known at {:g} x: {}", o.factor, o.because);
  std::string text = fmt::format("at {:g} x {}", o.factor, text_of(o.decision));
  if (o.cost.value) text += fmt::format(" ({})", ratio_text(*o.cost.value, o.cost.interval));
  if (!o.because.empty()) text += fmt::format(" ({})", o.because);
  return text;
}

std::string objective_dependence(Decision declared, const std::vector<ObjectiveDecision>& others) {
  std::vector<std::string> otherwise, unknown;
  for (const ObjectiveDecision& o : others) {
    if (o.is_known && o.decision != declared) otherwise.push_back(objective_text(o));
    if (!o.is_known && !o.neither_meets) unknown.push_back(objective_text(o));
  }
  // What decides nothing as declared is not less certain for deciding elsewhere.
  if (declared == Decision::inconclusive) return "";
  if (otherwise.empty()) {
    return unknown.empty() ? ""
                           : fmt::format("may depend on the objective: as declared {}, {}", text_of(declared),
                                         fmt::join(unknown, ", "));
  }
  return fmt::format("depends on the objective: as declared {}, {}", text_of(declared),
                     fmt::join(otherwise, ", "));
}

std::string objective_agreement(Decision declared, const std::vector<ObjectiveDecision>& others) {
  std::vector<std::string> all;
  for (const ObjectiveDecision& o : others) all.push_back(objective_text(o));
  return fmt::format("as declared {}, {}", text_of(declared), fmt::join(all, ", "));
}

}  // namespace crossfade::analysis
