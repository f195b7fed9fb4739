#include "analysis/report/samples_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "analysis/render/csv_field.h"
#include "analysis/sampled_counter.h"
#include "analysis/workload_name.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

using results::CounterSample;
using results::CounterSeries;
using results::Recording;

/// The metric, and the scope where the recording has it in two.
std::string heading(const Recording& r, std::uint32_t counter) {
  const results::Counter& own = r.counters[counter];
  const auto alike = std::count_if(r.counters.begin(), r.counters.end(),
                                   [&](const auto& c) { return c.metric == own.metric; });
  return csv_field(alike > 1
                       ? fmt::format("{} ({}, {})", own.metric, own.raw_event, results::name_of(own.scope))
                       : own.metric);
}

/// What is the same in all rows of a stage.
std::string stage_fields(const Recording& r, std::uint32_t row) {
  const results::Stage& stage = r.stages[row];
  const results::Repetition& process = r.repetitions[stage.repetition];
  return fmt::format("{},{},{},{},{},{},{},{},{},{}", csv_field(workload_name(r.workloads[process.workload])),
                     process.block, stage.repetition, results::name_of(process.purpose), row,
                     results::name_of(stage.kind), stage.workers,
                     std::isnan(stage.offered_per_s) ? "" : fmt::format("{}", stage.offered_per_s),
                     results::name_of(stage.quality), stage.start_unix_ns);
}

std::vector<std::uint32_t> counters_with_samples(const Recording& r) {
  std::vector<bool> has(r.counters.size(), false);
  for (const CounterSeries& series : r.series) has[series.counter] = true;
  std::vector<std::uint32_t> counters;
  for (std::uint32_t c = 0; c < has.size(); ++c) {
    if (has[c]) counters.push_back(c);
  }
  return counters;
}

}  // namespace

results::Result<std::string> samples_csv(const results::OpenedRecording& opened, const std::string& path) {
  const Recording& r = opened.recording;
  if (r.samples.empty()) {
    return results::Error{results::ErrorKind::data, "there are no samples of counters", path,
                          why_no_samples(r), how_to_have_samples(r)};
  }
  const auto counters = counters_with_samples(r);
  std::string text =
      "workload,block,process,purpose,stage,kind,threads,offered_per_s,quality,stage_start_unix_ns,worker,"
      "cpu,"
      "time_ns,interval_ns";
  for (const std::uint32_t counter : counters) text += "," + heading(r, counter);
  text += "\n";
  const auto out = std::back_inserter(text);

  auto next_series = r.series.begin();
  std::vector<const CounterSeries*> of_stage(r.counters.size());
  std::string fields;
  std::uint32_t first_worker = 0;
  for (std::size_t i = 0; i < r.samples.size(); ++i) {
    const CounterSample& sample = r.samples[i];
    if (i == 0 || sample.stage != r.samples[i - 1].stage) {
      std::fill(of_stage.begin(), of_stage.end(), nullptr);
      while (next_series != r.series.end() && next_series->stage < sample.stage) ++next_series;
      for (; next_series != r.series.end() && next_series->stage == sample.stage; ++next_series)
        of_stage[next_series->counter] = &*next_series;
      fields = stage_fields(r, sample.stage);
      first_worker = sample.worker;
      while (first_worker > 0 && r.workers[first_worker - 1].stage == sample.stage) --first_worker;
    }
    const bool is_first = i == 0 || r.samples[i - 1].worker != sample.worker;
    fmt::format_to(out, "{},{},{},{},{}", fields, sample.worker - first_worker, r.workers[sample.worker].cpu,
                   sample.time_ns, sample.time_ns - (is_first ? 0 : r.samples[i - 1].time_ns));
    for (const std::uint32_t counter : counters) {
      const CounterSeries* const series = of_stage[counter];
      const std::uint64_t count =
          series == nullptr ? CounterSeries::not_counted : series->counts[i - series->first_sample];
      if (count == CounterSeries::not_counted) {
        text += ",";
      } else {
        fmt::format_to(out, ",{}", count);
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace crossfade::analysis
