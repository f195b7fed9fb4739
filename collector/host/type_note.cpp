#include "collector/host/type_note.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

#include "results/vocabulary/atlas.h"
#include "results/vocabulary/cloud_counters.h"

namespace crossfade::collector {
namespace {

std::string unknown_type(std::string_view type) {
  const std::string recorded =
      fmt::format("it is recorded as '{}', of which reports know neither size nor price", type);
  if (!results::counters_of_cloud(type).empty())
    return fmt::format("the atlas has the types of AWS alone, and not '{}': {}", type, recorded);
  const auto near = results::nearest_instance_types(type, 3);
  if (near.empty())
    return fmt::format(
        "no instance type '{}' is known: {} (a type that is newer than this version is no mistake)", type,
        recorded);
  std::string others;
  if (near.size() > 1) others = fmt::format(" (or {})", fmt::join(std::next(near.begin()), near.end(), ", "));
  return fmt::format(
      "no instance type '{0}' is known: did you mean {1}{2}? As it stands {3}, and which no comparison takes "
      "for a {1}; if "
      "it is misspelt, stop and state --instance-type {1} (a type that is newer than this version is no "
      "mistake)",
      type, near.front(), others, recorded);
}

}  // namespace

std::string type_note(std::string_view type, std::int64_t vcpus_here, bool synthetic) {
  if (type.empty()) return "";
  const auto known = results::find_instance_type(type);
  if (!known) return unknown_type(type);
  if (synthetic || !known->vcpus || *known->vcpus == vcpus_here) return "";
  return fmt::format(
      "this machine has {} vCPU{} and a {} has {}: reports will call and price it {} all the same; "
      "--synthetic marks a recording that is not what it says",
      vcpus_here, vcpus_here == 1 ? "" : "s", type, *known->vcpus, type);
}

}  // namespace crossfade::collector
