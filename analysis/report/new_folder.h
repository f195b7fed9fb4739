// New folder: a folder of files that appears complete or not at all: it is filled under another name beside
// its place and renamed at the end.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "results/error.h"

namespace crossfade::analysis {

class NewFolder {
 public:
  /// May a folder that holds a file of this name be replaced? Only if all of its files may.
  using Replaceable = std::function<bool(const std::string& file_name)>;

  /// An empty folder in the place is taken for none. Anything else there is cannot_create, but for a folder
  /// of replaceable files if `replace`.
  static results::Result<NewFolder> create(const std::filesystem::path& place, bool replace,
                                           const Replaceable& replaceable);

  NewFolder(NewFolder&& other) noexcept
      : place_(std::move(other.place_)), filled_(std::exchange(other.filled_, {})) {}
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  NewFolder& operator=(NewFolder&&) = delete;
  /// What was not published is removed.
  ~NewFolder();

  /// Where its files are to be written.
  const std::filesystem::path& path() const { return filled_; }

  /// To be called once, when all files are closed. Errors: cannot_create, io.
  results::Result<void> publish();

 private:
  NewFolder(std::filesystem::path place, std::filesystem::path filled)
      : place_(std::move(place)), filled_(std::move(filled)) {}

  std::filesystem::path place_, filled_;
};

}  // namespace crossfade::analysis
