#include "results/vocabulary/atlas.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "results/assertion.h"
#include "results/csv.h"
#include "results/nearest_name.h"
#include "results/vocabulary/atlas_tables.h"

namespace crossfade::results {
namespace {

constexpr std::string_view source =
    "reference tables of aws/karpenter-provider-aws, snapshot 2026-08-21; CPU models as seen in guests, "
    "2026; "
    "counters by AWS and by the CPU flags of guests, 2026";

template <class Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

VcpuIs vcpu_from(const std::string& text) {
  if (text == "core") return VcpuIs::core;
  if (text == "hyperthread") return VcpuIs::hyperthread;
  return VcpuIs::unknown;
}

/// `full`: sizes, and ">=N" for so many vCPUs and more, separated by ";".
bool is_listed(const std::string& full, const InstanceType& type) {
  const std::string size = type.type.substr(type.type.find('.') + 1);
  for (const std::string& one : split(full, ';')) {
    if (one == size || (one == "metal" && size.starts_with("metal"))) return true;
    if (!one.starts_with(">=") || !type.vcpus) continue;
    const auto least = number<std::int64_t>(one.substr(2));
    if (least && *type.vcpus >= *least) return true;
  }
  return false;
}

GuestCounters counters_from(const std::string& full, const std::string& otherwise, const InstanceType& type) {
  if (is_listed(full, type)) return GuestCounters::full;
  if (otherwise == "none") return GuestCounters::none;
  return otherwise == "basic" ? GuestCounters::basic : GuestCounters::unknown;
}

/// The rows behind the heading, as wide as it.
std::vector<CsvRow> table(std::string_view csv) {
  std::vector<CsvRow> rows = csv_rows(csv);
  CF_ASSERT(!rows.empty(), "a compiled-in table has a heading");
  for (const CsvRow& row : rows) {
    CF_ASSERT(row.fields.size() == rows.front().fields.size(), "a compiled-in table is rectangular");
  }
  rows.erase(rows.begin());
  return rows;
}

std::vector<InstanceType> build() {
  std::map<std::string, CsvRow> families;
  for (CsvRow& row : table(instance_families_csv())) {
    std::string family = row.fields[0];
    families[std::move(family)] = std::move(row);
  }
  std::vector<InstanceType> types;
  for (const CsvRow& row : table(instance_sizes_csv())) {
    InstanceType t;
    t.type = row.fields[0];
    t.family = row.fields[1];
    t.vcpus = number<std::int64_t>(row.fields[2]);
    if (const auto mib = number<std::int64_t>(row.fields[3])) t.memory_bytes = *mib * 1024 * 1024;
    if (const auto mbps = number<double>(row.fields[4])) t.network_baseline_bits_per_s = *mbps * 1e6;
    if (const auto family = families.find(t.family); family != families.end()) {
      t.vcpu_is = vcpu_from(family->second.fields[1]);
      t.cpu_models = split(family->second.fields[2], ';');
      t.counters = counters_from(family->second.fields[3], family->second.fields[4], t);
    }
    t.source = source;
    types.push_back(std::move(t));
  }
  return types;
}

const std::vector<InstanceType>& types() {
  static const std::vector<InstanceType> all = build();
  return all;
}

}  // namespace

std::optional<InstanceType> find_instance_type(std::string_view type) {
  const auto found =
      std::find_if(types().begin(), types().end(), [type](const InstanceType& t) { return t.type == type; });
  return found == types().end() ? std::nullopt : std::optional(*found);
}

std::string family_of(std::string_view type) {
  return std::string(type.substr(0, type.find('.')));
}

std::vector<std::string> instance_families() {
  std::vector<std::string> families;
  for (const InstanceType& t : types()) {
    if (std::find(families.begin(), families.end(), t.family) == families.end()) families.push_back(t.family);
  }
  return families;
}

std::vector<InstanceType> instance_types_of(std::string_view family) {
  std::vector<InstanceType> sizes;
  for (const InstanceType& t : types()) {
    if (t.family == family) sizes.push_back(t);
  }
  return sizes;
}

std::optional<InstanceType> smallest_with_all_counters(std::string_view family, std::int64_t least_vcpus) {
  std::optional<InstanceType> smallest;
  for (const InstanceType& t : types()) {
    if (t.family != family || t.counters != GuestCounters::full || !t.vcpus) continue;
    if (*t.vcpus < least_vcpus) continue;
    if (!smallest || *t.vcpus < *smallest->vcpus) smallest = t;
  }
  return smallest;
}

std::vector<std::string> nearest_instance_types(std::string_view type, std::size_t count) {
  std::vector<std::string> names;
  for (const InstanceType& t : types()) names.push_back(t.type);
  return nearest_names(type, names, count);
}

}  // namespace crossfade::results
