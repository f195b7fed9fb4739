#include "analysis/timeline/counter_lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "results/enum_names.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

using results::Counter;
using results::CounterSample;
using results::CounterSeries;
using results::Recording;

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

/// The stop of a worker that came so soon after its sample before, by that one's time, is joined with it: a
/// rate of a few microseconds would be the greatest of all, and say nothing.
constexpr double soon = 0.1;

/// All samples of a recording in the order of time, and where each of its rows stands in it.
struct SampleOrder {
  std::shared_ptr<const SampleAxis> axis;
  std::vector<std::uint32_t> place;  ///< by row
  std::vector<bool> joined;          ///< by row: it is a part of the sample of the row before
};

bool is_stop(const Recording& r, std::size_t row) {
  return row + 1 == r.samples.size() || r.samples[row + 1].worker != r.samples[row].worker;
}

SampleOrder order_of(const Recording& r, const RunClock& clock) {
  std::vector<TimeWindow> by_row;
  by_row.reserve(r.samples.size());
  SampleOrder order;
  order.joined.resize(r.samples.size());
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < r.samples.size(); ++i) {
    const CounterSample& sample = r.samples[i];
    const results::Stage& stage = r.stages[sample.stage];
    const bool is_first = i == 0 || r.samples[i - 1].worker != sample.worker;
    by_row.push_back(
        {clock.within(stage, is_first ? 0 : r.samples[i - 1].time_ns), clock.within(stage, sample.time_ns)});
    order.joined[i] = !is_first && is_stop(r, i) && by_row[i].length_ns() < soon * by_row[i - 1].length_ns();
    if (order.joined[i]) {
      by_row[i - 1].end_ns = by_row[i].end_ns;
    } else {
      rows.push_back(i);
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return by_row[a].end_ns < by_row[b].end_ns; });
  order.place.resize(by_row.size());
  std::vector<TimeWindow> in_order;
  in_order.reserve(rows.size());
  for (std::uint32_t place = 0; place < rows.size(); ++place) {
    order.place[rows[place]] = place;
    in_order.push_back(by_row[rows[place]]);
  }
  for (std::size_t i = 1; i < by_row.size(); ++i)
    if (order.joined[i]) order.place[i] = order.place[i - 1];
  order.axis = std::make_shared<const SampleAxis>(std::move(in_order));
  return order;
}

/// What the counter counted, by place; NaN where it did not, or not in all of a sample.
std::vector<double> counts_of(const Recording& r, const SampleOrder& order, std::uint32_t counter) {
  std::vector<double> counts(order.axis->size(), results::missing);
  for (const CounterSeries& series : r.series) {
    if (series.counter != counter) continue;
    for (std::size_t i = 0; i < series.counts.size(); ++i) {
      const std::size_t row = series.first_sample + i;
      const double own = series.counts[i] == CounterSeries::not_counted
                             ? results::missing
                             : static_cast<double>(series.counts[i]);
      double& count = counts[order.place[row]];
      count = order.joined[row] ? count + own : own;
    }
  }
  return counts;
}

std::vector<bool> sampled_counters(const Recording& r) {
  std::vector<bool> has(r.counters.size(), false);
  for (const CounterSeries& series : r.series) {
    has[series.counter] = has[series.counter] ||
                          std::any_of(series.counts.begin(), series.counts.end(), [](std::uint64_t count) {
                            return count != CounterSeries::not_counted;
                          });
  }
  return has;
}

/// Name, unit and help of what is counted: the vocabulary's, else the recording's own.
results::MetricText text_of(const Recording& r, const std::string& metric) {
  if (const results::Metric* const known = results::find_metric(metric))
    return {metric,           std::string(known->name), std::string(known->unit),
            known->direction, known->across_cpus,       std::string(known->help)};
  const auto own = std::find_if(r.metric_texts.begin(), r.metric_texts.end(),
                                [&](const results::MetricText& text) { return text.id == metric; });
  if (own != r.metric_texts.end()) return *own;
  results::MetricText text;
  text.id = text.name = metric;
  text.unit = "1";
  return text;
}

/// With the scope where the recording has the metric in several.
std::string name_of_counter(const Recording& r, const Counter& counter) {
  const std::string name = text_of(r, counter.metric).name;
  const auto alike = std::count_if(r.counters.begin(), r.counters.end(),
                                   [&](const Counter& c) { return c.metric == counter.metric; });
  return alike > 1 ? fmt::format("{} ({}, {})", name, counter.raw_event, results::name_of(counter.scope))
                   : name;
}

