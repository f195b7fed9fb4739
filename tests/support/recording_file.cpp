#include "tests/support/recording_file.h"

#include <sstream>

#include "results/recording_writer.h"

namespace crossfade::testing {
namespace {

using namespace results;

template <class Row>
std::vector<Row> rows_of(const std::vector<Row>& rows, std::uint32_t Row::*owner, std::uint32_t index) {
  std::vector<Row> out;
  for (const Row& row : rows) {
    if (row.*owner == index) out.push_back(row);
  }
  return out;
}

/// Their workers by the place among those of the stage.
std::vector<CounterSample> samples_of(const Recording& r, std::uint32_t stage) {
  std::uint32_t first_worker = 0;
  while (first_worker < r.workers.size() && r.workers[first_worker].stage < stage) ++first_worker;
  std::vector<CounterSample> samples = rows_of(r.samples, &CounterSample::stage, stage);
  for (CounterSample& sample : samples) sample.worker -= first_worker;
  return samples;
}

Result<void> add_workloads(RecordingWriter& writer, const Recording& r) {
  for (std::uint32_t w = 0; w < r.workloads.size(); ++w) {
    CF_TRY(writer.add_workload(r.workloads[w], rows_of(r.classes, &WorkloadClass::workload, w),
                               rows_of(r.libraries, &Library::workload, w)));
  }
  for (const Counter& c : r.counters) CF_TRY(writer.add_counter(c));
  return {};
}

Result<void> add_stages(RecordingWriter& writer, const Recording& r) {
  for (const Repetition& repetition : r.repetitions) CF_TRY(writer.add_repetition(repetition));
  for (std::uint32_t s = 0; s < r.stages.size(); ++s) {
    StageRecord record;
    record.stage = r.stages[s];
    record.distributions = rows_of(r.distributions, &Distribution::stage, s);
    record.workers = rows_of(r.workers, &Worker::stage, s);
    record.readings = rows_of(r.readings, &CounterReading::stage, s);
    record.findings = rows_of(r.findings, &Finding::stage, s);
    for (Trace& trace : rows_of(r.traces, &Trace::stage, s)) record.trace = std::move(trace);
    for (const Spike& spike : rows_of(r.spikes, &Spike::stage, s)) record.spike = spike;
    record.spike_windows = rows_of(r.spike_windows, &SpikeWindow::stage, s);
    record.samples = samples_of(r, s);
    record.series = rows_of(r.series, &CounterSeries::stage, s);
    CF_TRY(writer.append_stage(std::move(record)));
  }
  return {};
}

}  // namespace

Result<void> write_recording(const std::filesystem::path& path, const Recording& r) {
  auto writer = RecordingWriter::create(path, r.header, r.environment, r.cpus, r.plan_json,
                                        RecordingWriter::Existing::replace);
  CF_TRY(writer);
  CF_TRY(add_workloads(*writer, r));
  CF_TRY(add_stages(*writer, r));
  for (const Absence& a : r.absences) CF_TRY(writer->add_absence(a));
  std::istringstream log(r.log);
  for (std::string line; std::getline(log, line);) CF_TRY(writer->append_log(line));
  return writer->finish(r.header.state);
}

}  // namespace crossfade::testing
