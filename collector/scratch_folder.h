// ScratchFolder: an empty folder for one process, removed with everything in it afterwards. In TMPDIR or
// /tmp, or, on a machine that has neither, in a folder the caller knows can be written.
#pragma once

#include <filesystem>

#include "results/error.h"

namespace crossfade::collector {

class ScratchFolder {
 public:
  static results::Result<ScratchFolder> create(const std::filesystem::path& otherwise);
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&& other) noexcept;
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;  ///< empty = moved from
};

}  // namespace crossfade::collector
