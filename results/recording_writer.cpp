#include "results/recording_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "results/assertion.h"
#include "results/file/file_system.h"
#include "results/file/image_reader.h"
#include "results/file/image_writer.h"
#include "results/file/place.h"
#include "results/file/publish.h"
#include "results/file/seal.h"
#include "results/file/whole_file.h"
#include "results/file/write_lock.h"
#include "results/row_checks.h"
#include "results/schema.h"
#include "results/text.h"

namespace crossfade::results {
namespace {

Error cannot_record(const std::string& what, std::string why) {
  return {ErrorKind::data, fmt::format("cannot record the {}", what), "", std::move(why),
          "this is a defect of the program or of a workload: please report it"};
}

void clean_texts(std::span<const Column> columns, void* row, std::size_t max_bytes) {
  for (const Column& column : columns) {
    if (column.type == CellType::text) column.set_text(row, clean_text(column.text(row), max_bytes));
  }
}

MetricText text_of(const Metric& metric) {
  return {std::string(metric.id), std::string(metric.name), std::string(metric.unit),
          metric.direction,       metric.across_cpus,       std::string(metric.help)};
}
RuleText text_of(const Rule& rule) {
  return {std::string(rule.id),
          rule.kind,
          rule.threshold,
          std::string(rule.unit),
          std::string(rule.message),
          std::string(rule.why),
          std::string(rule.consequence)};
}

/// Adds the vocabulary's text of `id`, unless it is there or the vocabulary has none.
template <class Text, class Entry>
void add_text(std::vector<Text>& texts, std::string_view id, const Entry* entry) {
  const bool there =
      std::any_of(texts.begin(), texts.end(), [id](const Text& text) { return text.id == id; });
  if (!there && entry != nullptr) texts.push_back(text_of(*entry));
}

}  // namespace

struct RecordingWriter::Image {
  Image(std::filesystem::path where, file::FileSystem* chosen, file::WriteLock held)
      : path(std::move(where)),
        files(chosen != nullptr ? chosen : &file::real_file_system()),
        lock(std::move(held)) {}

  std::filesystem::path path;
  file::FileSystem* files;
  file::WriteLock lock;
  Recording recording;
  // Of every distribution and stage: computed once, used by every publish.
  file::StoredChunks chunks;
  std::vector<SummaryRow> summaries;
  std::uint64_t room_of_series = 0;

  template <auto Rows, class Row>
  Result<std::uint32_t> add(std::string_view table_name, Row row) {
    auto& rows = recording.*Rows;
    const Table& described = table(table_name);
    if (rows.size() >= described.max_rows) {
      return Error{ErrorKind::data, fmt::format("cannot record another {}", table_name), path.string(),
                   fmt::format("a recording holds at most {}", described.max_rows), "start a new recording"};
    }
    clean_texts(described.columns, &row, max_text_bytes);
    rows.push_back(std::move(row));
    return static_cast<std::uint32_t>(rows.size() - 1);
  }

  /// What follows from a stage and its distributions [first, last). Stages come in order.
  void add_derived(const Stage& stage, std::size_t first, std::size_t last) {
    const Distribution *latency = nullptr, *service = nullptr;
    for (std::size_t i = first; i < last; ++i) {
      const Distribution& distribution = recording.distributions[i];
      chunks.add(distribution);
      if (distribution.workload_class != Distribution::all_classes) continue;
      if (distribution.kind == DistributionKind::latency) latency = &distribution;
      if (distribution.kind == DistributionKind::service) service = &distribution;
    }
    summaries.push_back(summary_of(stage, latency, service));
  }

  bool has_room(std::string_view table_name, std::size_t more) const {
    const Table& described = table(table_name);
    return described.rows(recording) + more <= described.max_rows;
  }

  bool has_room_for_samples_of(const StageRecord& record) const {
    std::uint64_t room = room_of_series;
    for (const CounterSeries& series : record.series) room += room_of(series);
    constexpr std::size_t counters_to_come = 64;
    const std::uint64_t samples = recording.samples.size() + record.samples.size();
    return has_room("sample", record.samples.size()) && room <= max_sampled_counts &&
           samples * (recording.counters.size() + counters_to_come) <= max_sample_cells;
  }

