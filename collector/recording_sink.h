// RecordingSink: where the orchestrator puts what it learns; results::RecordingWriter behind an interface, so
// that tests can play a full disk. The contracts are the writer's.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "results/error.h"
#include "results/recording_writer.h"

namespace crossfade::collector {

class RecordingSink {
 public:
  virtual ~RecordingSink() = default;
  virtual const results::Recording& recorded() const = 0;
  virtual results::Result<std::uint32_t> add_workload(results::Workload workload,
                                                      std::vector<results::WorkloadClass> classes,
                                                      std::vector<results::Library> libraries) = 0;
  virtual results::Result<void> complete_workload(std::uint32_t index, results::Workload workload,
                                                  std::vector<results::Library> libraries) = 0;
  virtual results::Result<std::uint32_t> add_counter(results::Counter counter) = 0;
  virtual results::Result<std::uint32_t> add_repetition(results::Repetition repetition) = 0;
  virtual results::Result<void> update_repetition(std::uint32_t index, results::Repetition repetition) = 0;
  virtual results::Result<std::uint32_t> append_stage(results::StageRecord record) = 0;
  virtual results::Result<void> add_absence(results::Absence absence) = 0;
  virtual results::Result<void> append_log(std::string_view line) = 0;
  virtual results::Result<void> set_plan(std::string_view plan_json) = 0;
  virtual results::Result<void> publish() = 0;
  virtual results::Result<void> finish(results::RecordingState state) = 0;
};

/// The real one.
class WriterSink final : public RecordingSink {
 public:
  explicit WriterSink(results::RecordingWriter writer) : writer_(std::move(writer)) {}
  results::RecordingWriter& writer() { return writer_; }

  const results::Recording& recorded() const override { return writer_.recorded(); }
  results::Result<std::uint32_t> add_workload(results::Workload workload,
                                              std::vector<results::WorkloadClass> classes,
                                              std::vector<results::Library> libraries) override {
    return writer_.add_workload(std::move(workload), std::move(classes), std::move(libraries));
  }
  results::Result<void> complete_workload(std::uint32_t index, results::Workload workload,
                                          std::vector<results::Library> libraries) override {
    return writer_.complete_workload(index, std::move(workload), std::move(libraries));
  }
  results::Result<std::uint32_t> add_counter(results::Counter counter) override {
    return writer_.add_counter(std::move(counter));
  }
  results::Result<std::uint32_t> add_repetition(results::Repetition repetition) override {
    return writer_.add_repetition(std::move(repetition));
  }
  results::Result<void> update_repetition(std::uint32_t index, results::Repetition repetition) override {
    return writer_.update_repetition(index, std::move(repetition));
  }
  results::Result<std::uint32_t> append_stage(results::StageRecord record) override {
    return writer_.append_stage(std::move(record));
  }
  results::Result<void> add_absence(results::Absence absence) override {
    return writer_.add_absence(std::move(absence));
  }
  results::Result<void> append_log(std::string_view line) override { return writer_.append_log(line); }
  results::Result<void> set_plan(std::string_view plan_json) override { return writer_.set_plan(plan_json); }
  results::Result<void> publish() override { return writer_.publish(); }
  results::Result<void> finish(results::RecordingState state) override { return writer_.finish(state); }

 private:
  results::RecordingWriter writer_;
};

}  // namespace crossfade::collector
