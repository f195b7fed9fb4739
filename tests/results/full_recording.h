// A recording that uses every table and every kind of value, missing ones included, made through the writer;
// and the differences between two recordings, found by walking the schema.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "results/recording.h"
#include "results/recording_writer.h"

namespace crossfade::results::testing {

Header full_header();
std::vector<EnvironmentFact> full_environment();
std::vector<Cpu> full_cpus();

/// An empty recording at `path`.
Result<RecordingWriter> create_at(const std::filesystem::path& path, file::FileSystem* files = nullptr);

/// Workloads, counters, absences: what precedes the stages.
void add_preliminaries(RecordingWriter& writer);
/// A repetition with `stages` stages; no two stages of a recording are alike.
void add_repetition(RecordingWriter& writer, std::uint32_t workload, std::uint32_t stages);
/// All of it, not yet published.
void fill(RecordingWriter& writer);

/// A distribution of `n` values around `centre_ns`, the same for the same arguments.
Distribution distribution_around(double centre_ns, std::uint64_t n, DistributionKind kind);

/// One line per difference; empty if there is none. NaN equals NaN.
std::vector<std::string> differences(const Recording& a, const Recording& b);

/// A new, empty folder that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  /// Names of all that is in it, sorted; without the lock a writer has while it lives.
  std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

std::vector<std::byte> bytes_of_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace crossfade::results::testing
