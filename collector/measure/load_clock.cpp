#include "collector/measure/load_clock.h"

#include <algorithm>

#include "collector/measure/clock.h"

namespace crossfade::collector {
namespace {

/// A day of them would be much memory for little.
constexpr std::uint64_t most_looks = 10'000;

}  // namespace

LoadClock::LoadClock(std::uint64_t longest_ns) {
  const std::uint64_t looks =
      std::min(longest_ns / static_cast<std::uint64_t>(load_clock_period_ns) + 1, most_looks);
  for (auto* const stretches : {&short_ns_, &long_ns_}) {
    stretches->assign(looks * chains_of_a_look, 0);  // touched: a page fault would be in a stretch
    stretches->clear();
  }
}

void LoadClock::start(std::int64_t start_ns) {
  if (short_ns_.capacity() > 0) next_ns_ = start_ns + load_clock_period_ns;
}

std::int64_t LoadClock::look(std::int64_t now_ns) {
  next_ns_ = now_ns + load_clock_period_ns;
  if (short_ns_.size() + chains_of_a_look > short_ns_.capacity()) {
    next_ns_ = INT64_MAX;
    return now_ns;
  }
  run_addition_chain(unread_chain);
  std::int64_t now = monotonic_ns();
  for (std::uint64_t i = 0; i < chains_of_a_look; ++i) {
    run_addition_chain(short_chain);
    const std::int64_t between = monotonic_ns();
    run_addition_chain(long_chain);
    const std::int64_t end = monotonic_ns();
    short_ns_.push_back(between - now);
    long_ns_.push_back(end - between);
    now = end;
  }
  spent_ns_ += static_cast<std::uint64_t>(std::max<std::int64_t>(0, now - now_ns));
  return now;
}

double LoadClock::clock_hz() {
  return judge_stretches(short_ns_, long_ns_).clock_hz;
}

}  // namespace crossfade::collector