/// Above / below; without a value where one of them has none or nothing stands below.
std::shared_ptr<const SamplePyramid> ratios(const std::vector<double>& above,
                                            const std::vector<double>& below, double factor) {
  std::vector<float> values, weights;
  values.reserve(above.size());
  weights.reserve(above.size());
  for (std::size_t i = 0; i < above.size(); ++i) {
    const bool has_value = std::isfinite(above[i]) && below[i] > 0;
    values.push_back(has_value ? static_cast<float>(factor * above[i] / below[i]) : no_value);
    weights.push_back(has_value ? static_cast<float>(below[i]) : 0.0F);
  }
  return std::make_shared<const SamplePyramid>(std::move(values), std::move(weights));
}

Lane rate_lane(const Recording& r, const SampleOrder& order, std::uint32_t counter) {
  constexpr double ns_per_s = 1e9;
  const Counter& own = r.counters[counter];
  const results::MetricText text = text_of(r, own.metric);
  std::vector<double> time;
  time.reserve(order.axis->size());
  for (std::size_t i = 0; i < order.axis->size(); ++i) time.push_back((*order.axis)[i].length_ns());
  Lane lane;
  lane.id = own.metric;
  lane.name = name_of_counter(r, own);
  lane.help = text.help;
  lane.axis = order.axis;
  // Time per time is a share of it.
  const bool is_time = text.unit == "ns";
  lane.unit = is_time ? "1" : text.unit == "1" ? "s-1" : text.unit + "/s";
  if (is_time) lane.name += ", share of the time";
  lane.values = ratios(counts_of(r, order, counter), time, is_time ? 1 : ns_per_s);
  return lane;
}

std::optional<std::uint32_t> sampled(const Recording& r, const std::vector<bool>& has,
                                     std::string_view metric) {
  for (std::uint32_t c = 0; c < has.size(); ++c)
    if (has[c] && r.counters[c].metric == metric) return c;
  return std::nullopt;
}

/// Absent unless all of its inputs were sampled and counted the same.
std::optional<Lane> derived_lane(const Recording& r, const SampleOrder& order, const std::vector<bool>& has,
                                 const results::DerivedMetric& way) {
  if (way.below.empty()) return std::nullopt;  // requests are not sampled
  const auto above = sampled(r, has, way.above), below = sampled(r, has, way.below);
  const auto plus = way.plus.empty() ? std::nullopt : sampled(r, has, way.plus);
  if (!above || !below || (!way.plus.empty() && !plus)) return std::nullopt;
  const auto scope = [&](std::uint32_t c) { return r.counters[c].scope; };
  if (way.needs_kernel && scope(*above) == results::CounterScope::user) return std::nullopt;
  if ((scope(*above) == results::CounterScope::cpu) != (scope(*below) == results::CounterScope::cpu))
    return std::nullopt;
  std::vector<double> upper = counts_of(r, order, *above);
  if (plus) {
    const std::vector<double> more = counts_of(r, order, *plus);
    for (std::size_t i = 0; i < upper.size(); ++i) upper[i] += more[i];
  }
  const results::MetricText text = text_of(r, std::string(way.metric));
  Lane lane{text.id, text.name, text.unit, text.help, order.axis, nullptr};
  lane.values = ratios(upper, counts_of(r, order, *below), way.factor);
  const bool has_value = lane.values->summary({0, lane.values->size()}).n > 0;
  return has_value ? std::optional(std::move(lane)) : std::nullopt;
}

}  // namespace

std::vector<Lane> counter_lanes(const Recording& r, const RunClock& clock) {
  std::vector<Lane> lanes;
  if (r.samples.empty()) return lanes;
  const SampleOrder order = order_of(r, clock);
  const std::vector<bool> has = sampled_counters(r);
  for (const results::DerivedMetric& way : results::derived_metrics()) {
    const bool is_there =
        std::any_of(lanes.begin(), lanes.end(), [&](const Lane& lane) { return lane.id == way.metric; });
    if (is_there) continue;
    if (auto lane = derived_lane(r, order, has, way)) lanes.push_back(std::move(*lane));
  }
  for (std::uint32_t counter = 0; counter < has.size(); ++counter)
    if (has[counter]) lanes.push_back(rate_lane(r, order, counter));
  return lanes;
}

std::vector<AbsentLane> counters_without_samples(const Recording& r) {
  std::vector<AbsentLane> absent;
  if (r.samples.empty()) return absent;
  const std::vector<bool> has = sampled_counters(r);
  for (std::uint32_t c = 0; c < has.size(); ++c) {
    if (has[c]) continue;
    const std::string& own = r.counters[c].absent_because;
    absent.push_back(
        {name_of_counter(r, r.counters[c]),
         own.empty() ? "no sample has a value of it: it counted in no stage that was sampled" : own});
  }
  return absent;
}

}  // namespace crossfade::analysis
