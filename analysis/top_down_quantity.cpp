#include "analysis/top_down_quantity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "analysis/counts_of_other_runs.h"
#include "analysis/top_down.h"
#include "analysis/top_down_method.h"
#include "analysis/top_down_part.h"

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

Siblings siblings_of(const results::Stage& stage) {
  return stage.workers > stage.physical_cores ? Siblings::working : Siblings::idle;
}

/// In the closed loop with most workers, which the figures are of.
Siblings siblings_of(const results::Recording& recording) {
  const results::Stage* most = nullptr;
  for (const results::Stage& stage : recording.stages) {
    if (stage.kind == results::StageKind::capacity && (most == nullptr || stage.workers > most->workers))
      most = &stage;
  }
  return most == nullptr ? Siblings::idle : siblings_of(*most);
}

/// What is there as if everything that was counted together had happened once: shows which methods and
/// categories there are.
struct Shape {
  TopDown split;
  bool rests_on_other_runs = false;
};

std::vector<Shape> all_shapes(const results::Recording& recording, Siblings siblings) {
  const std::string& cpu = recording.header.microarchitecture;
  const auto all_together = counted_together(recording);
  std::vector<Shape> shapes;
  for (const auto& together : all_together) {
    Counts counts;
    for (const std::string_view event : events_of(cpu)) {
      if (together.contains(event)) counts[std::string(event)] = 1;
    }
    const Counts own = counts;
    for (const std::string_view event : taken_from_other_runs(cpu)) {
      const bool is_somewhere = std::any_of(all_together.begin(), all_together.end(), [&](const auto& other) {
        return other.contains(event) && other.contains("cycles");
      });
      if (is_somewhere) counts[std::string(event)] = 1;
    }
    TopDown shape = top_down(cpu, counts, siblings);
    if (shape.shares.empty()) continue;
    const bool by_itself = top_down_by(shape.method, cpu, own, siblings).absent_because.empty();
    shapes.push_back({std::move(shape), !by_itself});
  }
  return shapes;
}

std::string_view best_method(const std::vector<Shape>& shapes) {
  for (const TopDownMethod& method : top_down_methods()) {
    const bool serves = std::any_of(shapes.begin(), shapes.end(),
                                    [&](const Shape& shape) { return shape.split.method == method.name; });
    if (serves) return method.name;
  }
  return {};
}

/// Of the recording's method.
std::vector<Shape> shapes(const results::Recording& recording, Siblings siblings) {
  std::vector<Shape> shapes = all_shapes(recording, siblings);
  const std::string_view best = best_method(shapes);
  std::erase_if(shapes, [best](const Shape& shape) { return shape.split.method != best; });
  return shapes;
}

/// Of the method that serves the recording, level 1 first.
std::vector<std::string_view> categories_of_method(const results::Recording& recording, Siblings siblings) {
  std::vector<std::string_view> categories;
  const std::vector<Shape> of_method = shapes(recording, siblings);
  for (const bool parts : {false, true}) {
    for (const Shape& shape : of_method) {
      for (const TopDownShare& share : shape.split.shares) {
        if (share.within.empty() == parts) continue;
        if (std::find(categories.begin(), categories.end(), share.metric) == categories.end())
          categories.push_back(share.metric);
      }
    }
  }
  return categories;
}

/// What serves the recording. To find it reads all of that, which is asked for each of its process runs.
class ServedBy {
 public:
  struct Found {
    std::string_view method;
    std::vector<std::string_view> categories;  ///< of the method; others are parts'
  };
  const Found& operator()(const results::Recording& recording, Siblings siblings) {
    const auto [found, is_new] = found_.try_emplace({&recording, siblings});
    if (is_new)
      found->second = {best_method(all_shapes(recording, siblings)),
                       categories_of_method(recording, siblings)};
    return found->second;
  }

 private:
  std::map<std::pair<const results::Recording*, Siblings>, Found> found_;
};

/// Of `counted`, which lacks what was in other passes: with that as other process runs have it.
Counts with_other_runs(Counts counted, const std::set<std::string_view>& elsewhere, const ProcessRun& run,
                       const std::vector<const StageView*>& stages, CountsOfOtherRuns& others) {
  const auto cycles = counted.find("cycles");
  if (cycles == counted.end()) return counted;
  const double own_cycles = cycles->second;
  for (const std::string_view metric : taken_from_other_runs(run.recording->header.microarchitecture)) {
    if (!elsewhere.contains(metric)) continue;
    if (const auto per_cycle = others.per_cycle(run, stages, metric))
      counted[std::string(metric)] = *per_cycle * own_cycles;
  }
  return counted;
}

Siblings siblings_of(const std::vector<const StageView*>& stages) {
  const bool any_works = std::any_of(stages.begin(), stages.end(), [](const StageView* view) {
    return siblings_of(*view->stage) == Siblings::working;
  });
  return any_works ? Siblings::working : Siblings::idle;
}

