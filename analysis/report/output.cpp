#include "analysis/report/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr const char* what_failed = "cannot write the report";

bool is_full(int code) {
  return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

Error cannot_print(int code) {
  const std::string why = code == EBADF ? "it is closed" : std::strerror(code);
  return Error{ErrorKind::io, what_failed, "standard output", why,
               is_full(code)   ? "make room where the output goes, or write to another place with -o FILE"
               : code == EBADF ? "leave it open, or write to a file with -o FILE"
                               : "write to a file with -o FILE"};
}

/// Of a file whose folder is missing: what of the path is there and no folder, else that nothing is.
Error no_folder(const std::filesystem::path& file, const std::filesystem::path& folder) {
  std::error_code ignored;
  for (std::filesystem::path part = folder; !part.empty() && part != part.parent_path();
       part = part.parent_path()) {
    const auto status = std::filesystem::status(part, ignored);
    if (std::filesystem::is_directory(status)) break;
    if (std::filesystem::exists(status)) {
      return Error{ErrorKind::cannot_create, what_failed, file.string(),
                   part.string() + " is a file, not a folder", "name a folder before the last /"};
    }
  }
  return Error{ErrorKind::cannot_create, what_failed, file.string(), "there is no folder " + folder.string(),
               "create it first"};
}

/// A pipe or device is written to as it is: renaming over it would put a file in its place.
bool is_special(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

/// The file a link names, so that the link stays one.
std::filesystem::path resolved(const std::filesystem::path& path) {
  std::error_code failed;
  std::filesystem::path target = std::filesystem::canonical(path, failed);
  if (failed) return path;
  return target;
}

int write_into(const std::filesystem::path& path, int flags, const std::string& text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0644);
  if (descriptor < 0) return errno;
  int failed = write_all(descriptor, text);
  if (failed == 0 && (flags & O_CREAT) != 0 && ::fsync(descriptor) != 0) failed = errno;
  if (::close(descriptor) != 0 && failed == 0) failed = errno;
  return failed;
}

}  // namespace

Error cannot_write(const std::filesystem::path& path, int code) {
  const bool create =
      code == EACCES || code == ENOENT || code == EROFS || code == EPERM || code == ENOTDIR || code == EISDIR;
  // The folder is there: it was looked at before.
  const std::string why = code == ENOENT ? "no file can be created in this folder" : std::strerror(code);
  return Error{
      create ? ErrorKind::cannot_create : ErrorKind::io, what_failed, path.string(), why,
      is_full(code) ? "make room there, or choose another place with -o" : "choose another place with -o"};
}

int write_all(int descriptor, std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const ssize_t written = ::write(descriptor, text.data() + at, text.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    at += static_cast<std::size_t>(written);
  }
  return 0;
}

Result<void> check_folder_of(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  return std::filesystem::is_directory(folder, ignored) ? Result<void>() : no_folder(file, folder);
}

Result<void> check_output(const OutputTarget& target) {
  if (!target.file || is_special(*target.file)) return {};
  std::error_code ignored;
  if (std::filesystem::exists(*target.file, ignored)) {
    if (std::filesystem::is_directory(*target.file, ignored)) {
      return Error{ErrorKind::cannot_create, what_failed, target.file->string(), "it is a folder",
                   "name a file"};
    }
    if (!target.replace) {
      return Error{ErrorKind::cannot_create, "the output exists", target.file->string(),
                   "it would be overwritten", "use --force to replace it, or another name"};
    }
  }
  return check_folder_of(*target.file);
}

Result<void> write_output(const OutputTarget& target, const std::string& text) {
  if (!target.file) {
    const int failed = write_all(STDOUT_FILENO, text);
    if (failed == 0) return {};
    return cannot_print(failed);
  }
  CF_TRY(check_output(target));
  if (is_special(*target.file)) {
    const int failed = write_into(*target.file, 0, text);
    return failed == 0 ? Result<void>() : cannot_write(*target.file, failed);
  }
  const std::filesystem::path file = resolved(*target.file);
  std::filesystem::path temporary;
  int failed = EEXIST;
  // A file of that name is somebody's, perhaps another report's that is being written.
  constexpr int most_names = 1'000;
  for (int n = 0; failed == EEXIST && n < most_names; ++n) {
    temporary = file;
    temporary += fmt::format(".{}-{}.tmp", ::getpid(), n);
    failed = write_into(temporary, O_CREAT | O_EXCL, text);
  }
  if (failed == EEXIST) return cannot_write(*target.file, failed);
  if (failed == 0 && std::rename(temporary.c_str(), file.c_str()) != 0) failed = errno;
  if (failed != 0) {
    ::unlink(temporary.c_str());
    return cannot_write(*target.file, failed);
  }
  return {};
}

}  // namespace crossfade::analysis
