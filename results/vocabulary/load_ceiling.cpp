#include "results/vocabulary/load_ceiling.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crossfade::results {
namespace {

constexpr std::string_view two_ports = "Intel optimization manual: load ports 2 and 3";
constexpr std::string_view three_ports = "machine model of LLVM for Sapphire Rapids: load ports 2, 3 and 11";
constexpr std::string_view zen_17h = "AMD optimization guides for family 17h: two loads a cycle";
constexpr std::string_view zen_19h = "machine model of LLVM for Zen 3: three load pipes";
constexpr std::string_view zen_1ah =
    "machine model of GCC for Zen 5: four address units; 3.99 measured by this panel";

// Scalar 64-bit loads; wider ones may be fewer.
constexpr auto table = std::to_array<LoadCeiling>({
    {"Haswell", 2, two_ports},
    {"Broadwell", 2, two_ports},
    {"Skylake-SP", 2, two_ports},
    {"Cascade Lake", 2, two_ports},
    {"Cooper Lake", 2, two_ports},
    {"Ice Lake-SP", 2, two_ports},
    {"Ice Lake-D", 2, two_ports},
    {"Sapphire Rapids", 3, three_ports},
    {"Emerald Rapids", 3, three_ports},
    {"Granite Rapids", 3, three_ports},
    {"Zen 1", 2, zen_17h},
    {"Zen 1+", 2, zen_17h},
    {"Zen 2", 2, zen_17h},
    {"Zen 3", 3, zen_19h},
    {"Zen 4", 3, zen_19h},
    {"Zen 5", 4, zen_1ah},
});

}  // namespace

std::span<const LoadCeiling> load_ceilings() {
  return table;
}

const LoadCeiling* find_load_ceiling(std::string_view microarchitecture) {
  const auto* const found = std::find_if(table.begin(), table.end(), [&](const LoadCeiling& row) {
    return row.microarchitecture == microarchitecture;
  });
  return found == table.end() ? nullptr : found;
}

std::optional<double> load_deficit(const Stage& stage, double ceiling_loads_per_cycle) {
  const double before = stage.panel_before.l1_loads_per_cycle, after = stage.panel_after.l1_loads_per_cycle;
  if (std::isnan(before) || std::isnan(after)) return std::nullopt;
  return 1 - std::min(before, after) / ceiling_loads_per_cycle;
}

std::optional<double> load_flicker(const Stage& stage) {
  const double before = stage.panel_before.l1_cv, after = stage.panel_after.l1_cv;
  if (std::isnan(before) || std::isnan(after)) return std::nullopt;
  return std::max(before, after);
}

}  // namespace crossfade::results
