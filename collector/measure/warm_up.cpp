#include "collector/measure/warm_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/statistics/steady_state.h"
#include "collector/measure/clock.h"
#include "collector/measure/closed_loop.h"
#include "collector/measure/request_failure.h"
#include "collector/measure/request_mix.h"
#include "collector/measure/shared_indexes.h"

namespace crossfade::collector {
namespace {

constexpr std::int64_t usual_window_ns = 10'000'000;
constexpr std::int64_t fewest_windows = 40;

struct WindowSum {
  std::uint64_t busy_ns = 0, requests = 0, wrong = 0;
  std::string why;  ///< the first of the wrong ones is
};

/// A clock that never waits: windows follow each other.
struct RunningClock {
  std::int64_t now_ns() const { return monotonic_ns(); }
  std::int64_t wait_until(std::int64_t /*due_ns*/) const { return monotonic_ns(); }
};

WindowSum run_window(Crew& crew, const GoldenAnswers& golden, const RequestMix& mix,
                     std::uint64_t first_index, std::int64_t stop_ns) {
  std::vector<WindowSum> sums(crew.size());
  crew.run(crew.size(), [&](std::uint32_t w) {
    const RequestMaker make(crew.workload().table(), crew.member(w).state, mix, first_index);
    WindowSum sum;
    RunningClock clock;
    run_closed_loop(
        ClosedLoop{0, stop_ns}, clock, [&](std::uint64_t j) { return make(shared_index(j, w, crew.size())); },
        [&](std::int64_t start_ns, std::int64_t end_ns, const Served& served) {
          sum.busy_ns += static_cast<std::uint64_t>(end_ns - start_ns);
          ++sum.requests;
          if (!golden.is_right(served) && sum.wrong++ == 0)
            sum.why = why_not_right(crew.workload().table(), crew.member(w).state, served);
        });
    sums[w] = sum;
  });
  WindowSum total;
  for (const WindowSum& sum : sums) {
    total.busy_ns += sum.busy_ns, total.requests += sum.requests, total.wrong += sum.wrong;
    if (total.why.empty()) total.why = sum.why;
  }
  return total;
}

}  // namespace

results::Result<WarmUp> warm_up(Crew& crew, const GoldenAnswers& golden, std::uint64_t limit_ns,
                                std::uint64_t seed) {
  WarmUp done;
  if (limit_ns == 0) return done;
  const cf_workload& table = crew.workload().table();
  const RequestMix mix(class_shares(table), seed);
  const auto limit = static_cast<std::int64_t>(limit_ns);
  const std::int64_t window_ns = std::clamp<std::int64_t>(limit / fewest_windows, 1, usual_window_ns);

  statistics::SteadyStateWatch watch;
  const std::int64_t start = monotonic_ns();
  for (std::int64_t now = start; now - start < limit && !done.settled; now = monotonic_ns()) {
    const WindowSum sum = run_window(crew, golden, mix, done.next_index, now + window_ns);
    done.requests += sum.requests;
    done.next_index += sum.requests * crew.size();  // generous: no index is used twice
    if (sum.wrong > 0) {
      return wrong_answers_error(
          table, fmt::format("{} of {} answers during warm-up, as {}", sum.wrong, sum.requests, sum.why));
    }
    if (sum.requests > 0) watch.add(static_cast<double>(sum.busy_ns) / static_cast<double>(sum.requests));
    done.settled = watch.settled();
  }
  done.elapsed_ns = static_cast<std::uint64_t>(monotonic_ns() - start);
  return done;
}

}  // namespace crossfade::collector
