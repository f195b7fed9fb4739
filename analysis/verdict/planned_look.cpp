#include "analysis/verdict/planned_look.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/statistics/planned_looks.h"

namespace crossfade::analysis {

double decision_level(const Study& study, const Policy& policy) {
  return statistics::level_of_look(study.plans.empty() ? 1 : policy.planned_looks);
}

std::vector<std::string> against_look(const Study& study, const Policy& policy) {
  std::vector<std::string> against;
  if (study.plans.empty()) return against;
  if (study.plans.size() > 1 || study.without_plan > 0) {
    std::vector<std::string> names;
    for (const std::string& plan : study.plans) names.push_back(plan_name(plan));
    if (study.without_plan > 0)
      names.push_back(fmt::format("no plan ({} of the recordings)", study.without_plan));
    against.push_back(fmt::format("recordings of several plans are mixed: {}", fmt::join(names, ", ")));
    return against;
  }
  if (study.without_look > 0)
    against.push_back(fmt::format("{} recording{} of the plan say{} no look", study.without_look,
                                  study.without_look == 1 ? "" : "s", study.without_look == 1 ? "s" : ""));
  if (const auto missing = study.missing_looks(); !missing.empty())
    against.push_back(
        fmt::format("there are recordings of look {} and none of look {}: every recording of a plan counts, "
                    "or an unwelcome one "
                    "could be left out",
                    study.look(), looks_text(missing)));
  if (study.look() > policy.planned_looks)
    against.push_back(fmt::format("it is look {}, and the policy plans {} (planned_looks)", study.look(),
                                  policy.planned_looks));
  return against;
}

std::string look_name(const Study& study, const Policy& policy) {
  if (study.plans.empty()) return "";
  if (!study.is_one_plan()) return "looks at no one plan";
  return fmt::format("look {} of {} planned at plan {}", study.look(), policy.planned_looks,
                     plan_name(study.plans.front()));
}

}  // namespace crossfade::analysis
