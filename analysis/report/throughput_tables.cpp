#include "analysis/report/throughput_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/footnotes.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

std::vector<std::string> sentences(const Estimate& e) {
  std::vector<std::string> out = e.cautions;
  if (!e.value) out.push_back(e.absent_because);
  if (e.value && !e.interval && !e.no_interval_because.empty()) out.push_back(e.no_interval_because);
  return out;
}

/// What a row is of: the side as a whole, or one of its hosts.
struct Subject {
  const ThroughputSpread* spread;
  std::string host;
  const Estimate* estimate;
};

std::vector<Subject> subjects_of(std::span<const ThroughputSpread> spreads) {
  std::vector<Subject> out;
  for (const ThroughputSpread& spread : spreads) {
    out.push_back({&spread, "all", &spread.estimate});
    for (const HostSpread& host : spread.hosts) out.push_back({&spread, host_title(host), &host.estimate});
  }
  return out;
}

Table estimates_table(const std::string& workload, std::span<const ThroughputSpread> spreads) {
  Table t;
  t.id = "throughput";
  t.title = fmt::format("{}: throughput by host", workload);
  t.columns = {{"metric", "metric", "", false},       {"side", "side", "", false},
               {"host", "host", "", false},           {"throughput", "throughput", "s-1", true},
               {"blocks", "blocks", "1", true},       {"runs", "runs", "1", true},
               {"disturbed", "disturbed", "1", true}, {"notes", "note", "", false}};
  const auto subjects = subjects_of(spreads);
  std::vector<std::vector<std::string>> said;
  for (const Subject& subject : subjects) said.push_back(sentences(*subject.estimate));
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto& [spread, host, estimate] = subjects[i];
    // Which stages were disturbed is known of a side as a whole.
    Cell disturbed{"", {}, {}, "told of all hosts together"};
    if (estimate == &spread->estimate && estimate->value)
      disturbed = {percent_text(estimate->disturbed_share), estimate->disturbed_share, {}, ""};
    t.rows.push_back({text_cell(throughput_title(*spread)), text_cell(spread->side), text_cell(host),
                      estimate_cell(*estimate, "s-1"), number_cell(estimate->n.blocks),
                      number_cell(estimate->n.processes), std::move(disturbed), text_cell(notes.marks[i])});
  }
  t.notes = notes.lines;
  for (const ThroughputSpread& spread : spreads) {
    if (!spread.estimate.value || spread.no_repetitions_because.empty()) continue;
    t.notes.push_back(fmt::format("{}, {}: no repetitions to show: {}.", spread.side,
                                  throughput_title(spread), spread.no_repetitions_because));
  }
  t.notes.emplace_back(
      "Of a host alone the interval is between its own process runs; of all, between hosts from three hosts "
      "on. Fewer hosts say little of how much hosts differ.");
  return t;
}

Table repetitions_table(const std::string& workload, std::span<const ThroughputSpread> spreads) {
  Table t;
  t.id = "throughput_repetitions";
  t.title = fmt::format("{}: every repetition", workload);
  t.columns = {{"metric", "metric", "", false}, {"side", "side", "", false},
               {"host", "host", "", false},     {"recording", "recording", "1", true},
               {"block", "block", "1", true},   {"throughput", "throughput", "s-1", true}};
  for (const ThroughputSpread& spread : spreads) {
    for (const HostSpread& host : spread.hosts) {
      for (const RunValue& value : host.values) {
        t.rows.push_back({text_cell(throughput_title(spread)), text_cell(spread.side),
                          text_cell(host_title(host)), number_cell(value.recording + 1),
                          number_cell(value.block + 1),
                          Cell{quantity_text(value.value, {}, "s-1"), value.value, {}, "one repetition"}});
      }
    }
  }
  t.notes.emplace_back("A repetition is a fresh process in a block of the recording; one has no interval.");
  return t;
}

}  // namespace

std::string throughput_title(const ThroughputSpread& spread) {
  const results::Metric* metric = results::find_metric(spread.metric);
  const std::string name = metric == nullptr ? spread.metric : std::string(metric->name);
  return spread.context.empty() ? name : fmt::format("{}, {}", name, spread.context);
}

std::string host_title(const HostSpread& host) {
  return fmt::format("host {} ({})", host.host + 1, fmt::join(host.files, ", "));
}

std::vector<Table> throughput_tables(const std::string& workload, std::span<const ThroughputSpread> spreads) {
  std::vector<Table> tables{estimates_table(workload, spreads)};
  Table repetitions = repetitions_table(workload, spreads);
  if (!repetitions.rows.empty()) tables.push_back(std::move(repetitions));
  return tables;
}

}  // namespace crossfade::analysis
