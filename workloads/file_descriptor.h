// FileDescriptor: owns one descriptor of the process; closed with the object. And what the system says when a
// call that should give one fails.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "workloads/failure.h"

namespace crossfade::workloads {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) {
      close(number_);
    }
  }

  int number() const { return number_; }  ///< -1 = none

 private:
  int number_ = -1;
};

/// What a system call that failed says; call it before anything else changes errno.
inline Failure system_failure(std::string what, std::string where, std::string remedy = {}) {
  return {CF_FAILED, std::move(what), std::move(where), std::strerror(errno), std::move(remedy)};
}

}  // namespace crossfade::workloads
