#include "analysis/top_down_quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/top_down.h"
#include "analysis/top_down_method.h"

namespace crossfade::analysis {
namespace {

Quantity absent(std::string why) {
  return {std::nullopt, 0, std::move(why)};
}

/// Everything that some method of this CPU looks at, and what makes cycles per instruction of it.
std::set<std::string_view> events_of(std::string_view microarchitecture) {
  std::set<std::string_view> events{"cycles", "instructions"};
  for (const TopDownMethod& method : top_down_methods()) {
    const auto& cpus = method.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), microarchitecture) == cpus.end()) continue;
    events.insert(method.level_1.begin(), method.level_1.end());
    events.insert(method.level_2.begin(), method.level_2.end());
  }
  return events;
}

/// As if everything that the recording counted had happened once: shows which method and categories there
/// are.
TopDown shape(const results::Recording& recording) {
  Counts counts;
  const std::string& cpu = recording.header.microarchitecture;
  for (const std::string_view event : events_of(cpu)) {
    const bool counted =
        std::any_of(recording.counters.begin(), recording.counters.end(),
                    [&](const results::Counter& c) { return c.metric == event && c.absent_because.empty(); });
    if (counted) counts[std::string(event)] = 1;
  }
  return top_down(cpu, counts);
}

}  // namespace

Measure top_down_cpi(std::string_view category) {
  return [category](const ProcessRun& run, const std::vector<const StageView*>& stages) {
    const std::string& cpu = run.recording->header.microarchitecture;
    Counts counts;
    std::optional<std::uint64_t> requests;
    for (const std::string_view event : events_of(cpu)) {
      const Quantity total = counter_total(run, stages, event);
      if (!total.value) continue;
      if (requests.value_or(total.requests) != total.requests)
        return absent("the events of top-down were not counted together");
      requests = total.requests;
      counts[std::string(event)] = *total.value;
    }
    const TopDown split = top_down(cpu, counts);
    if (!split.absent_because.empty()) return absent(split.absent_because);
    if (!split.inconsistent_because.empty())
      return absent(fmt::format("top-down is inconsistent: {}", split.inconsistent_because));
    for (const TopDownShare& share : split.shares) {
      if (share.metric != category) continue;
      if (!share.cpi) return absent("cycles and instructions were not counted beside top-down");
      return Quantity{*share.cpi, requests.value_or(0), {}};
    }
    return absent(fmt::format("the events of {} were not counted", category));
  };
}

std::vector<std::string_view> top_down_categories(const results::Recording& recording) {
  std::vector<std::string_view> categories;
  for (const TopDownShare& share : shape(recording).shares) categories.push_back(share.metric);
  return categories;
}

bool is_top_down_approximate(const results::Recording& recording) {
  return shape(recording).approximate;
}

}  // namespace crossfade::analysis
