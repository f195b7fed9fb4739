// Instance atlas: what is known of a cloud instance type without being on it. Facts with their source and
// date are rows of results/vocabulary/instance_sizes.csv and instance_families.csv, compiled in. Prices are
// not here: analysis/price_book. Unknown is std::nullopt or an empty text, never 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::results {

enum class VcpuIs { unknown, core, hyperthread };

/// Hardware counters that guests of a type see: basic = a subset of the events, which is not published.
enum class GuestCounters { unknown, none, basic, full };

struct InstanceType {
  std::string type, family;  ///< "m5.xlarge", "m5"
  std::optional<std::int64_t> vcpus, memory_bytes;
  std::optional<double> network_baseline_bits_per_s;
  VcpuIs vcpu_is = VcpuIs::unknown;
  GuestCounters counters = GuestCounters::unknown;
  std::vector<std::string> cpu_models;  ///< seen in guests of the family
  std::string source;                   ///< with date
};

/// nullopt if the atlas has no such type.
std::optional<InstanceType> find_instance_type(std::string_view type);
/// "m7a" of "m7a.4xlarge", whether the atlas has it or not.
std::string family_of(std::string_view type);
/// Of the atlas, each once, in the order of its table.
std::vector<std::string> instance_families();
/// All sizes of the family, as the table has them; empty if it is not known.
std::vector<InstanceType> instance_types_of(std::string_view family);
/// The smallest size of the family whose guests see all counters, with so many vCPUs at least; nullopt if
/// none is known to.
std::optional<InstanceType> smallest_with_all_counters(std::string_view family, std::int64_t least_vcpus = 0);
/// Known types nearest in spelling, best first, at most `count`: for messages.
std::vector<std::string> nearest_instance_types(std::string_view type, std::size_t count);

}  // namespace crossfade::results
