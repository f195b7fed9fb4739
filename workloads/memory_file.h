// MemoryFile: a file of the kernel's memory file system (tmpfs) that has no name: read and written like any
// other, and gone with its last descriptor, however the process ended. It counts as the process's memory and
// is not bounded by the size of /dev/shm, which containers keep small.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "workloads/file_descriptor.h"

namespace crossfade::workloads {

class MemoryFile {
 public:
  /// The name is for people who look at /proc/PID/fd.
  explicit MemoryFile(const char* name) : descriptor_(memfd_create(name, MFD_CLOEXEC)) {
    if (descriptor_.number() < 0) {
      throw system_failure("cannot make a file in memory", "memfd_create");
    }
  }

  int descriptor() const { return descriptor_.number(); }

  /// Opens the file anew, while this object lives, where something wants a path.
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor()); }

  void write(std::span<const std::byte> bytes, std::uint64_t offset) const {
    while (!bytes.empty()) {
      const ssize_t written = pwrite(descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written <= 0) {
        throw system_failure("cannot write to a file in memory", "pwrite",
                             "free memory or choose smaller parameters");
      }
      bytes = bytes.subspan(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
  }

 private:
  FileDescriptor descriptor_;
};

}  // namespace crossfade::workloads
