#include "collector/plugin/loaded_workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <system_error>

#include "collector/plugin/left_out.h"
#include "collector/plugin/mix.h"
#include "collector/plugin/plugin.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;
namespace fs = std::filesystem;

/// Finds plug-ins by their names in folders, the first of which wins.
class PartFinder {
 public:
  explicit PartFinder(std::vector<fs::path> folders) : folders_(std::move(folders)) {}

  Result<const cf_workload*> operator()(const std::string& name) {
    std::string places, reason;
    for (const fs::path& folder : folders_) {
      const fs::path file = folder / (name + ".so");
      std::error_code ignored;
      if (fs::is_regular_file(file, ignored)) {
        if (std::find(found_.begin(), found_.end(), file) == found_.end()) found_.push_back(file);
        return load_plugin(file);
      }
      if (fs::is_regular_file(folder / (name + ".toml"), ignored)) {
        return Error{ErrorKind::data, "", "", "it is a mix itself",
                     "a mix is made of plug-ins: write the steps of the other mix in its place"};
      }
      places += fmt::format("{}{}", places.empty() ? "" : ", ", folder.string());
      for (const LeftOut& row : read_left_out(folder)) {
        if (row.workload == name) reason = fmt::format(": it was left out of this build: {}", row.reason);
      }
    }
    return Error{ErrorKind::unavailable, "", "",
                 fmt::format("there is no {}.so in {}{}", name, places, reason),
                 "build or install it; without it this would be another mix under the same name"};
  }

  const std::vector<fs::path>& found() const { return found_; }

 private:
  std::vector<fs::path> folders_, found_;
};

Result<LoadedWorkload> load_mix(const fs::path& file, const std::vector<fs::path>& folders) {
  const auto read = read_mix_file(file);
  if (!read) return read.error();
  std::vector<fs::path> places{file.parent_path()};
  for (const fs::path& folder : folders) {
    std::error_code ignored;
    if (!fs::equivalent(folder, places.front(), ignored)) places.push_back(folder);
  }
  PartFinder finder(std::move(places));
  auto mix = Mix::compose(*read, std::ref(finder));
  if (!mix) return mix.error();
  // As long as the process: as plug-ins do, because whoever has the table may keep it.
  static std::vector<std::unique_ptr<Mix>> loaded;
  loaded.push_back(std::move(*mix));
  return LoadedWorkload{&loaded.back()->table(), finder.found()};
}

}  // namespace

bool is_workload_file(const fs::path& file) {
  return file.extension() == ".so" || is_mix_file(file);
}

Result<LoadedWorkload> load_workload(const fs::path& file, const std::vector<fs::path>& folders) {
  if (is_mix_file(file)) return load_mix(file, folders);
  const auto table = load_plugin(file);
  if (!table) return table.error();
  return LoadedWorkload{*table, {}};
}

}  // namespace crossfade::collector
