#include "collector/profile.h"

#include <algorithm>
#include <array>
#include <set>

namespace crossfade::collector {
namespace {

constexpr std::uint64_t ms = 1'000'000, seconds = 1000 * ms;

// quick: two minutes for three workloads are 24 processes of 5 s in 8 blocks. Start, golden answers and
// warm-up take about 1.2 s; 0.3 s service + 2 or 3 x 0.35 s capacity + 8 or 9 rates x 0.25 s + 0.5 s for the
// SLO throughput are 3.8 s. 8 blocks because fewer give no useful interval.
constexpr auto rows = std::to_array<Profile>({
    {"quick", "about two minutes for three workloads", 8, 300 * ms, 350 * ms, 250 * ms, 500 * ms, 3 * seconds,
     16'384, 600 * ms, 2, 3},
    {"custom", "quick's durations, denser rates and all thread counts; change them with the options below", 8,
     300 * ms, 400 * ms, 300 * ms, 500 * ms, 30 * seconds, 65'536, 600 * ms, 1, 0},
});

}  // namespace

std::span<const Profile> profiles() {
  return rows;
}

const Profile* find_profile(std::string_view name) {
  const auto* const found =
      std::find_if(rows.begin(), rows.end(), [name](const Profile& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found;
}

std::vector<std::uint32_t> default_thread_counts(std::uint32_t cores, std::uint32_t vcpus,
                                                 std::uint32_t max_count) {
  if (vcpus == 0) return {};
  cores = std::clamp(cores, 1U, vcpus);
  std::set<std::uint32_t> kept{1, cores, vcpus};
  std::vector<std::uint32_t> powers;
  for (std::uint64_t n = 2; n < vcpus; n *= 2) powers.push_back(static_cast<std::uint32_t>(n));
  for (auto power = powers.rbegin(); power != powers.rend(); ++power) {
    if (max_count == 0 || kept.size() < max_count) kept.insert(*power);
  }
  return {kept.begin(), kept.end()};
}

}  // namespace crossfade::collector
