// RecordingWriter: builds one recording in memory and publishes it atomically.
// Nothing touches the disk but publish(): the file at `path` is always the last complete state, with its
// trailer digest, or absent. HDF5 never sees the disk. One thread only, and one program at a time: a second
// writer of the same path is refused (results/file/write_lock.h).
// Texts are kept as the file can hold them: control characters and broken UTF-8 become U+FFFD, and what is
// longer than 64 KiB is cut and ends in an ellipsis.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::results {

namespace file {
class FileSystem;
}  // namespace file

class RecordingWriter {
 public:
  enum class Existing { refuse, replace };

  /// Checks that `path` may be written (exists? folder writable?) and publishes the empty recording, so that
  /// an unwritable place is known before any measurement. With `replace` the old file stays until that first
  /// publish. `files` takes the place of the real file system in tests. Errors: cannot_create, io.
  static Result<RecordingWriter> create(const std::filesystem::path& path, Header header,
                                        std::vector<EnvironmentFact> environment, std::vector<Cpu> cpus,
                                        std::string_view plan_json, Existing existing,
                                        file::FileSystem* files = nullptr);
  /// Whether `create` would succeed there, as far as can be told without leaving a file. Errors:
  /// cannot_create.
  static Result<void> try_place(const std::filesystem::path& path, Existing existing,
                                file::FileSystem* files = nullptr);
  /// Opens a recording of this program for appending: the reader's checks first, then state = running.
  /// Refuses a file that another program has changed since it was sealed.
  static Result<RecordingWriter> reopen(const std::filesystem::path& path, file::FileSystem* files = nullptr);

  RecordingWriter(RecordingWriter&&) noexcept;
  RecordingWriter& operator=(RecordingWriter&&) noexcept;
  ~RecordingWriter();

  /// Everything recorded so far: what the planner looks at. Distributions carry their buckets.
  const Recording& recorded() const;
  const std::filesystem::path& path() const;

  /// Adds a workload with its classes and libraries (their `workload` is set here). Returns its index.
  Result<std::uint32_t> add_workload(Workload workload, std::vector<WorkloadClass> classes,
                                     std::vector<Library> libraries);
  /// Rewrites the row of a workload that was added before any process of it was ready, and adds the libraries
  /// that only a process that was ready can tell. Its classes stay.
  Result<void> complete_workload(std::uint32_t index, Workload workload, std::vector<Library> libraries);
  Result<std::uint32_t> add_counter(Counter counter);
  Result<std::uint32_t> add_repetition(Repetition repetition);
  /// Rewrites the row: a repetition is added as `running` and gets its outcome when its process ends.
  Result<void> update_repetition(std::uint32_t index, Repetition repetition);
  Result<std::uint32_t> append_stage(StageRecord record);
  /// Once per subject; later reasons for the same subject are ignored.
  Result<void> add_absence(Absence absence);
  Result<void> append_log(std::string_view line);
  /// In the place of the plan it was created with: a plan is settled once, after its calibration.
  Result<void> set_plan(std::string_view plan_json);
  Result<void> set_effective_clock(double clock_hz);

  /// Image -> NAME.tmp -> fsync -> rename -> fsync of the folder. On failure the previous file is untouched,
  /// the image stays in memory and publish() may be tried again.
  Result<void> publish();
  /// Sets the state and publishes.
  Result<void> finish(RecordingState state);

 private:
  struct Image;
  explicit RecordingWriter(std::unique_ptr<Image> image);
  std::unique_ptr<Image> image_;
};

}  // namespace crossfade::results