/// By the first consistent part of it, else why that is not to be believed; nullopt if no part was counted.
std::optional<Quantity> cpi_of_part(const std::string& cpu, std::string_view category, const Counts& counts,
                                    std::uint64_t requests) {
  std::optional<Quantity> none;
  for (const CountedPart& part : counted_parts(cpu, counts)) {
    for (const TopDownShare& share : part.shares) {
      if (share.metric != category) continue;
      if (part.inconsistent_because.empty()) return Quantity{share.cpi, requests, {}};
      none = absent(fmt::format("top-down is inconsistent: {}", part.inconsistent_because));
    }
  }
  return none;
}

}  // namespace

std::string_view top_down_method_of(const results::Recording& recording) {
  return best_method(all_shapes(recording, siblings_of(recording)));
}

Measure top_down_cpi(std::string_view category) {
  return [category, served_by = std::make_shared<ServedBy>(), others = std::make_shared<CountsOfOtherRuns>()](
             const ProcessRun& run, const std::vector<const StageView*>& stages) {
    const std::string& cpu = run.recording->header.microarchitecture;
    const Siblings siblings = siblings_of(stages);
    const auto& [method, of_method] = (*served_by)(*run.recording, siblings);
    Counts counts;
    std::optional<std::uint64_t> requests;
    std::set<std::string_view> elsewhere;
    for (const std::string_view event : events_of(cpu)) {
      const Quantity total = counter_total(run, stages, event);
      if (total.elsewhere) elsewhere.insert(event);
      if (!total.value) continue;
      if (requests.value_or(total.requests) != total.requests)
        return absent("the events of top-down were not counted together");
      requests = total.requests;
      counts[std::string(event)] = *total.value;
    }
    if (std::find(of_method.begin(), of_method.end(), category) == of_method.end()) {
      if (auto part = cpi_of_part(cpu, category, counts, requests.value_or(0))) return *std::move(part);
    }
    counts = with_other_runs(std::move(counts), elsewhere, run, stages, *others);
    const TopDown split =
        method.empty() ? top_down(cpu, counts, siblings) : top_down_by(method, cpu, counts, siblings);
    if (!split.absent_because.empty()) return absent(split.absent_because, !elsewhere.empty());
    if (!split.inconsistent_because.empty())
      return absent(fmt::format("top-down is inconsistent: {}", split.inconsistent_because));
    for (const TopDownShare& share : split.shares) {
      if (share.metric != category) continue;
      if (!share.cpi)
        return absent("cycles and instructions were not counted beside top-down", !elsewhere.empty());
      return Quantity{*share.cpi, requests.value_or(0), {}};
    }
    return absent(fmt::format("the events of {} were not counted", category), !elsewhere.empty());
  };
}

std::vector<std::string_view> top_down_categories(const results::Recording& recording) {
  std::vector<std::string_view> categories = categories_of_method(recording, siblings_of(recording));
  const std::string& cpu = recording.header.microarchitecture;
  for (const auto& together : counted_together(recording)) {
    Counts counts;
    for (const std::string_view event : events_of(cpu)) {
      if (together.contains(event)) counts[std::string(event)] = 1;
    }
    for (const std::string_view category : part_categories(cpu, counts)) {
      if (std::find(categories.begin(), categories.end(), category) == categories.end())
        categories.push_back(category);
    }
  }
  return categories;
}

