#include "collector/process_time.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace crossfade::collector {
namespace {

using results::Recording;

/// Between two stages of a process lie panel, replay and writing down. A gap longer than that, or shorter
/// than nothing, is a clock that was set or a machine that was suspended, and used no budget.
constexpr std::int64_t longest_gap_ns = 10'000'000'000;

struct Span {
  std::uint64_t measured_ns = 0;  ///< stages and what lies between them
  std::optional<std::int64_t> first_ns, last_ns;
};

std::vector<Span> spans_of(const Recording& recorded, std::size_t processes) {
  std::vector<Span> spans(std::min(processes, recorded.repetitions.size()));
  for (const results::Stage& stage : recorded.stages) {
    if (stage.repetition >= spans.size()) continue;
    Span& span = spans[stage.repetition];
    span.measured_ns += stage.duration_ns;
    if (const std::int64_t gap_ns = span.last_ns ? stage.start_unix_ns - *span.last_ns : 0;
        gap_ns > 0 && gap_ns <= longest_gap_ns)
      span.measured_ns += static_cast<std::uint64_t>(gap_ns);
    if (!span.first_ns) span.first_ns = stage.start_unix_ns;
    span.last_ns = stage.start_unix_ns + static_cast<std::int64_t>(stage.duration_ns);
  }
  return spans;
}

std::uint64_t named_ns(const results::Repetition& repetition) {
  return repetition.prepare_ns + repetition.warm_up_ns;
}

std::uint64_t between_ns(const Recording& recorded, const std::vector<Span>& spans) {
  std::vector<std::int64_t> gaps_ns;
  for (std::size_t i = 1; i < spans.size(); ++i) {
    const auto &last_ns = spans[i - 1].last_ns, &first_ns = spans[i].first_ns;
    if (!last_ns || !first_ns) continue;  // a process without stages
    gaps_ns.push_back(*first_ns - *last_ns - static_cast<std::int64_t>(named_ns(recorded.repetitions[i])));
  }
  if (gaps_ns.empty()) return 0;
  const auto middle = gaps_ns.begin() + static_cast<std::ptrdiff_t>(gaps_ns.size() / 2);
  std::nth_element(gaps_ns.begin(), middle, gaps_ns.end());
  return static_cast<std::uint64_t>(std::max<std::int64_t>(*middle, 0));
}

/// When it was last heard of.
std::optional<std::int64_t> end_ns(const results::Repetition& repetition, const Span& span) {
  if (repetition.ended_unix_ns) return static_cast<std::int64_t>(*repetition.ended_unix_ns);
  return span.last_ns;
}

bool is_failure(results::RepetitionOutcome outcome) {
  using enum results::RepetitionOutcome;
  return outcome == hung || outcome == crashed || outcome == refused || outcome == wrong;
}

/// When it is known to have been over, less what is counted of it or of the next anyway.
std::optional<std::int64_t> over_ns(const Recording& recorded, const std::vector<Span>& spans,
                                    std::size_t process) {
  const results::Repetition& failed = recorded.repetitions[process];
  if (failed.ended_unix_ns) {
    const std::uint64_t counted_ns = spans[process].last_ns ? 0 : named_ns(failed);
    return static_cast<std::int64_t>(*failed.ended_unix_ns - counted_ns);
  }
  for (std::size_t next = process + 1; next < spans.size(); ++next) {
    if (const auto& first_ns = spans[next].first_ns)
      return *first_ns - static_cast<std::int64_t>(named_ns(recorded.repetitions[next]));
  }
  return std::nullopt;
}

/// Of a process that did not end well: from the last that was heard of it, or of the one before it, until its
/// end; where that is not recorded, until the next one was at work. A machine that was suspended, or a run
/// that went on later, is only told by taking longer than this.
std::uint64_t silence_ns(const Recording& recorded, const std::vector<Span>& spans, std::size_t process) {
  constexpr std::int64_t longest_silence_ns = 900'000'000'000;
  auto heard_ns = spans[process].last_ns;
  if (!heard_ns && process > 0) heard_ns = end_ns(recorded.repetitions[process - 1], spans[process - 1]);
  const auto ended_ns = over_ns(recorded, spans, process);
  if (!heard_ns || !ended_ns) return 0;
  const std::int64_t ns = *ended_ns - *heard_ns;
  return ns > 0 && ns <= longest_silence_ns ? static_cast<std::uint64_t>(ns) : 0;
}

std::vector<std::uint64_t> times_of_first_ns(const Recording& recorded, std::size_t processes) {
  const std::vector<Span> spans = spans_of(recorded, processes);
  const std::uint64_t unnamed_ns = between_ns(recorded, spans);
  std::vector<std::uint64_t> times;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    times.push_back(named_ns(recorded.repetitions[i]) + spans[i].measured_ns + unnamed_ns);
    if (is_failure(recorded.repetitions[i].outcome))
      times.back() += std::max(silence_ns(recorded, spans, i), unnamed_ns) - unnamed_ns;
  }
  return times;
}

}  // namespace

std::vector<std::uint64_t> process_times_ns(const Recording& recorded) {
  return times_of_first_ns(recorded, SIZE_MAX);
}

std::uint64_t recorded_time_ns(const Recording& recorded, std::size_t processes) {
  const auto times_ns = times_of_first_ns(recorded, processes);
  return std::accumulate(times_ns.begin(), times_ns.end(), std::uint64_t{0});
}

}  // namespace crossfade::collector
