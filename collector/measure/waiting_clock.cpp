#include "collector/measure/waiting_clock.h"

#include <immintrin.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <utility>

namespace crossfade::collector {
namespace {

constexpr std::int64_t shortest_sleep_ns = 1'000;
constexpr std::int64_t cpu_clock_read_ns = 2'000;  // generous: 0.5 us where it was measured
constexpr std::int64_t pause_until_ns = 200;       // the last stretch reads the clock as fast as it can
constexpr std::int64_t smallest_margin_ns = 20'000, largest_margin_ns = 100'000;
constexpr std::int64_t calibration_sleep_ns = 1'000'000;

}  // namespace

std::optional<std::int64_t> wake_up_ns(results::WaitMode mode, std::int64_t margin_ns, std::int64_t now_ns,
                                       std::int64_t due_ns) {
  if (mode == results::WaitMode::spin) return std::nullopt;
  const std::int64_t margin = mode == results::WaitMode::sleep ? 0 : margin_ns;
  if (due_ns - now_ns <= margin + shortest_sleep_ns) return std::nullopt;
  return due_ns - margin;
}

void sleep_until_ns(std::int64_t wake_ns) {
  const timespec wake{static_cast<time_t>(wake_ns / 1'000'000'000),
                      static_cast<long>(wake_ns % 1'000'000'000)};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr) == EINTR) {
  }
}

std::int64_t WaitingClock::sleep_until(std::int64_t wake_ns, std::int64_t due_ns) {
  const std::int64_t cpu_before = cpu_ns_();
  sleep_until_ns(wake_ns);
  std::int64_t now = now_ns();
  if (now + cpu_clock_read_ns < due_ns) {  // reading the CPU clock may not make the request late
    waiting_cpu_ns_ += static_cast<std::uint64_t>(cpu_ns_() - cpu_before);
    now = now_ns();
  }
  return now;
}

std::int64_t WaitingClock::wait_until(std::int64_t due_ns) {
  std::int64_t now = now_ns();
  if (load_clock_ != nullptr && load_clock_->is_due(now) && due_ns - now > margin_ns_ + long_wait_ns) {
    const std::int64_t then = load_clock_->look(now);
    waiting_cpu_ns_ += static_cast<std::uint64_t>(then - now);
    now = then;
  }
  if (const auto wake_ns = wake_up_ns(mode_, margin_ns_, now, due_ns)) now = sleep_until(*wake_ns, due_ns);
  if (now >= due_ns) return now;
  const std::int64_t spin_from = now;
  while (now < due_ns) {
    if (due_ns - now > pause_until_ns) _mm_pause();
    now = now_ns();
  }
  waiting_cpu_ns_ += static_cast<std::uint64_t>(due_ns - spin_from);
  return now;
}

std::int64_t WaitingClock::wait_at(StartGate& gate) {
  const std::int64_t cpu_before = cpu_ns_();
  const std::int64_t start_ns = gate.arrive();
  waiting_cpu_ns_ += static_cast<std::uint64_t>(cpu_ns_() - cpu_before);
  return start_ns;
}

std::int64_t margin_of(std::vector<std::int64_t> late_ns) {
  if (late_ns.empty()) return largest_margin_ns;
  std::sort(late_ns.begin(), late_ns.end());
  const auto rank = static_cast<std::size_t>(std::ceil(0.99 * static_cast<double>(late_ns.size())));
  return std::clamp(late_ns[rank - 1], smallest_margin_ns, largest_margin_ns);
}

std::int64_t calibrate_margin_ns(std::int64_t budget_ns) {
  std::vector<std::int64_t> late;
  const std::int64_t end = monotonic_ns() + budget_ns;
  for (std::int64_t now = monotonic_ns(); now < end;) {
    const std::int64_t wake = now + calibration_sleep_ns;
    sleep_until_ns(wake);
    now = monotonic_ns();
    late.push_back(now - wake);
  }
  return margin_of(std::move(late));
}

}  // namespace crossfade::collector
