#include "results/recording_reader.h"

#include <span>
#include <utility>

#include "results/file/file_content.h"
#include "results/file/whole_file.h"
#include "results/jail/reader_pool.h"
#include "results/jailed_reading.h"
#include "results/schema.h"

namespace crossfade::results {
namespace {

template <class T>
Result<T> read(const std::filesystem::path& path, Result<T> (*content_of)(std::span<const std::byte>)) {
  const auto named = [&path](Error error) {
    error.what = "cannot read the recording";
    error.where = path.string();
    return error;
  };
  const auto bytes = file::read_whole_file(path, max_file_bytes);
  if (!bytes) return named(bytes.error());
  auto content = content_of(*bytes);
  if (!content) return named(content.error());
  content->path = path;
  return content;
}

}  // namespace

Result<OpenedRecording> read_recording(const std::filesystem::path& path) {
  if (jail::ReaderPool* const readers = jailed_readers()) return readers->read_recording(path);
  return read(path, &file::recording_of);
}

Result<RecordingSummary> read_summary(const std::filesystem::path& path) {
  if (jail::ReaderPool* const readers = jailed_readers()) return readers->read_summary(path);
  return read(path, &file::summary_of);
}

}  // namespace crossfade::results
