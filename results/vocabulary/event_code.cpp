#include "results/vocabulary/event_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "results/vocabulary/codes/tables.h"

namespace crossfade::results {
namespace {

struct Coded {
  std::string_view microarchitecture;
  std::span<const EventCode> (*codes)();
};

constexpr auto coded = std::to_array<Coded>({
    {"Skylake-SP", skylake_sp_codes},
    {"Cascade Lake", skylake_sp_codes},
    {"Ice Lake-SP", ice_lake_sp_codes},
    {"Sapphire Rapids", sapphire_rapids_codes},
    {"Emerald Rapids", sapphire_rapids_codes},
    {"Granite Rapids", granite_rapids_codes},
    {"Zen 1", zen_1_codes},
    {"Zen 2", zen_2_codes},
    {"Zen 3", zen_3_codes},
    {"Zen 4", zen_4_codes},
    {"Zen 5", zen_5_codes},
});

}  // namespace

std::string_view text_of(CounterPlace place) {
  switch (place) {
    case CounterPlace::any:
      return "any";
    case CounterPlace::fixed_or_any:
      return "fixed, else any";
    case CounterPlace::fixed_only:
      return "fixed only";
    case CounterPlace::first_four:
      return "0 to 3";
    case CounterPlace::first:
      return "0 only";
    case CounterPlace::two:
      return "occupies two";
    case CounterPlace::metrics:
      return "PERF_METRICS, not in a guest";
  }
  return "";
}

std::string status_of(const EventCode& code) {
  return code.seen_counting.empty() ? "encoding only" : fmt::format("seen counting: {}", code.seen_counting);
}

std::span<const EventCode> event_codes(std::string_view microarchitecture) {
  for (const Coded& row : coded) {
    if (row.microarchitecture == microarchitecture) return row.codes();
  }
  return {};
}

const EventCode* find_event_code(std::string_view microarchitecture, std::string_view metric) {
  const auto codes = event_codes(microarchitecture);
  const auto found =
      std::find_if(codes.begin(), codes.end(), [metric](const EventCode& c) { return c.metric == metric; });
  return found == codes.end() ? nullptr : &*found;
}

std::vector<std::string_view> catalogued_microarchitectures() {
  std::vector<std::string_view> names;
  for (const Coded& row : coded) names.push_back(row.microarchitecture);
  return names;
}

}  // namespace crossfade::results
