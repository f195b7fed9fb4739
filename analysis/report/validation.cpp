#include "analysis/report/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "results/catalogue.h"
#include "results/enum_names.h"
#include "results/folder_search.h"
#include "results/jailed_reading.h"
#include "results/recording_reader.h"
#include "results/schema.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::Result;

constexpr std::array<std::string_view, 3> names{"valid", "doubtful", "REFUSED"};

std::string count_text(std::uint64_t n, std::string_view what) {
  return fmt::format("{} {}", grouped_text(static_cast<double>(n)), what);
}

std::string summary_text(std::span<const ValidatedFile> files) {
  std::array<std::uint64_t, 3> counts{};
  for (const ValidatedFile& file : files) ++counts[static_cast<std::size_t>(file.validity)];
  std::string text = count_text(files.size(), files.size() == 1 ? "file: " : "files: ");
  text += count_text(counts[0], "valid");
  if (counts[1] > 0) text += ", " + count_text(counts[1], "doubtful");
  if (counts[2] > 0) text += ", " + count_text(counts[2], "refused");
  return text + ".";
}

}  // namespace

std::string_view name_of(Validity validity) {
  return names[static_cast<std::size_t>(validity)];
}

ValidatedFile validate(const std::filesystem::path& path) {
  ValidatedFile out{.path = path};
  const auto read = results::read_recording(path);
  if (!read) {
    out.validity = Validity::refused;
    out.refusal = read.error();
    return out;
  }
  if (read->seal == results::Seal::none_modified_since) {
    out.doubts.emplace_back(
        "it has no seal: another program has changed it since crossfade-collect wrote it, and whether its "
        "figures are those that were measured cannot be said; use the original if there is one");
  }
  if (read->schema_minor > results::schema_minor) {
    out.doubts.push_back(fmt::format(
        "it has the newer schema {}.{}: what that adds to {}.{} is not read here; use the programs "
        "of {} to see all of it",
        results::schema_major, read->schema_minor, results::schema_major, results::schema_minor,
        read->recording.header.producer));
  }
  if (!out.doubts.empty()) out.validity = Validity::doubtful;
  out.bytes = read->file_bytes;
  out.process_runs = read->recording.repetitions.size();
  out.stages = read->recording.stages.size();
  out.state = std::string(results::name_of(read->recording.header.state));
  return out;
}

Result<std::vector<ValidatedFile>> validate_all(std::span<const std::filesystem::path> places) {
  std::vector<ValidatedFile> files;
  for (const std::filesystem::path& place : places) {
    const auto found = results::find_files({&place, 1});
    if (found.empty()) {
      return Error{results::ErrorKind::data, "no recording to validate", place.string(),
                   std::string(results::no_recording_in_folder), "name a file or another folder"};
    }
    const std::size_t before = files.size();
    files.resize(before + found.size());
    results::for_each_file(found.size(), [&](std::size_t i) {
      if (found[i].listed) {
        files[before + i] = validate(found[i].path);
      } else {
        files[before + i] = {
            .path = found[i].path, .validity = Validity::refused, .refusal = found[i].listed.error()};
      }
    });
  }
  return files;
}

Document validation_document(std::span<const ValidatedFile> files) {
  Table t;
  t.id = "files";
  t.columns = {{"file", "file", "", false, false},     {"verdict", "verdict", "", false, false},
               {"state", "state", "", false, false},   {"process_runs", "runs", "1", true, false},
               {"stages", "stages", "1", true, false}, {"bytes", "KiB", "1", true, false},
               {"doubts", "", "", false, true},        {"why", "", "", false, true},
               {"what_to_do", "", "", false, true}};
  for (const ValidatedFile& file : files) {
    std::string doubts;
    for (const std::string& doubt : file.doubts) {
      doubts += (doubts.empty() ? "" : "; ") + doubt;
      t.notes.push_back(fmt::format("{}: {}.", file.path.string(), doubt));
    }
    if (file.refusal) t.notes.push_back(results::to_line(*file.refusal) + ".");
    const bool is_read = !file.refusal;
    const Cell nothing;
    t.rows.push_back({text_cell(file.path.string()), text_cell(std::string(name_of(file.validity))),
                      text_cell(file.state),
                      is_read ? number_cell(static_cast<double>(file.process_runs)) : nothing,
                      is_read ? number_cell(static_cast<double>(file.stages)) : nothing,
                      is_read ? Cell{grouped_text(static_cast<double>(file.bytes) / 1024),
                                     static_cast<double>(file.bytes),
                                     {},
                                     ""}
                              : nothing,
                      text_cell(doubts), text_cell(file.refusal ? file.refusal->why : ""),
                      text_cell(file.refusal ? file.refusal->remedy : "")});
  }
  Document d;
  d.tables.push_back(std::move(t));
  d.footer.push_back(summary_text(files));
  return d;
}

int exit_code(std::span<const ValidatedFile> files) {
  Validity worst = Validity::valid;
  for (const ValidatedFile& file : files) worst = std::max(worst, file.validity);
  return static_cast<int>(worst);
}

}  // namespace crossfade::analysis
