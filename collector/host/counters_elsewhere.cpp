#include "collector/host/counters_elsewhere.h"

#include <fmt/format.h>

namespace crossfade::collector {

using results::GuestCounters;
using results::InstanceType;

std::optional<InstanceType> larger_with_counters(const InstanceType& type) {
  if (type.counters == GuestCounters::full || type.counters == GuestCounters::unknown) return std::nullopt;
  // CPUs can be left offline; missing ones cannot be had.
  return results::smallest_with_all_counters(type.family, type.vcpus.value_or(0));
}

std::string counters_elsewhere_text(const InstanceType& type) {
  const auto larger = larger_with_counters(type);
  if (!larger) return {};
  const std::string cpus = type.vcpus ? fmt::format(" ({})", *type.vcpus) : "";
  return fmt::format(
      "record {0} as well, the smallest size of {1} that shows all counters and has as many CPUs, with as "
      "many of them left online as {2} has{3}: crossfade-collect run -o counted.h5. Join it to the others at "
      "the desk: "
      "crossfade-report why BASE.h5 --to CANDIDATE.h5 --counters-from counted.h5. It is taken where the CPU "
      "model is the same and CPU time per request agrees within 5 %, called inferred, and decides "
      "nothing: another size is another machine.",
      larger->type, type.family, type.type, cpus);
}

std::string counters_elsewhere_note(std::string_view instance_type, std::string_view pmu_tier) {
  const auto type = results::find_instance_type(instance_type);
  if (!type || pmu_tier != "none") return {};
  const auto larger = larger_with_counters(*type);
  if (!larger) return {};
  return fmt::format(
      "no hardware counters here; {} shows them, and crossfade-report why --counters-from joins its "
      "recording (crossfade-collect doctor says how)",
      larger->type);
}

}  // namespace crossfade::collector
