// MemoryFileSystem: the file system that RocksDB sees. Files are MemoryFiles: read and written through the
// kernel's memory file system (tmpfs) by RocksDB's own POSIX code, as they would be in /dev/shm, but without
// a place in any directory. So nothing is left behind however the process ends, and the size of /dev/shm,
// 64 MiB in many containers, does not matter. Names exist in this object only; directories are taken to
// exist. Thread-safe.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/memory_file.h"

namespace crossfade::workloads::asset_index {

class MemoryFileSystem : public rocksdb::FileSystemWrapper {
 public:
  MemoryFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "crossfade memory files"; }

  using Options = rocksdb::FileOptions;
  using Status = rocksdb::IOStatus;
  using Io = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;

  Status NewSequentialFile(const std::string& name, const Options& options,
                           std::unique_ptr<rocksdb::FSSequentialFile>* result, Debug* debug) override {
    const auto file = find(name);
    return file ? target()->NewSequentialFile(file->path(), options, result, debug) : missing(name);
  }
  Status NewRandomAccessFile(const std::string& name, const Options& options,
                             std::unique_ptr<rocksdb::FSRandomAccessFile>* result, Debug* debug) override {
    const auto file = find(name);
    return file ? target()->NewRandomAccessFile(file->path(), options, result, debug) : missing(name);
  }
  Status NewWritableFile(const std::string& name, const Options& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    return target()->NewWritableFile(make(name)->path(), options, result, debug);
  }
  Status ReopenWritableFile(const std::string& name, const Options& options,
                            std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    const auto file = find(name);
    return target()->ReopenWritableFile((file ? file : make(name))->path(), options, result, debug);
  }

  Status FileExists(const std::string& name, const Io&, Debug*) override {
    return find(name) ? Status::OK() : Status::NotFound();
  }
  Status GetChildren(const std::string& directory, const Io&, std::vector<std::string>* result,
                     Debug*) override {
    const std::lock_guard lock(mutex_);
    const std::string prefix = directory.ends_with('/') ? directory : directory + '/';
    result->clear();
    for (const auto& [name, file] : files_) {
      if (name.starts_with(prefix) && name.find('/', prefix.size()) == std::string::npos) {
        result->push_back(name.substr(prefix.size()));
      }
    }
    return Status::OK();
  }
  Status GetFileSize(const std::string& name, const Io& io, std::uint64_t* bytes, Debug* debug) override {
    const auto file = find(name);
    return file ? target()->GetFileSize(file->path(), io, bytes, debug) : missing(name);
  }
  Status GetFileModificationTime(const std::string& name, const Io& io, std::uint64_t* seconds,
                                 Debug* debug) override {
    const auto file = find(name);
    return file ? target()->GetFileModificationTime(file->path(), io, seconds, debug) : missing(name);
  }

  Status DeleteFile(const std::string& name, const Io&, Debug*) override {
    const std::lock_guard lock(mutex_);
    return files_.erase(name) == 1 ? Status::OK() : missing(name);
  }
  Status RenameFile(const std::string& from, const std::string& to, const Io&, Debug*) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(from);
    if (found == files_.end()) {
      return missing(from);
    }
    files_[to] = found->second;
    files_.erase(from);
    return Status::OK();
  }
  Status LinkFile(const std::string& from, const std::string& to, const Io&, Debug*) override {
    const auto file = find(from);
    if (!file) {
      return missing(from);
    }
    const std::lock_guard lock(mutex_);
    files_[to] = file;
    return Status::OK();
  }

  Status CreateDir(const std::string&, const Io&, Debug*) override { return Status::OK(); }
  Status CreateDirIfMissing(const std::string&, const Io&, Debug*) override { return Status::OK(); }
  Status DeleteDir(const std::string&, const Io&, Debug*) override { return Status::OK(); }
  Status NewDirectory(const std::string&, const Io&, std::unique_ptr<rocksdb::FSDirectory>* result,
                      Debug*) override {
    *result = std::make_unique<Directory>();
    return Status::OK();
  }
  Status IsDirectory(const std::string& name, const Io&, bool* answer, Debug*) override {
    *answer = !find(name);
    return Status::OK();
  }

  /// No other process can see the files.
  Status LockFile(const std::string&, const Io&, rocksdb::FileLock** lock, Debug*) override {
    *lock = new rocksdb::FileLock;
    return Status::OK();
  }
  Status UnlockFile(rocksdb::FileLock* lock, const Io&, Debug*) override {
    delete lock;
    return Status::OK();
  }

 private:
  /// Nothing has to be made durable.
  struct Directory : rocksdb::FSDirectory {
    Status Fsync(const Io&, Debug*) override { return Status::OK(); }
  };
  using File = std::shared_ptr<const MemoryFile>;

  static Status missing(const std::string& name) {
    return Status::PathNotFound("no such file in memory", name);
  }

  File find(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : found->second;
  }
  /// Empty, in place of what had the name.
  File make(const std::string& name) {
    const std::string last = name.substr(name.rfind('/') + 1);
    auto file = std::make_shared<const MemoryFile>(("rocksdb " + last).c_str());
    const std::lock_guard lock(mutex_);
    files_[name] = file;
    return file;
  }

  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
};

}  // namespace crossfade::workloads::asset_index
