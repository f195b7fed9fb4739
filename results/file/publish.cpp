#include "results/file/publish.h"

#include <fmt/format.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace crossfade::results::file {
namespace {

std::string text_of(int error_number) {
  return std::generic_category().message(error_number);
}

std::string remedy_for(int error_number, const std::filesystem::path& path, std::size_t bytes) {
  std::error_code no_matter;
  if (error_number == ENOENT && std::filesystem::is_directory(folder_of(path), no_matter))
    return "choose another folder: this one takes no new files";
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return fmt::format("make room for {} bytes there, or write elsewhere", bytes);
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to";
    case ENOENT:
    case ENOTDIR:
      return "create the folder first";
    default:
      return "check the disk, or write elsewhere";
  }
}

std::filesystem::path temporary_of(const std::filesystem::path& path) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  return temporary;
}

Error failure(ErrorKind kind, const std::filesystem::path& path, const char* step, int error_number,
              std::size_t bytes) {
  return Error{kind, "cannot write the recording", path.string(),
               fmt::format("{}: {}", step, text_of(error_number)), remedy_for(error_number, path, bytes)};
}

constexpr const char* creating_failed = "creating the temporary file failed";

}  // namespace

Result<void> try_to_create(FileSystem& files, const std::filesystem::path& path) {
  const std::filesystem::path temporary = temporary_of(path);
  int descriptor = -1;
  if (const int e = files.create(temporary, descriptor); e != 0)
    return failure(ErrorKind::cannot_create, path, creating_failed, e, 0);
  static_cast<void>(files.close(descriptor));
  static_cast<void>(files.remove(temporary));
  return {};
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

Result<void> publish_atomically(FileSystem& files, const std::filesystem::path& path,
                                std::span<const std::byte> bytes) {
  const std::filesystem::path temporary = temporary_of(path);
  int descriptor = -1;
  if (const int e = files.create(temporary, descriptor); e != 0)
    return failure(ErrorKind::cannot_create, path, creating_failed, e, bytes.size());
  const char* step = "writing failed";
  int e = files.write(descriptor, bytes);
  if (e == 0) step = "flushing to the disk failed", e = files.sync(descriptor);
  if (const int closed = files.close(descriptor); e == 0 && closed != 0) step = "closing failed", e = closed;
  if (e == 0) step = "renaming the temporary file failed", e = files.rename(temporary, path);
  if (e != 0) {
    static_cast<void>(files.remove(temporary));
    return failure(ErrorKind::io, path, step, e, bytes.size());
  }
  if (e = files.sync_folder(folder_of(path)); e != 0) {
    return failure(ErrorKind::io, path, "the file is in place, but flushing its folder to the disk failed", e,
                   bytes.size());
  }
  return {};
}

}  // namespace crossfade::results::file
