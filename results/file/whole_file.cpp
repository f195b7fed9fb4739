#include "results/file/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace crossfade::results::file {
namespace {

Error failure(const char* step, int error_number) {
  return {ErrorKind::io, "", "", fmt::format("{}: {}", step, std::generic_category().message(error_number)),
          error_number == ENOENT ? "check the path" : "check the permissions and the disk"};
}

}  // namespace

Result<OpenedFile> open_regular_file(const std::filesystem::path& path, std::size_t max_bytes) {
  // Without O_NONBLOCK, opening a pipe waits for somebody to write.
  OpenedFile file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), 0};
  if (!file.descriptor) return failure("it cannot be opened", errno);
  struct stat status {};
  if (::fstat(file.descriptor.number(), &status) < 0) return failure("it cannot be examined", errno);
  if (S_ISDIR(status.st_mode)) {
    return Error{ErrorKind::data, "", "", "it is a folder", "name a recording inside it"};
  }
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorKind::data, "", "", "it is not a regular file",
                 "give a recording made by crossfade-collect"};
  }
  if (static_cast<std::uintmax_t>(status.st_size) > max_bytes) {
    return Error{ErrorKind::data, "", "",
                 fmt::format("it has {} bytes, a recording at most {}", status.st_size, max_bytes),
                 "give a recording made by crossfade-collect"};
  }
  file.bytes = static_cast<std::uint64_t>(status.st_size);
  return file;
}

Result<std::vector<std::byte>> read_bytes(int descriptor, std::uint64_t bytes) {
  std::vector<std::byte> content(static_cast<std::size_t>(bytes));
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = ::read(descriptor, content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failure("it cannot be read", errno);
    if (n == 0) break;  // it shrank meanwhile; what is left is judged as it is
    done += static_cast<std::size_t>(n);
  }
  content.resize(done);
  return content;
}

Result<std::vector<std::byte>> read_whole_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const auto file = open_regular_file(path, max_bytes);
  CF_TRY(file);
  return read_bytes(file->descriptor.number(), file->bytes);
}

}  // namespace crossfade::results::file
