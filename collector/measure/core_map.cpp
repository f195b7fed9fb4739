#include "collector/measure/core_map.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

namespace crossfade::collector {
namespace {

constexpr std::int64_t unknown = -1;

/// The number of a line "key<tabs>: number"; unknown = another line.
std::int64_t number_of(const std::string& line, const std::string& key) {
  if (line.compare(0, key.size(), key) != 0) return unknown;
  const auto colon = line.find_first_not_of(" \t", key.size());
  if (colon == std::string::npos || line[colon] != ':') return unknown;
  const auto digits = line.find_first_not_of(' ', colon + 1);
  if (digits == std::string::npos) return unknown;
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(line.data() + digits, line.data() + line.size(), value);
  return problem == std::errc{} ? std::int64_t{value} : unknown;
}

}  // namespace

std::uint32_t CoreMap::core_of(std::uint32_t cpu) const {
  const auto found = core_by_cpu.find(cpu);
  // Behind the numbers of all cores that are known.
  return found == core_by_cpu.end() ? static_cast<std::uint32_t>(core_by_cpu.size()) + cpu : found->second;
}

std::uint32_t CoreMap::distinct_cores(std::span<const std::uint32_t> cpus) const {
  std::set<std::uint32_t> cores;
  for (const std::uint32_t cpu : cpus) cores.insert(core_of(cpu));
  return static_cast<std::uint32_t>(cores.size());
}

CoreMap read_core_map(const std::string& proc_root) {
  using PlaceOfCore = std::pair<std::int64_t, std::int64_t>;  // package, core id
  const std::string path = proc_root + "/cpuinfo";
  std::map<std::uint32_t, std::optional<PlaceOfCore>> places;
  std::ifstream file(path);
  std::int64_t cpu = unknown, package = unknown;
  for (std::string line; std::getline(file, line);) {
    if (const auto number = number_of(line, "processor"); number != unknown) {
      cpu = number, package = unknown;
      places[static_cast<std::uint32_t>(cpu)] = std::nullopt;
    }
    if (const auto number = number_of(line, "physical id"); number != unknown) package = number;
    const auto core = number_of(line, "core id");
    if (core != unknown && cpu != unknown && package != unknown)
      places[static_cast<std::uint32_t>(cpu)] = PlaceOfCore{package, core};
  }
  CoreMap map;
  if (places.empty()) map.unknown_because = fmt::format("{} lists no CPUs", path);
  std::set<PlaceOfCore> cores;
  for (const auto& [number, place] : places) {
    if (place) {
      cores.insert(*place);
    } else if (map.known()) {
      map.unknown_because = fmt::format("{} does not say which core CPU {} is a thread of", path, number);
    }
  }
  if (!map.known()) return map;
  for (const auto& [number, place] : places) {
    const auto core = cores.find(place.value_or(PlaceOfCore{}));
    map.core_by_cpu[number] = static_cast<std::uint32_t>(std::distance(cores.begin(), core));
  }
  return map;
}

}  // namespace crossfade::collector
