#include "results/file/write_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace crossfade::results::file {
namespace {

std::filesystem::path lock_path(const std::filesystem::path& recording) {
  return recording.parent_path() / ("." + recording.filename().string() + ".lock");
}

/// Whether the name still leads to the file that was opened: its last holder removes it.
bool is_still_there(int descriptor, const std::filesystem::path& path) {
  struct stat opened {
  }, named{};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

}  // namespace

Result<WriteLock> WriteLock::take(const std::filesystem::path& recording) {
  std::filesystem::path path = lock_path(recording);
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return WriteLock({}, -1);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const bool held = errno == EWOULDBLOCK;
      ::close(descriptor);
      if (!held) return WriteLock({}, -1);
      return Error{ErrorKind::cannot_create, "cannot write the recording", recording.string(),
                   "another run is writing it at this moment", "wait for its end, or choose another name"};
    }
    if (is_still_there(descriptor, path)) return WriteLock(std::move(path), descriptor);
    ::close(descriptor);
  }
}

WriteLock::WriteLock(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

WriteLock::WriteLock(WriteLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

WriteLock& WriteLock::operator=(WriteLock&& other) noexcept {
  if (this != &other) {
    release();
    path_ = std::move(other.path_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

WriteLock::~WriteLock() {
  release();
}

void WriteLock::release() {
  if (descriptor_ < 0) return;
  // While it is held: afterwards the name may be another's.
  static_cast<void>(::unlink(path_.c_str()));
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace crossfade::results::file
