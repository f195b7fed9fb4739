#include "gui/session.h"

#include <algorithm>

#include "analysis/distinct_recordings.h"
#include "gui/overview.h"
#include "gui/text.h"
#include "results/version.h"

namespace crossfade::gui {
namespace {

bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code failed;
  return a == b || (std::filesystem::equivalent(a, b, failed) && !failed);
}

}  // namespace

Session::Session(QObject* parent) : QObject(parent), study_(std::make_shared<const Study>()) {
  connect(&loader_, &Loader::opened, this, &Session::add);
  connect(&loader_, &Loader::failed, this, &Session::add_problem);
  connect(&loader_, &Loader::finished, this, &Session::rebuild);
}

void Session::open(std::vector<std::filesystem::path> places) {
  if (!places.empty()) loader_.load(std::move(places));
}

void Session::reload() {
  std::vector<std::filesystem::path> places;
  places.reserve(recordings_.size() + problems_.size());
  for (const auto& open : recordings_) places.push_back(open.recording->path);
  for (const auto& problem : problems_) places.push_back(problem.path);
  problems_.clear();
  open(std::move(places));
  emit changed();
}

void Session::close(std::size_t recording) {
  if (recording >= recordings_.size()) return;
  forget_copies_of(recordings_[recording].recording->path);
  recordings_.erase(recordings_.begin() + static_cast<std::ptrdiff_t>(recording));
  rebuild();
}

void Session::dismiss(std::size_t problem) {
  if (problem >= problems_.size()) return;
  problems_.erase(problems_.begin() + static_cast<std::ptrdiff_t>(problem));
  emit changed();
}

void Session::add(const analysis::RecordingPointer& recording) {
  std::erase_if(problems_,
                [&](const LoadProblem& problem) { return same_file(problem.path, recording->path); });
  auto place = std::find_if(recordings_.begin(), recordings_.end(), [&](const OpenRecording& open) {
    return same_file(open.recording->path, recording->path);
  });
  bool included = true;
  if (place != recordings_.end()) {
    if (analysis::same_recording(*place->recording, *recording)) {
      place->recording = recording;
      return;
    }
    // The file holds another recording now.
    forget_copies_of(recording->path);
    included = place->included;
    place = recordings_.erase(place);
  }
  for (auto& open : recordings_) {
    if (!analysis::same_recording(*open.recording, *recording)) continue;
    // The one with more in it counts: an interrupted recording may have been finished since.
    const bool more = recording->recording.stages.size() > open.recording->recording.stages.size();
    const analysis::RecordingPointer copy = more ? open.recording : recording;
    if (more) open.recording = recording;
    leave_out(copy, open.recording);
    return;
  }
  recordings_.insert(place, {recording, included});
}

void Session::leave_out(const analysis::RecordingPointer& copy, const analysis::RecordingPointer& kept) {
  for (LoadProblem& problem : problems_) {
    if (problem.same_as && same_file(*problem.same_as, copy->path)) problem.same_as = kept->path;
  }
  if (preferred_baseline_ && same_file(*preferred_baseline_, copy->path)) preferred_baseline_ = kept->path;
  problems_.push_back(
      {copy->path,
       {results::ErrorKind::data, "left out: the same recording is open already", copy->path.string(),
        analysis::left_out_text({copy, kept}), "nothing; close the other file to look at this one"},
       kept->path});
}

void Session::forget_copies_of(const std::filesystem::path& file) {
  std::erase_if(problems_, [&](const LoadProblem& problem) {
    return problem.same_as && same_file(*problem.same_as, file);
  });
}

void Session::add_problem(const LoadProblem& problem) {
  // Read well before and not any more (F5): the old content must not pass for the file's.
  std::erase_if(recordings_,
                [&](const OpenRecording& open) { return same_file(open.recording->path, problem.path); });
  std::erase_if(problems_, [&](const LoadProblem& known) { return known.path == problem.path; });
  problems_.push_back(problem);
  emit changed();
}

std::size_t Session::baseline_among(const std::vector<analysis::Side>& sides) const {
  if (!preferred_baseline_) return 0;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    for (const auto& recording : sides[side].recordings) {
      if (same_file(recording->path, *preferred_baseline_)) return side;
    }
  }
  return 0;
}

void Session::rebuild() {
  std::vector<analysis::RecordingPointer> included;
  for (const auto& open : recordings_) {
    if (open.included) included.push_back(open.recording);
  }
  auto sides = analysis::group_sides(included);
  const std::size_t baseline = baseline_among(sides);
  study_ = make_study(std::move(sides), baseline, prices_);
  const auto metrics = overview_metrics(*study_);
  if (std::find(metrics.begin(), metrics.end(), metric_) == metrics.end() && !metrics.empty())
    metric_ = metrics.front();
  const auto is_chosen = [this](const WorkloadLoad& load) { return load.workload == workload_; };
  if (std::none_of(study_->load.begin(), study_->load.end(), is_chosen) && !study_->load.empty()) {
    workload_ = study_->load.front().workload;
  }
  if (selected_side_ && *selected_side_ >= study_->sides.size()) selected_side_.reset();
  emit changed();
}

std::optional<std::size_t> Session::side_of(const results::OpenedRecording& recording) const {
  for (std::size_t side = 0; side < study_->sides.size(); ++side) {
    for (const auto& member : study_->sides[side].recordings) {
      if (member.get() == &recording) return side;
    }
  }
  return std::nullopt;
}

void Session::set_included(std::size_t recording, bool included) {
  if (recording >= recordings_.size() || recordings_[recording].included == included) return;
  recordings_[recording].included = included;
  rebuild();
}

void Session::set_baseline(std::size_t side) {
  if (side >= study_->sides.size() || side == study_->baseline || study_->sides[side].recordings.empty())
    return;
  preferred_baseline_ = study_->sides[side].recordings.front()->path;
  rebuild();
}

void Session::prefer_baseline(std::filesystem::path file) {
  preferred_baseline_ = std::move(file);
  if (!recordings_.empty()) rebuild();
}

void Session::set_metric(const std::string& metric) {
  if (metric == metric_) return;
  metric_ = metric;
  emit changed();
}

void Session::set_workload(const std::string& workload) {
  if (workload == workload_) return;
  workload_ = workload;
  emit changed();
}

void Session::select_side(std::optional<std::size_t> side) {
  if (side == selected_side_) return;
  selected_side_ = side;
  emit changed();
}

void Session::set_hourly_prices(HourlyPrices prices) {
  prices_ = std::move(prices);
  if (!recordings_.empty()) rebuild();
}

QString Session::caption() const {
  QStringList sides;
  for (const analysis::Side& side : study_->sides) {
    QStringList files;
    for (const auto& recording : side.recordings) files << to_qt(recording->path.filename().string());
    if (analysis::has_stated_type(side)) files << tr("type stated by the user");
    sides << QStringLiteral("%1 (%2)").arg(to_qt(side.label), files.join(QStringLiteral(", ")));
  }
  const QString version = tr("Crossfade %1").arg(to_qt(results::version()));
  if (sides.isEmpty()) return tr("No recording is open. %1").arg(version);
  return tr("Recordings: %1. Baseline: %2. Intervals are 95 %. %3")
      .arg(sides.join(QStringLiteral(", ")), to_qt(study_->sides[study_->baseline].label), version);
}

}  // namespace crossfade::gui
