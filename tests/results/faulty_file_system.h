// FaultyFileSystem: the real file system until its k-th call, which fails, or which a kill interrupts.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "results/file/file_system.h"

namespace crossfade::results::testing {

class FaultyFileSystem final : public file::FileSystem {
 public:
  static constexpr int never = -1;

  int fail_at = never;             ///< which call of this object fails, from 0
  int error_number = 0;            ///< with what
  int kill_at = never;             ///< before which call the process is killed; a write is done by half first
  std::vector<std::string> calls;  ///< all so far, by name

  int create(const std::filesystem::path& path, int& descriptor) override {
    return step("create") ? error_number : real_.create(path, descriptor);
  }
  int write(int descriptor, std::span<const std::byte> bytes) override {
    const bool fails = static_cast<int>(calls.size()) == fail_at;
    const bool dies = static_cast<int>(calls.size()) == kill_at;
    if (fails || dies) static_cast<void>(real_.write(descriptor, bytes.first(bytes.size() / 2)));
    return step("write") ? error_number : real_.write(descriptor, bytes);
  }
  int sync(int descriptor) override { return step("sync") ? error_number : real_.sync(descriptor); }
  int close(int descriptor) override {
    const bool fails = step("close");
    const int status = real_.close(descriptor);  // as Linux does, the descriptor is gone either way
    return fails ? error_number : status;
  }
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return step("rename") ? error_number : real_.rename(from, to);
  }
  int sync_folder(const std::filesystem::path& folder) override {
    return step("sync_folder") ? error_number : real_.sync_folder(folder);
  }
  int remove(const std::filesystem::path& path) override {
    return step("remove") ? error_number : real_.remove(path);
  }

 private:
  bool step(const char* name) {
    const int number = static_cast<int>(calls.size());
    calls.emplace_back(name);
    if (number == kill_at) static_cast<void>(::raise(SIGKILL));
    return number == fail_at;
  }
  file::FileSystem& real_ = file::real_file_system();
};

}  // namespace crossfade::results::testing
