// WriteLock: only one program at a time writes a recording. A file beside it (".NAME.lock", empty) carries an
// advisory lock that ends with the process, however that ends; the file itself is removed when the writer is
// done, and one that a killed process left behind does no harm. Not a guard against programs that do not ask
// for it.
#pragma once

#include <filesystem>

#include "results/error.h"

namespace crossfade::results::file {

class WriteLock {
 public:
  /// Error: cannot_create, if another process holds it. Where a lock cannot be had at all (a folder that is
  /// not writable, a file system without locks) there is none: what is wrong with the folder, writing will
  /// tell.
  static Result<WriteLock> take(const std::filesystem::path& recording);

  WriteLock(WriteLock&& other) noexcept;
  WriteLock& operator=(WriteLock&& other) noexcept;
  ~WriteLock();

 private:
  WriteLock(std::filesystem::path path, int descriptor);
  void release();

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace crossfade::results::file
