#include "results/file/place.h"

#include <string>
#include <utility>

#include "results/file/publish.h"
#include "results/file/write_lock.h"

namespace crossfade::results::file {

Result<void> check_name(const std::filesystem::path& path, bool replace) {
  const auto refuse = [&path](std::string why, std::string remedy) {
    return Error{ErrorKind::cannot_create, "cannot create the recording", path.string(), std::move(why),
                 std::move(remedy)};
  };
  std::error_code no_matter;  // what cannot be examined, publishing will report
  const auto status = std::filesystem::symlink_status(path, no_matter);
  if (!std::filesystem::exists(status)) return {};
  if (std::filesystem::is_directory(status))
    return refuse("it is a folder", "name a file in it: " + (path / "NAME.h5").string());
  if (!std::filesystem::is_regular_file(status))
    return refuse("something that is not a regular file has that name", "choose another name");
  if (!replace)
    return refuse("it exists already", "go on with it if it is unfinished: crossfade-collect run --resume " +
                                           path.string() +
                                           "; choose another name; or replace it with --force");
  return {};
}

Result<void> try_place(FileSystem& files, const std::filesystem::path& path, bool replace) {
  const auto lock = WriteLock::take(path);
  if (!lock) return lock.error();
  CF_TRY(check_name(path, replace));
  return try_to_create(files, path);
}

}  // namespace crossfade::results::file
