#include "analysis/imported/imported_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/imported/google_benchmark.h"
#include "analysis/imported/input_text.h"
#include "analysis/imported/perf_stat.h"
#include "analysis/imported/spare_cores.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::size_t most_results = 2'000;
constexpr std::size_t most_entries = 10'000;
constexpr int most_levels = 2;

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

constexpr const char* what_is_read =
    "results are JSON of Google Benchmark, perf stat -j or -x, and folders of the Spare Cores inspector";

Result<ImportedResult> read_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  const Error recording{ErrorKind::usage, "a recording is no result of another tool", name,
                        "recordings and imported results are never in one ratio",
                        "compare recordings with each other: crossfade-report compare"};
  if (path.extension() == ".h5") return recording;
  const auto text = read_input(path);
  CF_TRY(text);
  if (text->starts_with(hdf5_signature)) return recording;
  for (const std::string_view line : lines_of(*text)) {
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] == '#') continue;
    const char c = line[first];
    if (c == '{' && !is_perf_json_line(line)) return parse_google_benchmark(*text, name);
    if (c == '{' || c == '<' || (c >= '0' && c <= '9')) return parse_perf_stat(*text, name);
    break;
  }
  return Error{ErrorKind::data, "cannot tell what result this is", name,
               text->empty() ? "it is empty" : "it begins like none that is read", what_is_read};
}

/// Folders of machines in `folder`, by name; the folder itself if it is one.
Result<void> find_machines(const std::filesystem::path& folder, int levels,
                           std::vector<std::filesystem::path>& out) {
  if (is_spare_cores_machine(folder)) {
    out.push_back(folder);
    return {};
  }
  if (levels == 0) return {};
  std::vector<std::filesystem::path> inner;
  std::error_code failed;
  std::filesystem::directory_iterator entries(folder, failed);
  for (; !failed && entries != std::filesystem::directory_iterator(); entries.increment(failed)) {
    std::error_code ignored;
    if (entries->is_directory(ignored) && !entries->is_symlink(ignored)) inner.push_back(entries->path());
    if (inner.size() > most_entries) {
      return Error{ErrorKind::data, "cannot read the results", folder.string(),
                   fmt::format("it holds more than {} folders", most_entries), "name fewer of them"};
    }
  }
  if (failed) {
    return Error{ErrorKind::io, "cannot list the folder", folder.string(), failed.message(),
                 "check its permissions"};
  }
  std::sort(inner.begin(), inner.end());
  for (const std::filesystem::path& one : inner) CF_TRY(find_machines(one, levels - 1, out));
  return {};
}

}  // namespace

Result<std::vector<ImportedResult>> read_imported(std::span<const std::filesystem::path> places) {
  std::vector<ImportedResult> out;
  const auto add = [&](const std::filesystem::path& path, Result<ImportedResult> read) -> Result<void> {
    CF_TRY(read);
    out.push_back(*std::move(read));
    if (out.size() <= most_results) return {};
    return Error{ErrorKind::data, "too many results", path.string(),
                 fmt::format("more than {} are named", most_results), "name fewer of them"};
  };
  for (const std::filesystem::path& place : places) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(place, ignored)) {
      CF_TRY(add(place, read_file(place)));
      continue;
    }
    std::vector<std::filesystem::path> machines;
    CF_TRY(find_machines(place, most_levels, machines));
    if (machines.empty()) {
      return Error{ErrorKind::data, "no result in the folder", place.string(),
                   "neither it nor a folder in it is that of a machine with benchmarks that are read",
                   std::string(what_is_read) + "; name files one by one"};
    }
    for (const std::filesystem::path& machine : machines) CF_TRY(add(machine, read_spare_cores(machine)));
  }
  return out;
}

}  // namespace crossfade::analysis
