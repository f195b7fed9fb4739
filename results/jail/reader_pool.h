// Reader pool: reads recordings in jailed processes, so that a file that crashes its reader, hangs it or
// fills its memory is one refused file. A reader that ended is replaced. From any number of threads; as many
// files are read at once as there may be readers, and a reader is started when it is first needed.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "results/error.h"
#include "results/jail/nursery.h"
#include "results/jail/reader_limits.h"
#include "results/recording_reader.h"

namespace crossfade::results::jail {

class ReaderPool {
 public:
  using Limits = ReaderLimits (*)(std::uint64_t file_bytes);

  /// Before the process has a second thread. `work` and `limits` are others in tests. Errors: unavailable.
  static Result<std::unique_ptr<ReaderPool>> start(unsigned most_readers);
  static Result<std::unique_ptr<ReaderPool>> start(unsigned most_readers, Nursery::Work work, Limits limits);
  ~ReaderPool();

  /// As results::read_recording and read_summary. Besides: data if the file ended its reader; unavailable if
  /// no reader can be started.
  Result<OpenedRecording> read_recording(const std::filesystem::path& path);
  Result<RecordingSummary> read_summary(const std::filesystem::path& path);

  unsigned most_readers() const { return most_readers_; }
  /// Readers that had to be replaced so far.
  unsigned long replaced() const;
  /// Processes of readers that wait for a file.
  std::vector<pid_t> waiting() const;

 private:
  ReaderPool(Nursery nursery, unsigned most_readers, Limits limits);
  template <class T>
  Result<T> read(const std::filesystem::path& path);
  Result<Nursery::Child> take_reader();
  void give_back(Nursery::Child reader);
  /// Ends it; its wait status, if that is known.
  std::optional<int> drop(const Nursery::Child& reader);

  Nursery nursery_;
  const unsigned most_readers_;
  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<Nursery::Child> idle_;
  unsigned readers_ = 0;
  unsigned long replaced_ = 0;
};

}  // namespace crossfade::results::jail
