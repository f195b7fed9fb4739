#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/top_down_quantity.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

/// Of which tiers counters were open while it was measured: how many of them matters less.
Values tiers_of(const Recording& r) {
  bool software = false, msr = false, hardware = false;
  for (const results::Counter& counter : r.counters) {
    if (!counter.absent_because.empty()) continue;
    software = software || counter.tier == results::CounterTier::software;
    msr = msr || counter.tier == results::CounterTier::msr;
    hardware = hardware || counter.tier == results::CounterTier::hardware;
  }
  if (hardware) return {"software and hardware"};
  if (msr) return {"software and msr"};
  return {software ? "software" : "none"};
}

/// Of the counters whose totals are set against each other; the software events' are the threads' everywhere.
Values scopes_of(const Recording& r) {
  Values scopes;
  for (const results::Counter& c : r.counters) {
    const bool of_the_cpu = c.tier == results::CounterTier::hardware || c.metric == "aperf_cycles";
    if (of_the_cpu && c.absent_because.empty()) add(scopes, std::string(results::name_of(c.scope)));
  }
  return scopes;
}

Values cycle_sources_of(const Recording& r) {
  Values sources;
  for (const results::Counter& c : r.counters) {
    if (!c.absent_because.empty()) continue;
    if (c.metric == "cycles") add(sources, "PMU");
    if (c.metric == "aperf_cycles") add(sources, "APERF");
  }
  return sources;
}

Values cpus_of(const Recording& r) {
  return {r.header.microarchitecture};
}

Values top_down_methods_of(const Recording& r) {
  Values methods;
  if (const std::string_view method = top_down_method_of(r); !method.empty()) methods.emplace_back(method);
  return methods;
}

Values of_side(const Side& side, Values (*fact)(const Recording&)) {
  Values all;
  for (const RecordingPointer& r : side.recordings) {
    for (std::string& value : fact(r->recording)) add(all, std::move(value));
  }
  return all;
}

}  // namespace

void counter_rules(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const auto compare = [&](std::string_view rule, const char* subject, Severity severity,
                           Values (*fact)(const Recording&)) {
    const Values a = of_side(base, fact), b = of_side(candidate, fact);
    // A side that has none is set against nothing.
    if (a.empty() || b.empty() || !differ(a, b)) return false;
    out.push_back(difference(rule, subject, "", joined(a), joined(b), severity));
    return true;
  };
  compare("counters", "counters that were on", Severity::suspicious, tiers_of);
  if (compare("counter-scope", "scope of the counters", Severity::blocking, scopes_of))
    out.back().scope = Scope::hardware_counters;
  compare("cycle-source", "source of the cycles", Severity::suspicious, cycle_sources_of);
  // Two kinds of CPUs have two methods anyway.
  if (!differ(of_side(base, cpus_of), of_side(candidate, cpus_of)))
    compare("top-down-method", "method of top-down", Severity::suspicious, top_down_methods_of);
}

}  // namespace crossfade::analysis
