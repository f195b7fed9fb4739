#include "collector/host/interference.h"

#include <unistd.h>

#include <sstream>
#include <string>

#include "collector/host/own_cgroup.h"
#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

using Value = std::optional<std::uint64_t>;

Value number_after(const std::string& text, const std::string& key) {
  const auto at = text.find(key);
  if (at == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(at + key.size()));
  std::uint64_t value = 0;
  if (!(rest >> value)) return std::nullopt;
  return value;
}

Value times(Value value, std::uint64_t factor) {
  if (!value) return std::nullopt;
  return *value * factor;
}

Value steal_ns(const std::filesystem::path& root) {
  const PseudoFile file = read_pseudo_file(root, "/proc/stat");
  std::istringstream words(file.text);
  std::string cpu;
  if (!(words >> cpu) || cpu != "cpu") return std::nullopt;
  std::uint64_t ticks = 0;
  for (int column = 1; column <= 8; ++column) {  // user nice system idle iowait irq softirq steal
    if (!(words >> ticks)) return std::nullopt;
  }
  return ticks * (1'000'000'000ULL / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK)));
}

/// The quota of any group above stops what is in it as well. Time in which two of them are stopped counts
/// twice.
Value throttled_ns(const std::filesystem::path& root) {
  const OwnCgroup own = own_cgroup(root, "cpu");
  if (own.version == 0) return std::nullopt;
  Value sum;
  for (const std::string& folder : with_those_above(own)) {
    const PseudoFile stat = read_pseudo_file(root, folder + "/cpu.stat");
    const Value here = own.version == 2 ? times(number_after(stat.text, "throttled_usec "), 1000)
                                        : number_after(stat.text, "throttled_time ");  // of version 1, ns
    if (here) sum = sum.value_or(0) + *here;
  }
  return sum;
}

Value difference(Value after, Value before) {
  if (!after || !before || *after < *before) return std::nullopt;
  return *after - *before;
}

}  // namespace

InterferenceCounters read_interference(const std::filesystem::path& root) {
  const PseudoFile pressure = read_pseudo_file(root, "/proc/pressure/cpu");
  return {steal_ns(root), times(number_after(pressure.text, "total="), 1000), throttled_ns(root)};
}

InterferenceCounters operator-(const InterferenceCounters& after, const InterferenceCounters& before) {
  return {difference(after.steal_ns, before.steal_ns),
          difference(after.cpu_pressure_ns, before.cpu_pressure_ns),
          difference(after.throttled_ns, before.throttled_ns)};
}

}  // namespace crossfade::collector
