#include "results/folder_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace crossfade::results {
namespace {

namespace fs = std::filesystem;

Error too_much(const fs::path& folder, std::string why) {
  return {ErrorKind::data, "the folder is too large to search for recordings", folder.string(),
          std::move(why), "name the folder that holds the recordings, or the files"};
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

bool is_folder(const fs::directory_entry& entry) {
  std::error_code no_matter;
  return entry.is_directory(no_matter);
}

bool is_link(const fs::directory_entry& entry) {
  std::error_code no_matter;
  return entry.is_symlink(no_matter);
}

class Search {
 public:
  Search(const fs::path& top, const SearchLimits& limits) : top_(top), limits_(limits) {}

  Result<SearchedFolder> all() {
    std::vector<Waiting> waiting{{top_, 0}};
    while (!waiting.empty()) {
      const Waiting next = std::move(waiting.back());
      waiting.pop_back();
      std::error_code failed;
      fs::directory_iterator entries(next.folder, failed);
      for (; !failed && entries != fs::directory_iterator(); entries.increment(failed)) {
        if (++seen_ > limits_.most_entries)
          return too_much(top_,
                          fmt::format("there are over {} files and folders in it", limits_.most_entries));
        if (is_folder(*entries)) {
          if (is_link(*entries) || is_hidden(entries->path())) continue;
          if (next.depth == limits_.deepest)
            return too_much(top_, fmt::format("{} is more than {} folders below it", entries->path().string(),
                                              limits_.deepest));
          waiting.push_back({entries->path(), next.depth + 1});
        } else if (entries->path().extension() == ".h5") {
          found_.files.push_back(entries->path());
        }
      }
      if (!failed) continue;
      Error error{ErrorKind::io, "cannot list the folder", next.folder.string(), failed.message(),
                  "check its permissions"};
      if (next.depth == 0) return error;
      found_.not_listed.push_back(std::move(error));
    }
    std::sort(found_.files.begin(), found_.files.end());
    std::sort(found_.not_listed.begin(), found_.not_listed.end(),
              [](const Error& a, const Error& b) { return a.where < b.where; });
    return std::move(found_);
  }

 private:
  struct Waiting {
    fs::path folder = {};
    std::size_t depth = 0;  ///< below the one that is searched
  };

  const fs::path& top_;
  const SearchLimits& limits_;
  std::size_t seen_ = 0;
  SearchedFolder found_ = {};
};

}  // namespace

Result<SearchedFolder> search_folder(const fs::path& folder, const SearchLimits& limits) {
  return Search(folder, limits).all();
}

}  // namespace crossfade::results
