#include "collector/resumption.h"

#include <fmt/format.h>

#include <algorithm>

#include "collector/host/cpu_list.h"
#include "collector/host/machine_notes.h"
#include "collector/plan_builder.h"
#include "collector/plan_items.h"

namespace crossfade::collector {

using results::Error;
using results::ErrorKind;
using results::Result;

std::string_view command_of(bool calibrate) {
  return calibrate ? "calibrate" : "run";
}

Result<void> check_same_command(const results::Header& header, const RunOptions& options) {
  const bool calibration = header.kind == results::RecordingKind::calibration;
  if (calibration == options.calibrate) return {};
  return Error{ErrorKind::data, "cannot resume the recording", options.output,
               calibration ? "it is a calibration of its host" : "it is no calibration of its host",
               fmt::format("crossfade-collect {} -o {} --resume", command_of(calibration), options.output)};
}

Result<void> check_is_a_run(const results::Recording& recorded, const std::string& path) {
  const bool simulated = std::any_of(
      recorded.counters.begin(), recorded.counters.end(),
      [](const results::Counter& counter) { return counter.tier == results::CounterTier::simulated; });
  if (!simulated) return {};
  return Error{ErrorKind::data, "cannot resume the recording", path,
               "it holds simulated instructions, and nothing was measured",
               "start a new recording; crossfade-collect instructions --force counts these anew"};
}

Result<void> check_same_host(const results::Recording& recorded, const Plan& plan, const HostFacts& facts,
                             const std::string& path) {
  const auto refuse = [&](std::string why) {
    return Error{ErrorKind::data, "cannot resume the recording", path, std::move(why),
                 "resume it on the machine it was begun on, or start a new one"};
  };
  const results::Header& header = recorded.header;
  if (header.family_model_stepping != facts.cpu.family_model_stepping ||
      header.cpu_model != facts.cpu.model_name) {
    return refuse(fmt::format("it was begun on another CPU ({})", header.cpu_model));
  }
  // A boot id changes with a restart: another one proves nothing.
  const bool lasting =
      header.host_id_source != "override (--host-id)" && !header.host_id_source.starts_with("boot-id");
  if (lasting && is_keyed(header.host_id_source) != is_keyed(facts.host_id.source)) {
    return Error{ErrorKind::data, "cannot resume the recording", path,
                 is_keyed(header.host_id_source) ? "its host is named under a lab key, and none is given"
                                                 : "its host is named without a lab key, and one is given",
                 is_keyed(header.host_id_source) ? "give the key it was begun with: --lab-key FILE"
                                                 : "leave --lab-key out"};
  }
  if (lasting && header.host_id != facts.host_id.id) {
    return refuse("it was begun on another host");
  }
  for (const std::uint32_t cpu : plan.worker_cpus) {
    const auto& order = facts.topology.worker_order;
    if (std::find(order.begin(), order.end(), cpu) == order.end()) {
      const UnusableCpu unusable = unusable_cpu(cpu, fact_of(facts, "cpu.online"));
      return Error{ErrorKind::data, "cannot resume the recording", path,
                   "its plan needs a CPU: " + unusable.why, unusable.remedy + ", or start a new recording"};
    }
  }
  return {};
}

Result<Plan> recorded_plan(const results::Recording& recorded, const PluginCatalogue& catalogue) {
  auto plan = plan_from_json(recorded.plan_json);
  if (!plan) return plan;
  for (const PlannedWorkload& workload : plan->workloads) {
    if (auto known = parse_workload(display_name(workload), catalogue); !known) return known.error();
  }
  const auto items = items_total(*plan);
  for (const results::Repetition& repetition : recorded.repetitions) {
    if (repetition.plan_item < items) continue;
    return Error{ErrorKind::data, "cannot resume the recording", "the plan inside the recording",
                 "it holds repetitions its plan does not have", "start a new recording"};
  }
  return plan;
}

}  // namespace crossfade::collector
