#include "analysis/report/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "analysis/distinct_recordings.h"
#include "analysis/replayed_instructions.h"
#include "analysis/stated_values.h"
#include "analysis/workload_name.h"
#include "results/catalogue.h"
#include "results/folder_search.h"
#include "results/jailed_reading.h"
#include "results/recording_reader.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

struct Opened {
  std::vector<RecordingPointer> recordings, calibrations;
  std::vector<std::string> left_out, replays;
};

/// In the order of the files.
std::vector<Result<RecordingPointer>> read_files(const std::vector<results::FoundFile>& files) {
  std::vector<Result<RecordingPointer>> all(files.size(), Error{});
  results::for_each_file(files.size(), [&](std::size_t i) {
    if (!files[i].listed) {
      all[i] = files[i].listed.error();
    } else if (auto opened = results::read_recording(files[i].path)) {
      all[i] = RecordingPointer(std::make_shared<const results::OpenedRecording>(*std::move(opened)));
    } else {
      all[i] = opened.error();
    }
  });
  return all;
}

Result<void> open_folder(const std::filesystem::path& folder, Opened& out) {
  const auto before = out.recordings.size();
  const auto files = results::find_files(std::span(&folder, 1));
  for (auto& opened : read_files(files)) {
    if (opened) {
      out.recordings.push_back(*std::move(opened));
    } else {
      out.left_out.push_back("Left out: " + results::to_line(opened.error()));
    }
  }
  if (out.recordings.size() == before) {
    return Error{ErrorKind::data, "no recording to read", folder.string(),
                 files.empty() ? std::string(results::no_recording_in_folder) : out.left_out.back(),
                 "name a file or another folder"};
  }
  return {};
}

/// Nothing in them was measured.
void set_replays_aside(Opened& out) {
  const auto first =
      std::stable_partition(out.recordings.begin(), out.recordings.end(),
                            [](const RecordingPointer& r) { return !is_instruction_replay(r->recording); });
  for (auto r = first; r != out.recordings.end(); ++r) {
    out.replays.push_back((*r)->path.string());
    out.left_out.push_back(
        fmt::format("Left out: {}: instructions counted by simulation, which are in no comparison.",
                    (*r)->path.filename().string()));
  }
  out.recordings.erase(first, out.recordings.end());
}

void set_calibrations_aside(Opened& out) {
  const auto first =
      std::stable_partition(out.recordings.begin(), out.recordings.end(),
                            [](const RecordingPointer& r) { return !is_calibration(r->recording.header); });
  out.calibrations.assign(first, out.recordings.end());
  out.recordings.erase(first, out.recordings.end());
  for (const RecordingPointer& r : out.calibrations) {
    out.left_out.push_back(
        fmt::format("Left out: {}: a calibration, which says what noise its host has and is in no side.",
                    r->path.filename().string()));
  }
}

Result<Opened> open_all(const std::vector<std::filesystem::path>& places) {
  Opened out;
  std::error_code ignored;
  for (auto place = places.begin(); place != places.end();) {
    if (std::filesystem::is_directory(*place, ignored)) {
      CF_TRY(open_folder(*place++, out));
      continue;
    }
    // Files that are named one after the other are read at once.
    std::vector<results::FoundFile> files;
    for (; place != places.end() && !std::filesystem::is_directory(*place, ignored); ++place)
      files.push_back({*place, {}});
    for (auto& opened : read_files(files)) {
      CF_TRY(opened);
      out.recordings.push_back(*std::move(opened));
    }
  }
  DistinctRecordings distinct = distinct_recordings(out.recordings);
  out.recordings = std::move(distinct.recordings);
  for (const LeftOut& copy : distinct.left_out)
    out.left_out.push_back(fmt::format("Left out: {}.", left_out_text(copy)));
  set_replays_aside(out);
  set_calibrations_aside(out);
  if (out.recordings.empty() && !out.replays.empty()) {
    return Error{ErrorKind::data, "no recording to compare", out.replays.front(),
                 "it holds instructions counted by simulation, which are in no comparison",
                 "name recordings of crossfade-collect run; crossfade-report show shows this one"};
  }
  if (out.recordings.empty() && !out.calibrations.empty()) {
    return Error{ErrorKind::data, "no recording to compare", out.calibrations.front()->path.string(),
                 "it is a calibration of its host, which is never part of a side",
                 "name recordings of crossfade-collect run; crossfade-report noise shows calibrations"};
  }
  return out;
}

/// A recording against itself has ratios of exactly 1 that look like evidence.
Result<void> check_sides_differ(const Opened& base, const Opened& candidates) {
  for (const RecordingPointer& a : base.recordings) {
    for (const RecordingPointer& b : candidates.recordings) {
      if (!same_recording(*a, *b)) continue;
      return Error{ErrorKind::data, "the same recording is on both sides",
                   a->path == b->path ? a->path.string()
                                      : fmt::format("{} and {}", a->path.string(), b->path.string()),
                   a->recording.header.run_id == b->recording.header.run_id
                       ? fmt::format("both hold run {}: compared with itself it says nothing",
                                     a->recording.header.run_id)
                       : "their stages are the same to the nanosecond under different ids: compared with "
                         "itself it says "
                         "nothing",
                   "name it on one side only; for the same machine twice, record it twice"};
    }
  }
  return {};
}

std::string files_of(const std::vector<RecordingPointer>& recordings) {
  std::vector<std::string> files;
  for (const RecordingPointer& r : recordings) files.push_back(r->path.string());
  return files_text(files);
}

