#include "collector/type_outlook.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "collector/host/counters_elsewhere.h"
#include "results/text_layout.h"
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

std::string outlook_json(const InstanceType& type) {
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
  return out.dump(2) + "\n";
}

results::Error unknown_type(const std::string& type) {
  const auto near = results::nearest_instance_types(type, 3);
  const std::string of_its_cloud = results::counters_of_cloud(type);
  std::string remedy =
      "crossfade-collect doctor without --for examines the machine it runs on, whatever its type";
  if (!of_its_cloud.empty()) {
    remedy = fmt::format("{}; {}", of_its_cloud, remedy);
  } else if (!near.empty()) {
    remedy = fmt::format("did you mean {}? {}", fmt::join(near, ", "), remedy);
  }
  return {results::ErrorKind::usage, "unknown instance type", fmt::format("--for {}", type),
          of_its_cloud.empty() ? "the atlas has no such type" : "the atlas has the types of AWS alone",
          std::move(remedy)};
}

}  // namespace crossfade::collector
