#include "analysis/sampled_counter.h"

#include "analysis/recorded_plan.h"

namespace crossfade::analysis {
namespace {

bool counted_nothing(const results::Recording& r) {
  return r.counters.empty() || RecordedPlan(r).flag("counters") == std::optional(false);
}

}  // namespace

std::optional<double> SamplesOfCounter::rate_hz() const {
  if (counted == 0 || !(worker_s > 0)) return std::nullopt;
  return static_cast<double>(counted) / worker_s;
}

SamplesOfCounter samples_of(const results::Recording& recording, std::uint32_t counter) {
  SamplesOfCounter found;
  for (const results::CounterSeries& series : recording.series) {
    if (series.counter != counter) continue;
    const std::size_t n = series.counts.size();
    for (std::size_t i = 0; i < n; ++i) {
      const bool has_count = series.counts[i] != results::CounterSeries::not_counted;
      ++(has_count ? found.counted : found.without);
      const results::CounterSample& sample = recording.samples[series.first_sample + i];
      const bool is_last =
          i + 1 == n || recording.samples[series.first_sample + i + 1].worker != sample.worker;
      if (is_last) found.worker_s += static_cast<double>(sample.time_ns) * 1e-9;
    }
  }
  return found;
}

std::string why_no_samples(const results::Recording& r) {
  for (const results::Absence& absence : r.absences) {
    if (absence.subject == "samples of stages") return absence.reason;
  }
  if (counted_nothing(r)) return "it was recorded without counters (--no-counters)";
  return RecordedPlan(r).count("sample_rate_hz") == std::optional(0U)
             ? "it was recorded with --sample-rate 0"
             : "none of its counters counted, or it was made by a program older than schema 1.6";
}

std::string how_to_have_samples(const results::Recording& r) {
  if (counted_nothing(r))
    return "record without --no-counters: every worker's counters are then read 10 times a second "
           "(crossfade-collect run --sample-rate says how often)";
  return "record with crossfade-collect run --sample-rate 10; totals of the stages are in crossfade-report "
         "show --counters";
}

}  // namespace crossfade::analysis
