// Shedding policy: what becomes of waiting requests when more is offered than can be served. A row a policy;
// ages are shares of the class's own objective, counted from the intended arrival to the dispatch.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace crossfade::results {

/// What a class's priority makes of it: 0, 1, and everything above.
enum class ClassRank { critical, degraded, best_effort };
ClassRank rank_of(std::uint32_t priority);
std::string_view name_of(ClassRank rank);

struct SheddingPolicy {
  static constexpr double never = std::numeric_limits<double>::infinity();

  std::string_view name;            ///< stable, in files
  bool by_priority;                 ///< the oldest of the most important class; otherwise the oldest of all
  std::array<double, 3> shed_from;  ///< by rank: an older request is turned away
  double cheap_from;  ///< an older one below critical gets the cheaper answer, where its class has one
  std::string_view text;
};

std::span<const SheddingPolicy> shedding_policies();
/// nullptr if there is no such policy.
const SheddingPolicy* find_shedding_policy(std::string_view name);

}  // namespace crossfade::results
