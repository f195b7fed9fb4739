#include "collector/type_outlook.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "collector/host/counters_elsewhere.h"
#include "results/letter_case.h"
#include "results/nearest_name.h"
#include "results/text_layout.h"
#include "results/vocabulary/arm_types.h"
#include "results/vocabulary/cloud_counters.h"

namespace crossfade::collector {
namespace {

using results::GuestCounters;
using results::InstanceType;

std::string counters_text(GuestCounters counters) {
  switch (counters) {
    case GuestCounters::none:
      return "none expected: instructions, cycles, cache misses and top-down will be absent";
    case GuestCounters::basic:
      return "basic: a subset of the events that is not published; each is tested before it is used";
    case GuestCounters::full:
      return "all expected";
    case GuestCounters::unknown:
      break;
  }
  return "not known: crossfade-collect doctor on a machine of the type tells";
}

const char* counters_name(GuestCounters counters) {
  switch (counters) {
    case GuestCounters::none:
      return "none";
    case GuestCounters::basic:
      return "basic";
    case GuestCounters::full:
      return "full";
    case GuestCounters::unknown:
      break;
  }
  return nullptr;
}

std::string vcpus_text(const InstanceType& type) {
  if (!type.vcpus) return "not known";
  const char* const each = type.vcpu_is == results::VcpuIs::core          ? ", each a core"
                           : type.vcpu_is == results::VcpuIs::hyperthread ? ", two to a core"
                                                                          : "";
  return fmt::format("{}{}", *type.vcpus, each);
}

/// A paragraph each.
std::vector<std::string> suggested_runs(const InstanceType& type) {
  std::vector<std::string> runs{fmt::format(
      "{} on several hosts, in the same hours as the other side: crossfade-collect run -o NAME.h5. "
      "Latency, SLO throughput, scaling and cost need no counters.",
      type.type)};
  if (const std::string elsewhere = counters_elsewhere_text(type); !elsewhere.empty()) {
    runs.push_back("To see why: " + elsewhere);
  } else if (type.counters == GuestCounters::none) {
    runs.push_back(
        fmt::format("To see why: no size of {} is known to show counters. "
                    "The effective clock is measured by timed loops all the same.",
                    type.family));
  }
  return runs;
}

}  // namespace

std::string outlook_text(const InstanceType& type, std::size_t width) {
  std::string text = results::wrapped(
      fmt::format("{}, by the atlas of instance types; nothing of this machine", type.type), width, "", 2);
  const auto line = [&](const char* name, const std::string& value) {
    const std::string head = fmt::format("  {:<17}", name);
    text += results::wrapped(value, width, head, head.size());
  };
  line("vCPUs", vcpus_text(type));
  if (type.memory_bytes)
    line("memory", fmt::format("{:g} GiB", static_cast<double>(*type.memory_bytes) / (1 << 30)));
  if (type.network_baseline_bits_per_s)
    line("network", fmt::format("{:g} Gbit/s guaranteed", *type.network_baseline_bits_per_s / 1e9));
  for (const std::string& model : type.cpu_models) line("CPU seen", model);
  line("counters", counters_text(type.counters));
  const auto runs = suggested_runs(type);
  for (std::size_t i = 0; i < runs.size(); ++i)
    text += results::wrapped(runs[i], width, fmt::format("  {}. ", i + 1), 5);
  return text + results::wrapped(type.source, width, "  source: ", 10);
}

std::string family_outlook_text(const std::vector<InstanceType>& sizes, std::size_t width) {
  const std::string& family = sizes.front().family;
  std::string text = results::wrapped(
      fmt::format("{}, by the atlas of instance types; nothing of this machine", family), width, "", 2);
  const auto line = [&](const char* name, const std::string& value) {
    const std::string head = fmt::format("  {:<17}", name);
    text += results::wrapped(value, width, head, head.size());
  };
  for (const std::string& model : sizes.front().cpu_models) line("CPU seen", model);
  for (const auto counters :
       {GuestCounters::full, GuestCounters::basic, GuestCounters::none, GuestCounters::unknown}) {
    std::vector<std::string> names;
    for (const InstanceType& size : sizes) {
      if (size.counters != counters) continue;
      names.push_back(size.vcpus ? fmt::format("{} ({} vCPUs)", size.type, *size.vcpus) : size.type);
    }
    if (names.empty()) continue;
    line("counters", counters_text(counters));
    line("", fmt::format("{}", fmt::join(names, ", ")));
  }
  text += results::wrapped(
      fmt::format("One size in full, with the runs that are suggested: crossfade-collect doctor --for {}",
                  sizes[sizes.size() / 2].type),
      width, "  ", 2);
  return text + results::wrapped(sizes.front().source, width, "  source: ", 10);
}

namespace {

nlohmann::ordered_json outlook_object(const InstanceType& type) {
  nlohmann::ordered_json out;
  const auto known = [](const auto& value) -> nlohmann::ordered_json {
    if (!value) return nullptr;
    return *value;
  };
  out["type"] = type.type;
  out["vcpus"] = known(type.vcpus);
  out["memory_bytes"] = known(type.memory_bytes);
  out["network_baseline_bits_per_s"] = known(type.network_baseline_bits_per_s);
  out["cpu_models"] = type.cpu_models;
  const char* const counters = counters_name(type.counters);
  out["counters"] = counters == nullptr ? nlohmann::ordered_json() : nlohmann::ordered_json(counters);
  const auto larger = larger_with_counters(type);
  out["counters_on"] = larger ? nlohmann::ordered_json(larger->type) : nlohmann::ordered_json();
  out["suggested_runs"] = nlohmann::ordered_json::array();
  for (std::string& run : suggested_runs(type)) out["suggested_runs"].push_back(std::move(run));
  out["source"] = type.source;
  return out;
}

/// Of a type that is no x86. `type`: in small letters.
results::Error arm_type(const std::string& stated, const std::string& type) {
  const auto siblings = results::x86_siblings_of(stated);
  const auto in_atlas = std::find_if(siblings.begin(), siblings.end(), [](const std::string& sibling) {
    return results::find_instance_type(sibling) || !results::instance_types_of(sibling).empty();
  });
  std::string remedy = siblings.empty()
                           ? "the atlas has no x86 type of its kind: choose one of another family"
                           : fmt::format("measure an x86 type of its kind: {}", fmt::join(siblings, ", "));
  if (in_atlas != siblings.end())
    remedy += fmt::format("; crossfade-collect doctor --for {} says what it shows", *in_atlas);
  return {results::ErrorKind::usage, "no type that Crossfade can measure", fmt::format("--for {}", stated),
          fmt::format("{} has an Arm CPU, and Crossfade covers x86 alone", results::family_of(type)),
          std::move(remedy)};
}

}  // namespace

std::string outlook_json(const InstanceType& type) {
  return outlook_object(type).dump(2) + "\n";
}

std::string family_outlook_json(const std::vector<InstanceType>& sizes) {
  nlohmann::ordered_json out;
  out["family"] = sizes.front().family;
  out["sizes"] = nlohmann::ordered_json::array();
  for (const InstanceType& size : sizes) out["sizes"].push_back(outlook_object(size));
  return out.dump(2) + "\n";
}

results::Error unknown_type(const std::string& stated) {
  const std::string type = results::lower_case(stated);
  if (results::is_arm_type(stated)) return arm_type(stated, type);
  const std::string of_its_cloud = results::counters_of_cloud(stated);
  std::string remedy =
      "crossfade-collect doctor without --for examines the machine it runs on, whatever its type";
  // A family alone is nearer to families than to any of their sizes.
  const bool is_family = type.find('.') == std::string::npos;
  const auto near = is_family ? results::nearest_names(type, results::instance_families(), 3)
                              : results::nearest_instance_types(type, 3);
  if (!of_its_cloud.empty()) {
    remedy = fmt::format("{}; {}", of_its_cloud, remedy);
  } else if (!near.empty()) {
    remedy = fmt::format("did you mean {}? {}", fmt::join(near, ", "), remedy);
  } else {
    remedy = fmt::format("name a size of one of these families, as m7a.xlarge: {}; {}",
                         fmt::join(results::instance_families(), ", "), remedy);
  }
  return {results::ErrorKind::usage, "unknown instance type", fmt::format("--for {}", stated),
          of_its_cloud.empty() ? "the atlas has no such type" : "the atlas has the types of AWS alone",
          std::move(remedy)};
}

}  // namespace crossfade::collector