std::string labels(const std::vector<Side>& sides) {
  std::string text;
  for (const Side& s : sides) text += fmt::format("{}{}", text.empty() ? "" : ", ", s.label);
  return text;
}

/// Sides of the same label get their first file's name, then a number.
void make_unique(Selection& selection) {
  std::vector<Side*> sides{&selection.base};
  for (Side& s : selection.candidates) sides.push_back(&s);
  const auto taken = [&](const Side* self, const std::string& label) {
    return std::any_of(sides.begin(), sides.end(),
                       [&](const Side* s) { return s != self && s->label == label; });
  };
  std::vector<Side*> twins;
  for (Side* s : sides) {
    if (taken(s, s->label)) twins.push_back(s);
  }
  for (Side* s : twins)
    s->label = fmt::format("{} ({})", s->label, s->recordings.front()->path.stem().string());
  for (std::size_t i = 1; i < sides.size(); ++i) {
    const std::string label = sides[i]->label;
    for (int n = 2; taken(sides[i], sides[i]->label); ++n) sides[i]->label = fmt::format("{} #{}", label, n);
  }
}

/// For a shell: in single quotes where it has more than plain characters.
std::string shell_word(const std::string& text) {
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '/' || c == '-' || c == '_' || c == '=' || c == ',' || c == '@' || c == '+';
  });
  if (is_plain) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// One command for each stratum of the baseline: CPU models of one type are asked one by one, and an answer
/// is theirs only if it is the same.
std::string commands_by_stratum(const std::vector<Side>& strata, const std::vector<std::filesystem::path>& to,
                                std::string_view command) {
  std::string text;
  for (const Side& side : strata) {
    text += fmt::format("{}crossfade-report {}", text.empty() ? "" : "; ", command);
    for (const RecordingPointer& r : side.recordings) text += " " + shell_word(r->path.string());
    text += " --to";
    for (const std::filesystem::path& place : to) text += " " + shell_word(place.string());
  }
  return text;
}

bool is_one_type(const std::vector<Side>& sides) {
  return std::all_of(sides.begin(), sides.end(), [&](const Side& s) {
    const std::string& type = s.recordings.front()->recording.header.instance_type;
    return !type.empty() && type == sides.front().recordings.front()->recording.header.instance_type;
  });
}

Result<Selection> split(const Places& places, std::string_view command) {
  auto base = open_all(places.base);
  CF_TRY(base);
  auto candidates = open_all(places.to);
  CF_TRY(candidates);
  CF_TRY(check_sides_differ(*base, *candidates));
  auto base_sides = group_sides(base->recordings);
  if (base_sides.size() != 1) {
    return Error{
        ErrorKind::usage, "the baseline is not one thing", files_of(base->recordings),
        fmt::format("before --to there are {}: {}", base_sides.size(), labels(base_sides)),
        is_one_type(base_sides)
            ? "CPU models are not averaged: ask for each by itself, and take an answer only if it is "
              "the same: " +
                  commands_by_stratum(base_sides, places.to, command)
            : "name the recordings of one instance type and CPU model before --to"};
  }
  Selection out{std::move(base_sides.front()), group_sides(candidates->recordings), std::move(base->left_out),
                std::move(base->calibrations)};
  out.calibrations.insert(out.calibrations.end(), candidates->calibrations.begin(),
                          candidates->calibrations.end());
  out.left_out.insert(out.left_out.end(), candidates->left_out.begin(), candidates->left_out.end());
  return out;
}

Result<Selection> first_is_baseline(const Places& places) {
  auto opened = open_all(places.base);
  CF_TRY(opened);
  auto sides = group_sides(opened->recordings);
  Selection out;
  out.left_out = std::move(opened->left_out);
  out.calibrations = std::move(opened->calibrations);
  if (sides.size() == 1 && opened->recordings.size() > 1) {
    out.base = {sides.front().label, {opened->recordings.front()}};
    out.candidates.push_back(
        {sides.front().label, {opened->recordings.begin() + 1, opened->recordings.end()}});
  } else {
    out.base = std::move(sides.front());
    out.candidates.assign(std::make_move_iterator(sides.begin() + 1), std::make_move_iterator(sides.end()));
  }
  return out;
}

}  // namespace

Result<Selection> select(const Places& places, std::string_view command) {
  const auto picked = pick(places);
  CF_TRY(picked);
  auto selection =
      picked->places.to.empty() ? first_is_baseline(picked->places) : split(picked->places, command);
  CF_TRY(selection);
  selection->left_out.insert(selection->left_out.begin(), picked->left_out.begin(), picked->left_out.end());
  if (selection->candidates.empty() && !selection->left_out.empty()) {
    return Error{ErrorKind::data, "nothing to compare with", files_of(selection->base.recordings),
                 "no other recording is left. " + selection->left_out.back(),
                 "name a recording of another run: a recording compared with itself says nothing"};
  }
  if (selection->candidates.empty()) {
    return Error{ErrorKind::usage, "nothing to compare with", files_of(selection->base.recordings),
                 "it is the only recording named; a folder counts with what it holds",
                 "name the candidate too: BASELINE.h5 CANDIDATE.h5, or BASELINE.h5 --to CANDIDATE.h5"};
  }
  make_unique(*selection);
  std::vector<Side*> sides{&selection->base};
  for (Side& s : selection->candidates) sides.push_back(&s);
  tell_workloads_apart(sides);
  return selection;
}

}  // namespace crossfade::analysis
