#include "collector/host/cpu_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace crossfade::collector {
namespace {

constexpr std::uint32_t most_cpus = 65'536;

/// Takes a number off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || value >= most_cpus) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::optional<std::vector<std::uint32_t>> parse_cpu_list(std::string_view text) {
  std::vector<std::uint32_t> cpus;
  while (!text.empty()) {
    const auto first = take_number(text);
    if (!first) return std::nullopt;
    auto last = first;
    if (text.starts_with('-')) {
      text.remove_prefix(1);
      last = take_number(text);
    }
    if (!last || *last < *first) return std::nullopt;
    for (std::uint32_t cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
    if (text.empty()) break;
    if (text.size() == 1 || text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
  std::sort(cpus.begin(), cpus.end());
  cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
  return cpus;
}

std::string left_out_text(const std::vector<std::uint32_t>& usable, std::string_view online) {
  const auto all = parse_cpu_list(online);
  if (!all || all->size() <= usable.size()) return {};
  return fmt::format("{} of the {} CPUs that are online ({}): an affinity or a cpuset leaves out the others",
                     usable.size(), all->size(), fmt::join(usable, ","));
}

UnusableCpu unusable_cpu(std::uint32_t cpu, std::string_view online) {
  const auto all = parse_cpu_list(online);
  if (!all || all->empty() || std::binary_search(all->begin(), all->end(), cpu)) {
    return {
        fmt::format("CPU {} is {}kept from this process by an affinity (taskset) or a cpuset (a container)",
                    cpu, all && !all->empty() ? "online, but " : "offline, or "),
        fmt::format("run it where CPU {} is allowed (taskset -c, --cpuset-cpus)", cpu)};
  }
  return {fmt::format("CPU {} is offline (online are {})", cpu, online),
          fmt::format("set it online ('echo 1 > /sys/devices/system/cpu/cpu{}/online' as root)", cpu)};
}

}  // namespace crossfade::collector