  /// `stage` has its workers already, which end the table. There is room.
  void add_samples(std::uint32_t stage, StageRecord& record) {
    const auto first_worker = static_cast<std::uint32_t>(recording.workers.size() - record.workers.size());
    const auto first_sample = static_cast<std::uint32_t>(recording.samples.size());
    for (const CounterSample& row : record.samples)
      recording.samples.push_back({stage, first_worker + row.worker, row.time_ns});
    std::sort(record.series.begin(), record.series.end(),
              [](const CounterSeries& a, const CounterSeries& b) { return a.counter < b.counter; });
    for (CounterSeries& series : record.series) {
      const bool has_counts =
          std::any_of(series.counts.begin(), series.counts.end(),
                      [](std::uint64_t count) { return count != CounterSeries::not_counted; });
      if (!has_counts) continue;  // in the file nothing would tell it from one that is not there
      room_of_series += room_of(series);
      recording.series.push_back({stage, series.counter, first_sample, std::move(series.counts)});
    }
    chunks.samples.extend(recording);
  }

  Problem problem_of(const StageRecord& record) const {
    if (record.stage.repetition >= recording.repetitions.size()) return "its repetition does not exist";
    for (const Distribution& distribution : record.distributions) {
      if (auto problem = check_distribution(recording, record.stage, distribution)) return problem;
    }
    if (record.trace) {
      if (auto problem = check_trace(recording, record.stage, *record.trace)) return problem;
    }
    if (record.spike) {
      if (auto problem = check_spike(record.stage, *record.spike)) return problem;
    }
    for (const SpikeWindow& window : record.spike_windows) {
      if (auto problem = check_spike_window(recording, record.stage, window)) return problem;
    }
    if (auto problem = check_samples(record.samples, 0, record.workers.size())) return problem;
    if (auto problem = check_series(recording, record)) return problem;
    if (!has_room("stage", 1) || !has_room("distribution", record.distributions.size()) ||
        !has_room("worker", record.workers.size()) || !has_room("finding", record.findings.size()) ||
        !has_room("trace", record.trace ? 1 : 0) || !has_room("spike", record.spike ? 1 : 0) ||
        !has_room("spike_window", record.spike_windows.size())) {
      return "the recording is full";
    }
    std::vector<bool> read(recording.counters.size(), false);
    for (const CounterReading& reading : record.readings) {
      if (reading.counter >= read.size() || read[reading.counter]) {
        return fmt::format("its counter {} does not exist or is there twice", reading.counter);
      }
      read[reading.counter] = true;
    }
    return std::nullopt;
  }
};

RecordingWriter::RecordingWriter(std::unique_ptr<Image> image) : image_(std::move(image)) {}
RecordingWriter::RecordingWriter(RecordingWriter&&) noexcept = default;
RecordingWriter& RecordingWriter::operator=(RecordingWriter&&) noexcept = default;
RecordingWriter::~RecordingWriter() = default;

Result<void> RecordingWriter::try_place(const std::filesystem::path& path, Existing existing,
                                        file::FileSystem* files) {
  return file::try_place(files == nullptr ? file::real_file_system() : *files, path,
                         existing == Existing::replace);
}

Result<RecordingWriter> RecordingWriter::create(const std::filesystem::path& path, Header header,
                                                std::vector<EnvironmentFact> environment,
                                                std::vector<Cpu> cpus, std::string_view plan_json,
                                                Existing existing, file::FileSystem* files) {
  const auto refuse = [&path](std::string why, std::string remedy) {
    return Error{ErrorKind::cannot_create, "cannot create the recording", path.string(), std::move(why),
                 std::move(remedy)};
  };
  auto lock = file::WriteLock::take(path);
  if (!lock) return lock.error();
  CF_TRY(file::check_name(path, existing == Existing::replace));
  if (cpus.size() > table("cpu").max_rows) return refuse("the host has too many CPUs", "report this");
  if (plan_json.size() > max_document_bytes) return refuse("the plan is too long", "use a shorter plan");
  auto image = std::make_unique<Image>(path, files, std::move(*lock));
  Recording& recording = image->recording;
  recording.header = std::move(header);
  clean_texts(header_attributes(), &recording.header, max_attribute_bytes);
  for (EnvironmentFact& fact : environment) {
    fact = {clean_text(fact.key, max_text_bytes), clean_text(fact.value, max_text_bytes),
            clean_text(fact.absent_because, max_text_bytes)};
  }
  recording.environment = std::move(environment);
  recording.cpus = std::move(cpus);
  recording.plan_json = clean_text(plan_json, max_document_bytes);
  RecordingWriter writer(std::move(image));
  CF_TRY(writer.publish());
  return writer;
}

Result<RecordingWriter> RecordingWriter::reopen(const std::filesystem::path& path, file::FileSystem* files) {
  const auto at = [&path](Error error) {
    error.what = "cannot continue the recording";
    error.where = path.string();
    return error;
  };
  auto lock = file::WriteLock::take(path);
  if (!lock) return at(lock.error());
  auto bytes = file::read_whole_file(path, max_file_bytes);
  if (!bytes) return at(bytes.error());
  auto checked = file::check_seal(*bytes);
  if (!checked) return at(checked.error());
  auto content = file::read_image(checked->payload);
  if (!content) return at(content.error());
  if (checked->seal != Seal::intact) {
    return at({ErrorKind::data, "", "", "another program has changed it since it was sealed",
               "start a new recording: what is added here could not be told from what was changed"});
  }
  if (content->schema_minor > schema_minor) {
    return at({ErrorKind::data, "", "",
               fmt::format("it has the newer schema {}.{}, of which this program would lose a part",
                           schema_major, content->schema_minor),
               fmt::format("use the programs of {} or newer", content->recording.header.producer)});
  }
  auto image = std::make_unique<Image>(path, files, std::move(*lock));
  image->recording = std::move(content->recording);
  Recording& recording = image->recording;
  recording.header.state = RecordingState::running;
  std::size_t first = 0;
  for (std::uint32_t stage = 0; stage < recording.stages.size(); ++stage) {
    // Rows of one stage lie together, in the order of the stages.
    std::size_t last = first;
    while (last < recording.distributions.size() && recording.distributions[last].stage == stage) ++last;
    image->add_derived(recording.stages[stage], first, last);
    first = last;
  }
  for (const Trace& trace : recording.traces) image->chunks.add(trace);
  for (const CounterSeries& series : recording.series) image->room_of_series += room_of(series);
  image->chunks.samples.extend(recording);
  if (first != recording.distributions.size()) {
    return at({ErrorKind::data, "", "", "its distributions are not in the order of its stages",
               "start a new recording: another program has reordered this one"});
  }
  return RecordingWriter(std::move(image));
}

const Recording& RecordingWriter::recorded() const {
  return image_->recording;
}
const std::filesystem::path& RecordingWriter::path() const {
  return image_->path;
}

Result<std::uint32_t> RecordingWriter::add_workload(Workload workload, std::vector<WorkloadClass> classes,
                                                    std::vector<Library> libraries) {
  // On a copy of the two small tables, so that a refused workload leaves no part of itself.
  Recording trial;
  trial.workloads = image_->recording.workloads;
  trial.workloads.push_back(workload);
  const auto index = static_cast<std::uint32_t>(image_->recording.workloads.size());
  for (WorkloadClass& each : classes) each.workload = index;
  for (Library& each : libraries) each.workload = index;
  trial.classes = classes;
  if (auto problem = check_classes(trial)) return cannot_record("workload " + workload.name, *problem);

  auto added = image_->add<&Recording::workloads>("workload", std::move(workload));
  CF_TRY(added);
  for (WorkloadClass& each : classes) CF_TRY(image_->add<&Recording::classes>("class", std::move(each)));
  for (Library& each : libraries) CF_TRY(image_->add<&Recording::libraries>("library", std::move(each)));
  return added;
}

Result<void> RecordingWriter::complete_workload(std::uint32_t index, Workload workload,
                                                std::vector<Library> libraries) {
  auto& rows = image_->recording.workloads;
  if (index >= rows.size()) return cannot_record("workload " + workload.name, "it was not added before");
  if (!image_->has_room("library", libraries.size())) {
    return cannot_record("workload " + workload.name, "the recording is full");
  }
  clean_texts(table("workload").columns, &workload, max_text_bytes);
  rows[index] = std::move(workload);
  for (Library& each : libraries) {
    each.workload = index;
    CF_TRY(image_->add<&Recording::libraries>("library", std::move(each)));
  }
  return {};
}

Result<std::uint32_t> RecordingWriter::add_counter(Counter counter) {
  add_text(image_->recording.metric_texts, counter.metric, find_metric(counter.metric));
  return image_->add<&Recording::counters>("counter", std::move(counter));
}

Result<std::uint32_t> RecordingWriter::add_repetition(Repetition repetition) {
  if (repetition.workload >= image_->recording.workloads.size()) {
    return cannot_record("repetition", "its workload does not exist");
  }
  return image_->add<&Recording::repetitions>("repetition", std::move(repetition));
}

Result<void> RecordingWriter::update_repetition(std::uint32_t index, Repetition repetition) {
  auto& rows = image_->recording.repetitions;
  CF_ASSERT(index < rows.size(), "a repetition is added before it is updated");
  if (repetition.workload != rows[index].workload) {
    return cannot_record("repetition", "its workload has changed");
  }
  clean_texts(table("repetition").columns, &repetition, max_text_bytes);
  rows[index] = std::move(repetition);
  return {};
}

Result<std::uint32_t> RecordingWriter::append_stage(StageRecord record) {
  if (auto problem = image_->problem_of(record)) return cannot_record("stage", *problem);
  if (!image_->has_room_for_samples_of(record)) {
    record.samples.clear();  // the stage counts more: it goes without
    record.series.clear();
    CF_TRY(
        add_absence({"samples of later stages",
                     fmt::format("a recording has room for {} samples and {} counts: take fewer a second, or "
                                 "measure into several recordings",
                                 max_samples, max_sampled_counts)}));
  }
  Recording& recording = image_->recording;
  const std::size_t first_distribution = recording.distributions.size();
  auto added = image_->add<&Recording::stages>("stage", std::move(record.stage));
  CF_TRY(added);
  for (Distribution& row : record.distributions) {
    row.stage = *added;
    CF_TRY(image_->add<&Recording::distributions>("distribution", std::move(row)));
  }
  if (record.trace) {
    record.trace->stage = *added;
    image_->chunks.add(*record.trace);
    CF_TRY(image_->add<&Recording::traces>("trace", std::move(*record.trace)));
  }
  if (record.spike) {
    record.spike->stage = *added;
    CF_TRY(image_->add<&Recording::spikes>("spike", *record.spike));
  }
  for (SpikeWindow& row : record.spike_windows) {
    row.stage = *added;
    CF_TRY(image_->add<&Recording::spike_windows>("spike_window", row));
  }
  for (Worker& row : record.workers) {
    row.stage = *added;
    CF_TRY(image_->add<&Recording::workers>("worker", row));
  }
  image_->add_samples(*added, record);
  for (Finding& row : record.findings) {
    row.stage = *added;
    add_text(recording.rule_texts, row.rule, find_rule(row.rule));
    CF_TRY(image_->add<&Recording::findings>("finding", std::move(row)));
  }
  // In the file they are a matrix, which has this order.
  std::sort(record.readings.begin(), record.readings.end(),
            [](const CounterReading& a, const CounterReading& b) { return a.counter < b.counter; });
  for (CounterReading& row : record.readings) {
    row.stage = *added;
    recording.readings.push_back(row);
  }
  image_->add_derived(recording.stages[*added], first_distribution, recording.distributions.size());
  return added;
}

Result<void> RecordingWriter::add_absence(Absence absence) {
  const auto& known = image_->recording.absences;
  const bool there = std::any_of(known.begin(), known.end(),
                                 [&](const Absence& each) { return each.subject == absence.subject; });
  if (!there) CF_TRY(image_->add<&Recording::absences>("absence", std::move(absence)));
  return {};
}

Result<void> RecordingWriter::append_log(std::string_view line) {
  std::string& log = image_->recording.log;
  const std::string clean = clean_text(line, max_text_bytes);
  if (log.size() + clean.size() + 1 > max_document_bytes) {
    return Error{ErrorKind::data, "cannot write to the recording's log", image_->path.string(),
                 fmt::format("it has reached {} bytes", max_document_bytes), "start a new recording"};
  }
  log += clean;
  log += '\n';
  return {};
}

Result<void> RecordingWriter::set_plan(std::string_view plan_json) {
  if (plan_json.size() > max_document_bytes) return cannot_record("plan", "it is too long");
  image_->recording.plan_json = clean_text(plan_json, max_document_bytes);
  return {};
}

Result<void> RecordingWriter::set_effective_clock(double clock_hz) {
  image_->recording.header.clock_hz_effective = clock_hz;
  return {};
}

Result<void> RecordingWriter::publish() {
  const auto bytes = file::write_image(image_->recording, image_->chunks, image_->summaries);
  if (!bytes) {
    Error error = bytes.error();
    error.where = image_->path.string();
    return error;
  }
  if (bytes->size() > max_file_bytes) {
    return Error{ErrorKind::data, "cannot write the recording", image_->path.string(),
                 fmt::format("it has grown beyond {} bytes, more than is read again", max_file_bytes),
                 "start a new recording; the file is the last complete state"};
  }
  return file::publish_atomically(*image_->files, image_->path, *bytes);
}

Result<void> RecordingWriter::finish(RecordingState state) {
  image_->recording.header.state = state;
  return publish();
}

}  // namespace crossfade::results
