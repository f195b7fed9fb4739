#include "collector/host/doctor_answers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <string>
#include <vector>

#include "collector/host/counters_elsewhere.h"
#include "results/vocabulary/atlas.h"
#include "results/vocabulary/cloud_counters.h"

namespace crossfade::collector {
namespace {

bool measures(const DoctorFacts& facts) {
  return facts.installation_problem.empty() && !facts.workloads.empty() && !facts.host.topology.cpus.empty();
}

struct Open {
  std::string question;  ///< "what it costs"
  std::string way;       ///< what to do for an answer
};

/// Of a machine whose type the atlas knows, the check of its counters says more.
std::string where_counters_are(const DoctorFacts& facts) {
  // Not even the kernel's own events are let through: another machine would not be, either.
  if (!facts.software_counters_absent.empty())
    return "counter permissions first (see there): what is behind them is not known";
  const auto type = results::find_instance_type(facts.host.instance.instance_type);
  if (!type) {
    std::string of_its_cloud = results::counters_of_cloud(facts.host.instance.instance_type);
    return of_its_cloud.empty() ? "a larger size of the family (doctor --instance-type TYPE says which)"
                                : of_its_cloud;
  }
  const auto larger = larger_with_counters(*type);
  return larger ? fmt::format("{}, joined by crossfade-report why --counters-from", larger->type)
                : "a type that shows counters (doctor --for TYPE says whether one does)";
}

std::vector<Open> open_questions(const DoctorFacts& facts) {
  std::vector<Open> open;
  if (facts.pmu.tier == "none") {
    open.push_back(
        {"why it is faster or slower (instructions, cycles, cache misses)",
         fmt::format("why: {}; instructions alone can be simulated (crossfade-collect instructions)",
                     where_counters_are(facts))});
  } else if (facts.pmu.tier != "full") {
    open.push_back({fmt::format("what the {} events missing here would say",
                                facts.pmu.hardware_events - facts.pmu.believed_events),
                    "missing events: " + where_counters_are(facts)});
  }
  if (const std::string& why = facts.counter_answers.no_top_down_because;
      facts.pmu.tier != "none" && !why.empty())
    open.push_back(
        {"what became of the pipeline's slots (top-down): " + why,
         facts.pmu.tier == "full" ? "top-down: another CPU" : "top-down: " + where_counters_are(facts)});
  if (facts.host.instance.instance_type.empty())
    open.push_back({"what a request costs",
                    "cost: run --instance-type TYPE --provider NAME, or crossfade-report --hourly-price"});
  if (facts.host.host_id.id.empty())
    open.push_back({"whether two recordings are of one host", "hosts: run --host-id NAME"});
  if (facts.host.topology.vcpus() < 2)
    open.push_back({"how it scales", "scaling: a machine of two vCPUs or more"});
  if (!std::isfinite(facts.clock.hz))
    open.push_back({"at what clock it ran", "clock: a quieter machine, or one with counters"});
  return open;
}

}  // namespace

Check will_answer(const DoctorFacts& facts) {
  if (!measures(facts))
    return {"answers", "will answer", CheckLevel::ok, "nothing: see what is blocking", {}};
  std::vector<std::string> answers{"latency, throughput, SLO throughput and CPU time per request"};
  if (facts.host.topology.vcpus() > 1)
    answers.push_back(fmt::format("scaling to {} vCPUs", facts.host.topology.vcpus()));
  if (std::isfinite(facts.clock.hz)) answers.emplace_back("the effective clock");
  if (facts.pmu.tier != "none")
    answers.insert(answers.end(), facts.counter_answers.figures.begin(), facts.counter_answers.figures.end());
  return {"answers", "will answer", CheckLevel::ok, fmt::format("{}", fmt::join(answers, "; ")), {}};
}

Check will_not_answer(const DoctorFacts& facts) {
  const auto open = open_questions(facts);
  if (open.empty()) return {"no-answers", "will not answer", CheckLevel::ok, "nothing that is known of", {}};
  std::vector<std::string> questions, ways;
  for (const Open& each : open) {
    questions.push_back(each.question);
    ways.push_back(each.way);
  }
  return {"no-answers", "will not answer", CheckLevel::note, fmt::format("{}", fmt::join(questions, "; ")),
          fmt::format("{}", fmt::join(ways, "; "))};
}

}  // namespace crossfade::collector
