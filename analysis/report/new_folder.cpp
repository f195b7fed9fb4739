#include "analysis/report/new_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "analysis/report/output.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;
namespace fs = std::filesystem;

/// A new empty folder in the same file system.
Result<fs::path> make_beside(const fs::path& place, const char* ending) {
  constexpr int tries = 100;
  for (int i = 0; i < tries; ++i) {
    fs::path made = place;
    made += fmt::format(".{}-{}-{}", ending, ::getpid(), i);
    if (::mkdir(made.c_str(), 0777) == 0) return made;
    if (errno != EEXIST) return cannot_write(place, errno);
  }
  return cannot_write(place, EEXIST);
}

/// Without a slash at the end, and the folder that a link names.
fs::path resolved(const fs::path& given) {
  fs::path place = given.lexically_normal();
  if (!place.has_filename()) place = place.parent_path();
  std::error_code failed;
  const fs::path target = fs::canonical(place, failed);
  return failed ? place : target;
}

Result<void> check_place(const fs::path& place, bool replace, const NewFolder::Replaceable& replaceable) {
  std::error_code failed;
  const auto status = fs::status(place, failed);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(status)) {
    return Error{ErrorKind::cannot_create, "the output exists", place.string(), "it is a file, not a folder",
                 "name a folder"};
  }
  bool any = false;
  for (auto entry = fs::directory_iterator(place, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    any = true;
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (!fs::is_regular_file(entry->symlink_status(ignored)) || !replaceable(name)) {
      return Error{ErrorKind::cannot_create, "the output exists", place.string(),
                   fmt::format("the folder holds {}, which is no part of an export", name),
                   "name a folder that is empty or not there"};
    }
  }
  if (failed) return cannot_write(place, failed.value());
  if (!any || replace) return {};
  return Error{ErrorKind::cannot_create, "the output exists", place.string(), "it would be overwritten",
               "use --force to replace it, or another name"};
}

/// 0 or the errno of what failed.
int flush_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  (void)::close(descriptor);
  return failed;
}

}  // namespace

Result<NewFolder> NewFolder::create(const fs::path& place, bool replace, const Replaceable& replaceable) {
  fs::path own = resolved(place);
  CF_TRY(check_folder_of(own));
  CF_TRY(check_place(own, replace, replaceable));
  auto filled = make_beside(own, "new");
  CF_TRY(filled);
  return NewFolder(std::move(own), *std::move(filled));
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!filled_.empty()) fs::remove_all(filled_, ignored);
}

Result<void> NewFolder::publish() {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(filled_, ignored)) {
    if (const int failed = flush_file(entry.path()); failed != 0) return cannot_write(place_, failed);
  }
  if (std::rename(filled_.c_str(), place_.c_str()) == 0) {
    filled_.clear();
    return {};
  }
  if (errno != ENOTEMPTY && errno != EEXIST) return cannot_write(place_, errno);
  // What is replaced stays whole until the new one has its place.
  const auto old = make_beside(place_, "old");
  CF_TRY(old);
  if (std::rename(place_.c_str(), old->c_str()) != 0) return cannot_write(place_, errno);
  if (std::rename(filled_.c_str(), place_.c_str()) != 0) {
    const int failed = errno;
    (void)std::rename(old->c_str(), place_.c_str());
    return cannot_write(place_, failed);
  }
  filled_.clear();
  fs::remove_all(*old, ignored);
  return {};
}

}  // namespace crossfade::analysis
