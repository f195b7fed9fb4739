#include "collector/host/clock_probe.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <vector>

namespace crossfade::collector {
namespace {

constexpr double bin_width = 0.0025;  // a boost step of 25 MHz at 3.7 GHz is 0.7 %
constexpr double largest_disagreement = 0.02;
constexpr std::uint64_t chain_length = 200;
constexpr double first_guess_hz = 3e9;
constexpr double window_seconds = 50e-6;

std::int64_t now_ns() {
  timespec time{};
  (void)clock_gettime(CLOCK_MONOTONIC_RAW, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// Register to register: newer cores fold the addition of a constant at rename.
void add_chain(std::uint64_t rounds) {
  std::uint64_t sum = 1;  // NOLINT(misc-const-correctness): written by the assembly
  const std::uint64_t term = 3;
  asm volatile("1:\n\t.rept 200\n\tadd %2,%0\n\t.endr\n\tdec %1\n\tjnz 1b\n"
               : "+r"(sum), "+r"(rounds)
               : "r"(term)
               : "cc");
}

void multiply_chain(std::uint64_t rounds) {
  std::uint64_t product = 1;  // NOLINT(misc-const-correctness): written by the assembly
  const std::uint64_t factor = 3;
  asm volatile("1:\n\t.rept 200\n\timul %2,%0\n\t.endr\n\tdec %1\n\tjnz 1b\n"
               : "+r"(product), "+r"(rounds)
               : "r"(factor)
               : "cc");
}

std::vector<double> windows_of(void (*chain)(std::uint64_t), double cycles_per_instruction,
                               std::size_t windows) {
  const double cycles_per_round = static_cast<double>(chain_length) * cycles_per_instruction;
  const auto rounds = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(window_seconds * first_guess_hz / cycles_per_round));
  chain(rounds * 20);  // wakes the core up
  std::vector<double> hz;
  hz.reserve(windows);
  for (std::size_t i = 0; i < windows; ++i) {
    const std::int64_t begin = now_ns();
    chain(rounds);
    const std::int64_t end = now_ns();
    if (end > begin)
      hz.push_back(cycles_per_round * static_cast<double>(rounds) * 1e9 / static_cast<double>(end - begin));
  }
  return hz;
}

}  // namespace

ClockEstimate estimate_clock(std::span<const double> windows_hz) {
  std::vector<double> sorted;
  for (const double hz : windows_hz) {
    if (std::isfinite(hz) && hz > 0) sorted.push_back(hz);
  }
  if (sorted.size() < 10) return {results::missing, results::missing, "fewer than 10 windows could be timed"};
  std::sort(sorted.begin(), sorted.end());
  // The densest bin of relative width bin_width; the highest of equals, because nothing makes a core faster
  // than its clock.
  std::size_t best_first = 0, best_count = 0, last = 0;
  double inverse_sum = 0;
  for (std::size_t first = 0; first < sorted.size(); ++first) {
    while (last < sorted.size() && sorted[last] <= sorted[first] * (1 + bin_width)) ++last;
    if (last - first >= best_count) {
      best_count = last - first;
      best_first = first;
    }
    inverse_sum += 1 / sorted[first];
  }
  const double mode = sorted[best_first + best_count / 2];
  const double harmonic_mean = static_cast<double>(sorted.size()) / inverse_sum;
  return {mode, std::max(0.0, 1 - harmonic_mean / mode), {}};
}

ClockEstimate measure_clock(std::size_t windows) {
  ClockEstimate by_addition = estimate_clock(windows_of(add_chain, 1, windows));
  ClockEstimate by_multiplication = estimate_clock(windows_of(multiply_chain, 3, windows));
  if (!by_addition.absent_because.empty()) return by_addition;
  if (!by_multiplication.absent_because.empty()) return by_multiplication;
  if (std::abs(by_addition.hz / by_multiplication.hz - 1) > largest_disagreement) {
    return {results::missing, results::missing,
            "two instruction chains disagree by more than 2 %: an emulated or heavily disturbed CPU"};
  }
  return by_addition;
}

}  // namespace crossfade::collector
