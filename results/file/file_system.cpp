#include "results/file/file_system.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace crossfade::results::file {
namespace {

int errno_of(int status) {
  return status < 0 ? errno : 0;
}

class RealFileSystem final : public FileSystem {
 public:
  int create(const std::filesystem::path& path, int& descriptor) override {
    // Removed rather than truncated: a symbolic link with this name must not lead the data elsewhere.
    if (::unlink(path.c_str()) < 0 && errno != ENOENT) return errno;
    descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    return errno_of(descriptor);
  }

  int write(int descriptor, std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return 0;
  }

  int sync(int descriptor) override { return errno_of(::fsync(descriptor)); }
  int close(int descriptor) override { return errno_of(::close(descriptor)); }
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return errno_of(std::rename(from.c_str(), to.c_str()));
  }
  int sync_folder(const std::filesystem::path& folder) override {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    const int status = errno_of(::fsync(descriptor));
    static_cast<void>(::close(descriptor));
    // Some network and user-space file systems cannot sync a folder and say so.
    return status == EINVAL ? 0 : status;
  }
  int remove(const std::filesystem::path& path) override { return errno_of(::unlink(path.c_str())); }
};

}  // namespace

FileSystem& real_file_system() {
  static RealFileSystem files;
  return files;
}

}  // namespace crossfade::results::file
