#include "results/file/file_content.h"

#include <utility>

#include "results/file/image_reader.h"
#include "results/file/seal.h"

namespace crossfade::results::file {

Result<OpenedRecording> recording_of(std::span<const std::byte> bytes) {
  const auto checked = check_seal(bytes);
  CF_TRY(checked);
  auto content = read_image(checked->payload);
  CF_TRY(content);
  return OpenedRecording{
      {}, checked->seal, bytes.size(), content->schema_minor, std::move(content->recording)};
}

Result<RecordingSummary> summary_of(std::span<const std::byte> bytes) {
  const auto checked = check_seal(bytes);
  CF_TRY(checked);
  auto summary = read_image_summary(checked->payload);
  CF_TRY(summary);
  summary->file_bytes = bytes.size();
  summary->seal = checked->seal;
  return summary;
}

}  // namespace crossfade::results::file