namespace {

bool is_of_the_cpu(const results::Counter& counter) {
  return counter.tier == results::CounterTier::hardware;
}

/// What could be told of the CPU were everything counted together. Where no other thread was at work, what it
/// took is nothing that is lacking.
std::vector<std::string_view> all_categories(const std::string& cpu, Siblings siblings) {
  Counts all;
  for (const std::string_view event : events_of(cpu)) all[std::string(event)] = 1;
  std::vector<std::string_view> categories;
  for (const TopDownShare& share : top_down(cpu, all, siblings).shares) {
    if (siblings == Siblings::idle && share.metric == "cpi_smt") continue;
    categories.push_back(share.metric);
  }
  return categories;
}

using Events = std::vector<std::string_view>;

/// Of the first of them that did not count; empty if all that were asked for did, in whatever pass.
std::string why_absent(const results::Recording& recording, const Events& events) {
  for (const std::string_view event : events) {
    const results::Counter* refused = nullptr;
    bool counts = false;
    for (const results::Counter& counter : recording.counters) {
      if (!is_of_the_cpu(counter) || counter.metric != event) continue;
      counts = counts || counter.absent_because.empty();
      refused = &counter;
    }
    if (refused != nullptr && !counts) return fmt::format("{}: {}", event, refused->absent_because);
  }
  return {};
}

Counts one_of_each(const Events& events) {
  Counts counts{{"cycles", 1}, {"instructions", 1}};
  for (const std::string_view event : events) counts[std::string(event)] = 1;
  return counts;
}

bool has(const std::vector<TopDownShare>& shares, std::string_view category) {
  return std::any_of(shares.begin(), shares.end(),
                     [category](const TopDownShare& share) { return share.metric == category; });
}

/// What the method makes the category of; empty if it has no such category.
Events events_of(const TopDownMethod& method, std::string_view category) {
  Events all = method.level_1;
  all.insert(all.end(), method.level_2.begin(), method.level_2.end());
  const Counts counts = one_of_each(all);
  if (!has(method.shares(counts), category)) return {};
  Events needed = method.level_1;
  for (const std::string_view event : method.level_2) {
    Counts without = counts;
    without.erase(std::string(event));
    if (!has(method.shares(without), category)) needed.push_back(event);
  }
  return needed;
}

/// Of the CPU, and right for such siblings; the better first.
std::vector<const TopDownMethod*> methods_for(std::string_view cpu, Siblings siblings) {
  std::vector<const TopDownMethod*> methods;
  for (const TopDownMethod& method : top_down_methods()) {
    const auto& cpus = method.microarchitectures;
    const HoldsFor wrong = siblings == Siblings::idle ? HoldsFor::working_siblings : HoldsFor::idle_siblings;
    if (method.holds != wrong && std::find(cpus.begin(), cpus.end(), cpu) != cpus.end())
      methods.push_back(&method);
  }
  return methods;
}

/// The event that a category lacks, by the method that serves the recording or as a part by itself: what
/// other methods take is no reason where these have it. Empty if none is absent.
std::string why_lacking(const results::Recording& recording, std::string_view serving,
                        std::string_view category) {
  const std::string& cpu = recording.header.microarchitecture;
  const auto methods = methods_for(cpu, siblings_of(recording));
  for (const TopDownMethod* const method : methods) {
    if (method->name != serving) continue;
    if (const Events events = events_of(*method, category); !events.empty())
      return why_absent(recording, events);
  }
  for (const TopDownPart& part : top_down_parts()) {
    const auto& cpus = part.microarchitectures;
    if (std::find(cpus.begin(), cpus.end(), cpu) == cpus.end()) continue;
    if (has(part.shares(one_of_each(part.needs)), category)) return why_absent(recording, part.needs);
  }
  for (const TopDownMethod* const method : methods) {
    const std::string why = why_absent(recording, events_of(*method, category));
    if (!why.empty()) return why;
  }
  return {};
}

/// Of several methods the last one takes least.
std::string why_no_method(const results::Recording& recording) {
  const std::string& cpu = recording.header.microarchitecture;
  const auto methods = methods_for(cpu, siblings_of(recording));
  if (methods.empty()) return top_down(cpu, {}).absent_because;
  std::string why = why_absent(recording, methods.back()->level_1);
  // A machine without counters has the usual events alone to say so.
  if (why.empty()) why = why_absent(recording, {"cycles", "instructions"});
  return why.empty() ? "no process has counted what a formula takes together" : why;
}

}  // namespace

bool is_top_down_approximate(const results::Recording& recording, std::string_view category) {
  const auto of_method = categories_of_method(recording, siblings_of(recording));
  return std::find(of_method.begin(), of_method.end(), category) != of_method.end() &&
         is_top_down_approximate(recording);
}

std::string top_down_gap(const results::Recording& recording) {
  if (std::none_of(recording.counters.begin(), recording.counters.end(), is_of_the_cpu)) return {};
  const std::string& cpu = recording.header.microarchitecture;
  const std::string_view method = top_down_method_of(recording);
  if (method.empty()) return fmt::format("No top-down: {}.", why_no_method(recording));
  const auto present = top_down_categories(recording);
  std::vector<std::pair<std::string, std::vector<std::string_view>>> lacking;  // by the reason
  for (const std::string_view category : all_categories(cpu, siblings_of(recording))) {
    if (std::find(present.begin(), present.end(), category) != present.end()) continue;
    std::string why = why_lacking(recording, method, category);
    if (why.empty())
      why =
          "their events were not counted together with those of level 1, for want of blocks or of counters "
          "at "
          "once; crossfade-collect run --multiplex estimates them";
    auto found =
        std::find_if(lacking.begin(), lacking.end(), [&why](const auto& one) { return one.first == why; });
    if (found == lacking.end())
      found = lacking.emplace(found, std::move(why), std::vector<std::string_view>{});
    found->second.push_back(category);
  }
  std::vector<std::string> sentences;
  for (const auto& [why, categories] : lacking)
    sentences.push_back(fmt::format("Top-down without {}: {}.", fmt::join(categories, ", "), why));
  return fmt::format("{}", fmt::join(sentences, " "));
}

bool is_top_down_approximate(const results::Recording& recording) {
  const auto all = shapes(recording, siblings_of(recording));
  return std::any_of(all.begin(), all.end(), [](const Shape& shape) { return shape.split.approximate; });
}

bool rests_on_other_runs(const results::Recording& recording, std::string_view category) {
  if (taken_from_other_runs(recording.header.microarchitecture).empty()) return false;
  const auto all = shapes(recording, siblings_of(recording));
  return std::any_of(all.begin(), all.end(), [category](const Shape& shape) {
    return shape.rests_on_other_runs &&
           std::any_of(shape.split.shares.begin(), shape.split.shares.end(),
                       [category](const TopDownShare& share) { return share.metric == category; });
  });
}

}  // namespace crossfade::analysis
