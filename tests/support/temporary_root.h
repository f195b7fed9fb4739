// TemporaryRoot: an empty folder that plays the root of a file system, removed afterwards.
#pragma once

#include <filesystem>
#include <string_view>

namespace crossfade::testing {

class TemporaryRoot {
 public:
  TemporaryRoot();
  ~TemporaryRoot();
  TemporaryRoot(const TemporaryRoot&) = delete;
  TemporaryRoot& operator=(const TemporaryRoot&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// `file` is absolute below the root; folders are made.
  void write(std::string_view file, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace crossfade::testing
