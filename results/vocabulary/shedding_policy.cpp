#include "results/vocabulary/shedding_policy.h"

#include <algorithm>

namespace crossfade::results {
namespace {

constexpr double never = SheddingPolicy::never;

// A request that waited a whole objective cannot meet it any more: serving it takes time from one that can.
// Halves and quarters leave the rest of the objective for the service itself and for what is more important.
constexpr auto table = std::to_array<SheddingPolicy>({
    {"none", false, {never, never, never}, never, "first come, first served; nothing is turned away"},
    {"fifo-deadline",
     false,
     {1, 1, 1},
     never,
     "first come, first served; what waited longer than its objective is turned away"},
    {"priority", true, {never, never, never}, never, "the most important first; nothing is turned away"},
    {"priority-shed",
     true,
     {never, 0.5, 0.25},
     never,
     "the most important first; degraded classes are turned away after 1/2, best-effort ones after 1/4 of "
     "their "
     "objective"},
    {"priority-shed-cheap",
     true,
     {never, 0.5, 0.25},
     0.125,
     "as priority-shed, and all but critical classes get the cheaper answer after 1/8 of their objective"},
});

}  // namespace

ClassRank rank_of(std::uint32_t priority) {
  return priority == 0 ? ClassRank::critical : priority == 1 ? ClassRank::degraded : ClassRank::best_effort;
}

std::string_view name_of(ClassRank rank) {
  constexpr std::array<std::string_view, 3> names{"critical", "degraded", "best-effort"};
  return names.at(static_cast<std::size_t>(rank));
}

std::span<const SheddingPolicy> shedding_policies() {
  return table;
}

const SheddingPolicy* find_shedding_policy(std::string_view name) {
  const auto* const found = std::find_if(table.begin(), table.end(),
                                         [name](const SheddingPolicy& row) { return row.name == name; });
  return found == table.end() ? nullptr : found;
}

}  // namespace crossfade::results
