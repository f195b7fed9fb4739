#include "collector/expected_digests.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

#include "results/csv.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Library;
using results::Result;

constexpr std::string_view heading =
    "workload,version,preset,class,level,dataset_digest,golden_digest,made_with";
constexpr std::size_t columns = 8;

/// "name|version|code path;name|version|code path"
std::vector<Library> libraries_from(const std::string& text) {
  std::vector<Library> libraries;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find(';', at);
    // A code path may have "; " in it.
    while (end != std::string::npos && end + 1 < text.size() && text[end + 1] == ' ')
      end = text.find(';', end + 1);
    end = std::min(end, text.size());
    const std::string one = text.substr(at, end - at);
    at = end + 1;
    const std::size_t first = std::min(one.find('|'), one.size());
    const std::size_t second = std::min(one.find('|', first + 1), one.size());
    Library library;
    library.name = one.substr(0, first);
    if (first < one.size()) library.version = one.substr(first + 1, second - first - 1);
    if (second < one.size()) library.isa_path = one.substr(second + 1);
    libraries.push_back(std::move(library));
  }
  return libraries;
}

std::string joined(const std::vector<Library>& libraries) {
  std::string text;
  for (const Library& library : libraries) {
    text +=
        fmt::format("{}{}|{}|{}", text.empty() ? "" : ";", library.name, library.version, library.isa_path);
  }
  return text;
}

/// As RFC 4180 wants it where it has to.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string text_of(const Library& library) {
  return fmt::format("{} {} ({})", library.name, library.version, library.isa_path);
}

bool is_same(const Library& a, const Library& b) {
  return a.name == b.name && a.version == b.version && a.isa_path == b.isa_path;
}

/// The libraries that are another version, or took another code path, than where the digests were made.
std::string suspects(const std::vector<Library>& here, const std::vector<Library>& there) {
  std::string text;
  for (const Library& library : here) {
    const auto same_name = std::find_if(there.begin(), there.end(),
                                        [&](const Library& other) { return other.name == library.name; });
    if (same_name != there.end() && is_same(*same_name, library)) continue;
    text += fmt::format("{}{} here, {} where the expected ones were made", text.empty() ? "" : "; ",
                        text_of(library), same_name == there.end() ? "not used" : text_of(*same_name));
  }
  if (!text.empty()) return text;
  return fmt::format("libraries and code paths are the same ({})", libraries_text(here));
}

}  // namespace

Result<std::vector<ExpectedDigest>> read_expected_digests(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / expected_digests_file;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::vector<ExpectedDigest>{};
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad())
    return Error{ErrorKind::io, "cannot read the expected digests", path.string(), "",
                 "check its permissions"};
  std::vector<ExpectedDigest> rows;
  for (const results::CsvRow& row : results::csv_rows(text)) {
    if (!row.fields.empty() && row.fields.front() == "workload") continue;
    ExpectedDigest out;
    const bool complete =
        row.fields.size() == columns && std::none_of(row.fields.begin(), row.fields.end() - 1,
                                                     [](const std::string& each) { return each.empty(); });
    const char* const begin = complete ? row.fields[4].data() : nullptr;
    const char* const end = complete ? begin + row.fields[4].size() : nullptr;
    if (!complete || std::from_chars(begin, end, out.level).ptr != end) {
      return Error{ErrorKind::data, "cannot read the expected digests",
                   fmt::format("{}, line {}", path.string(), row.line),
                   fmt::format("it is no row of {}", heading), "install the plug-ins again"};
    }
    out.workload = row.fields[0];
    out.version = row.fields[1];
    out.preset = row.fields[2];
    out.request_class = row.fields[3];
    out.dataset_digest = row.fields[5];
    out.golden_digest = row.fields[6];
    out.made_with = libraries_from(row.fields[7]);
    rows.push_back(std::move(out));
  }
  return rows;
}

std::string to_csv(const std::vector<ExpectedDigest>& rows) {
  std::string text = fmt::format(
      "# Digests of the right answers of every workload, for seed {} and the parameters of the preset: equal "
      "on\n"
      "# every CPU. class * = all classes together, as recordings have it. made_with (name|version|code "
      "path)\n"
      "# says with which libraries, and is not compared. Made by a test, which says how to renew it.\n{}\n",
      default_seed, heading);
  for (const ExpectedDigest& row : rows) {
    text += fmt::format("{},{},{},{},{},{},{},{}\n", field(row.workload), field(row.version),
                        field(row.preset), field(row.request_class), row.level, row.dataset_digest,
                        row.golden_digest, field(joined(row.made_with)));
  }
  return text;
}

std::string unexpected_answers(const std::vector<ExpectedDigest>& expected, const MadeAnswers& made,
                               bool of_default_inputs) {
  const results::Workload& workload = made.workload;
  for (const ExpectedDigest& row : expected) {
    if (row.workload != workload.name || row.version != workload.version || row.preset != workload.preset ||
        row.request_class != ExpectedDigest::all_classes)
      continue;
    const std::string& digest = row.level == 0 ? made.golden_digest : made.cheap_digest;
    if (row.level > 1 || digest.empty()) continue;
    if (row.dataset_digest != workload.dataset_digest) {
      if (!of_default_inputs) continue;
      return fmt::format(
          "its inputs are not the expected ones (digest {}, expected {}): they do not come from "
          "the seed alone on this CPU; {}",
          workload.dataset_digest, row.dataset_digest, suspects(made.libraries, row.made_with));
    }
    if (digest == row.golden_digest) continue;
    return fmt::format("its answers{} are not the expected ones (digest {}, expected {}); {}",
                       row.level == 0 ? "" : " of the cheaper level", digest, row.golden_digest,
                       suspects(made.libraries, row.made_with));
  }
  return {};
}

std::string agreement_subject(std::string_view workload) {
  return fmt::format("agreement with the expected answers, {}", workload);
}

std::string libraries_text(const std::vector<Library>& libraries) {
  std::string text;
  for (const Library& library : libraries) text += (text.empty() ? "" : ", ") + text_of(library);
  return text.empty() ? "no library" : text;
}

}  // namespace crossfade::collector
