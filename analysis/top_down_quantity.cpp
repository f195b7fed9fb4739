#include "analysis/top_down_quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/top_down.h"
#include "analysis/top_down_method.h"

namespace crossfade::analysis {
namespace {

/// `elsewhere`: an event was in another pass.
Quantity absent(std::string why, bool elsewhere = false) {
  return {std::nullopt, 0, std::move(why), elsewhere};
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

bool is_on(const results::CounterReading& reading) {
  return reading.state != results::CounterState::other_pass;
}

/// What was counted together: of each pass of the recording the hardware counters that its first stage has;
/// where no stage says so, all that count.
std::vector<std::set<std::string_view>> counted_together(const results::Recording& recording) {
  std::set<std::uint32_t> passes;
  std::vector<bool> is_first(recording.stages.size(), false);
  for (std::uint32_t stage = 0; stage < recording.stages.size(); ++stage)
    is_first[stage] = passes.insert(recording.stages[stage].counter_pass).second;
  std::map<std::uint32_t, std::set<std::string_view>> by_stage;
  for (const results::CounterReading& reading : recording.readings) {
    if (reading.stage >= is_first.size() || !is_first[reading.stage] || !is_on(reading)) continue;
    const results::Counter& counter = recording.counters[reading.counter];
    if (counter.absent_because.empty()) by_stage[reading.stage].insert(counter.metric);
  }
  std::vector<std::set<std::string_view>> together;
  for (auto& [stage, metrics] : by_stage) together.push_back(std::move(metrics));
  if (!together.empty()) return together;
  auto& all = together.emplace_back();
  for (const results::Counter& counter : recording.counters) {
    if (counter.absent_because.empty()) all.insert(counter.metric);
  }
  return together;
}

/// As if everything that was counted together had happened once: shows which methods and categories there
/// are.
std::vector<TopDown> shapes(const results::Recording& recording) {
  const std::string& cpu = recording.header.microarchitecture;
  std::vector<TopDown> shapes;
  for (const auto& together : counted_together(recording)) {
    Counts counts;
    for (const std::string_view event : events_of(cpu)) {
      if (together.contains(event)) counts[std::string(event)] = 1;
    }
    TopDown shape = top_down(cpu, counts);
    if (!shape.shares.empty()) shapes.push_back(std::move(shape));
  }
  return shapes;
}

}  // namespace

Measure top_down_cpi(std::string_view category) {
  return [category](const ProcessRun& run, const std::vector<const StageView*>& stages) {
    const std::string& cpu = run.recording->header.microarchitecture;
    Counts counts;
    std::optional<std::uint64_t> requests;
    bool elsewhere = false;
    for (const std::string_view event : events_of(cpu)) {
      const Quantity total = counter_total(run, stages, event);
      elsewhere = elsewhere || total.elsewhere;
      if (!total.value) continue;
      if (requests.value_or(total.requests) != total.requests)
        return absent("the events of top-down were not counted together");
      requests = total.requests;
      counts[std::string(event)] = *total.value;
    }
    const TopDown split = top_down(cpu, counts);
    if (!split.absent_because.empty()) return absent(split.absent_because, elsewhere);
    if (!split.inconsistent_because.empty())
      return absent(fmt::format("top-down is inconsistent: {}", split.inconsistent_because));
    for (const TopDownShare& share : split.shares) {
      if (share.metric != category) continue;
      if (!share.cpi) return absent("cycles and instructions were not counted beside top-down", elsewhere);
      return Quantity{*share.cpi, requests.value_or(0), {}};
    }
    return absent(fmt::format("the events of {} were not counted", category), elsewhere);
  };
}

std::vector<std::string_view> top_down_categories(const results::Recording& recording) {
  std::vector<std::string_view> categories;
  for (const bool parts : {false, true}) {
    for (const TopDown& shape : shapes(recording)) {
      for (const TopDownShare& share : shape.shares) {
        if (share.within.empty() == parts) continue;
        if (std::find(categories.begin(), categories.end(), share.metric) == categories.end())
          categories.push_back(share.metric);
      }
    }
  }
  return categories;
}

bool is_top_down_approximate(const results::Recording& recording) {
  const auto all = shapes(recording);
  return std::any_of(all.begin(), all.end(), [](const TopDown& shape) { return shape.approximate; });
}

}  // namespace crossfade::analysis
