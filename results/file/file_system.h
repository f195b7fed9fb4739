// FileSystem: the system calls with which a recording reaches the disk, so that a test can make each of them
// fail. Every function returns 0 or the errno of its failure.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace crossfade::results::file {

class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  /// A new, empty file for writing; whatever had the name is removed first.
  virtual int create(const std::filesystem::path& path, int& descriptor) = 0;
  /// All of `bytes`, however many calls that takes.
  virtual int write(int descriptor, std::span<const std::byte> bytes) = 0;
  virtual int sync(int descriptor) = 0;
  virtual int close(int descriptor) = 0;
  virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual int sync_folder(const std::filesystem::path& folder) = 0;
  virtual int remove(const std::filesystem::path& path) = 0;
};

FileSystem& real_file_system();

}  // namespace crossfade::results::file
