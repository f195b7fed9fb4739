#include "collector/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace crossfade::collector {

results::Result<ScratchFolder> ScratchFolder::create(const std::filesystem::path& otherwise) {
  std::error_code failed;
  std::filesystem::path base = std::filesystem::temp_directory_path(failed);
  // A TMPDIR that does not exist is the user's mistake and is said; a missing /tmp is not.
  if (failed && std::getenv("TMPDIR") == nullptr && !otherwise.empty()) {
    failed.clear();
    base = otherwise;
  }
  std::string pattern = (failed ? std::filesystem::path("/tmp") : base) / "crossfade-XXXXXX";
  if (::mkdtemp(pattern.data()) != nullptr) return ScratchFolder(pattern);
  return results::Error{results::ErrorKind::cannot_create, "cannot create a scratch folder", pattern,
                        std::strerror(errno), "set TMPDIR to a folder that can be written"};
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

ScratchFolder& ScratchFolder::operator=(ScratchFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace crossfade::collector
