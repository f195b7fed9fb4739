#include "results/recording_reader.h"

#include <utility>

#include "results/file/image_reader.h"
#include "results/file/seal.h"
#include "results/file/whole_file.h"
#include "results/schema.h"

namespace crossfade::results {
namespace {

Error at(const std::filesystem::path& path, Error error) {
  error.what = "cannot read the recording";
  error.where = path.string();
  return error;
}

}  // namespace

Result<OpenedRecording> read_recording(const std::filesystem::path& path) {
  auto bytes = file::read_whole_file(path, max_file_bytes);
  if (!bytes) return at(path, bytes.error());
  auto checked = file::check_seal(*bytes);
  if (!checked) return at(path, checked.error());
  auto content = file::read_image(checked->payload);
  if (!content) return at(path, content.error());
  return OpenedRecording{path, checked->seal, bytes->size(), std::move(content->recording)};
}

Result<RecordingSummary> read_summary(const std::filesystem::path& path) {
  auto bytes = file::read_whole_file(path, max_file_bytes);
  if (!bytes) return at(path, bytes.error());
  auto checked = file::check_seal(*bytes);
  if (!checked) return at(path, checked.error());
  auto summary = file::read_image_summary(checked->payload);
  if (!summary) return at(path, summary.error());
  summary->path = path;
  summary->file_bytes = bytes->size();
  summary->seal = checked->seal;
  return summary;
}

}  // namespace crossfade::results
