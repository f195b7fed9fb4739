#include "collector/type_outlook.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <vector>

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

/// A larger size of the family, where this one hides counters that the other shows.
std::optional<InstanceType> shows_more(const InstanceType& type) {
  if (type.counters == GuestCounters::full || type.counters == GuestCounters::unknown) return std::nullopt;
  return results::smallest_with_all_counters(type.family);
}

/// A paragraph each, of lines that fit a terminal.
std::vector<std::string> suggested_runs(const InstanceType& type) {
  std::vector<std::string> runs{fmt::format(
      "{} on several hosts, in the same hours as the other side: crossfade-collect run -o NAME.h5\n"
      "Latency, SLO throughput, scaling and cost need no counters.",
      type.type)};
  if (const auto larger = shows_more(type)) {
    runs.push_back(fmt::format(
        "To see why: {} as well, the smallest size of {} that shows all counters,\n"
        "with as many CPUs left online as {} has{}.\n"
        "What it counts explains and decides nothing: another size is another machine.",
        larger->type, type.family, type.type, type.vcpus ? fmt::format(" ({})", *type.vcpus) : ""));
  } else if (type.counters == GuestCounters::none) {
    runs.push_back(
        fmt::format("To see why: no size of {} is known to show counters.\n"
                    "The effective clock is measured by timed loops all the same.",
                    type.family));
  }
  return runs;
}

std::string replaced(std::string text, char from, std::string_view with) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + with.size()))
    text.replace(at, 1, with);
  return text;
}

}  // namespace

std::string outlook_text(const InstanceType& type) {
  std::string text = fmt::format("{}, by the atlas of instance types; nothing of this machine\n", type.type);
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("  {:<17}{}\n", name, value);
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
    text += fmt::format("  {}. {}\n", i + 1, replaced(runs[i], '\n', "\n     "));
  return text + fmt::format("  source: {}\n", replaced(type.source, ';', ";\n         "));
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
  const auto larger = shows_more(type);
  out["counters_on"] = larger ? nlohmann::ordered_json(larger->type) : nlohmann::ordered_json();
  out["suggested_runs"] = nlohmann::ordered_json::array();
  for (std::string& run : suggested_runs(type))
    out["suggested_runs"].push_back(replaced(std::move(run), '\n', " "));
  out["source"] = type.source;
  return out.dump(2) + "\n";
}

}  // namespace crossfade::collector
