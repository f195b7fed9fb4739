// Reading recordings: a path in, owned structs out; no HDF5 handle leaves this file. Believes nothing: every
// name, type, size, index and enumeration is checked before it is used, only names the schema knows are
// opened, and filtered chunks are inflated by our own bounded code (docs/recording-format.md says why).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::results {

/// Whether the file's trailer digest matches its bytes. XXH3 finds damage, not forgery.
enum class Seal { intact, none_modified_since };

struct OpenedRecording {
  std::filesystem::path path;
  Seal seal = Seal::intact;
  std::uint64_t file_bytes = 0;
  std::int64_t schema_minor = 0;  ///< of the file; what a newer one adds is ignored
  Recording recording;
};

/// Errors (all `data` unless said): not a recording; truncated; damaged (digest differs); newer schema; a row
/// that points nowhere; a size beyond the schema's limits. `io` if the file cannot be opened or read.
Result<OpenedRecording> read_recording(const std::filesystem::path& path);

/// One line of a folder listing: root attributes and the workloads' names, without measurements.
struct RecordingSummary {
  std::filesystem::path path;
  std::uint64_t file_bytes = 0;
  Seal seal = Seal::intact;
  Header header;
  std::vector<std::string> workloads;
  std::uint64_t repetitions = 0, stages = 0;
};
Result<RecordingSummary> read_summary(const std::filesystem::path& path);

}  // namespace crossfade::results
