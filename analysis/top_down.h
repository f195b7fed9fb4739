// Top-down: what became of a core's slots, from totals of counters that were counted together. Level 1 splits
// them into retiring, bad speculation, front end, back end and, on AMD, the other thread; level 2 splits most
// of these in two. Cores differ in what a slot is (issue on Intel, dispatch on AMD) and in how many they have
// a cycle, so fractions of slots are never set against each other: the cycles per instruction of a category
// are.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::analysis {

/// Totals of the same stages by metric id (results/vocabulary/event_metric.cpp).
using Counts = std::map<std::string, double, std::less<>>;

struct TopDownShare {
  std::string_view metric;    ///< in the vocabulary: "cpi_frontend"
  std::string_view within;    ///< the metric of level 1 that it is a part of; empty = it is of level 1
  double fraction = 0;        ///< of the slots
  std::optional<double> cpi;  ///< cycles per instruction; nullopt if instructions were not counted beside
};

struct TopDown {
  std::string_view method;           ///< "Ice Lake-SP, guest"; empty if it is absent
  bool approximate = false;          ///< not all that it needs was counted, or can be: a hint
  std::vector<TopDownShare> shares;  ///< level 1 first; as they came out, never normalised
  std::string inconsistent_because;  ///< why they are not to be believed; empty = they may be
  std::string absent_because;        ///< why there are none; empty if there are
};

/// What the other hyperthreads of the workers' cores did: whoever shares a core shares its slots. `idle`:
/// none of them had a worker, or there are none.
enum class Siblings { working, idle };

/// By the first method of that microarchitecture whose level-1 events are all counted (top_down_method.h) and
/// that holds for such siblings. A pair of level 2 is there if its events are.
TopDown top_down(std::string_view microarchitecture, const Counts& counts,
                 Siblings siblings = Siblings::working);

/// By that method alone: of a recording whose passes have the events of several, so that no figure is made of
/// two.
TopDown top_down_by(std::string_view method, std::string_view microarchitecture, const Counts& counts,
                    Siblings siblings = Siblings::working);

/// A sample is inconsistent if a fraction, or the sum of level 1, is out of these.
inline constexpr double lowest_fraction = -0.02, highest_fraction = 1.02;
inline constexpr double lowest_sum = 0.95, highest_sum = 1.05;

}  // namespace crossfade::analysis
