// Session: what is open and what is chosen: recordings, problems, baseline, metric, workload, side. The one
// owner of state; views read it and follow `changed`. It asks analysis for a new Study when recordings or the
// baseline change, and makes no number itself.
#pragma once

#include <QObject>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gui/loader.h"
#include "gui/study.h"

namespace crossfade::gui {

struct OpenRecording {
  analysis::RecordingPointer recording;
  bool included = true;
};

class Session : public QObject {
  Q_OBJECT
 public:
  explicit Session(QObject* parent = nullptr);

  Loader& loader() { return loader_; }
  /// Opens files and folders; what is open already is read again.
  void open(std::vector<std::filesystem::path> places);
  /// Reads everything that is open again, the files that failed included.
  void reload();
  void close(std::size_t recording);
  void dismiss(std::size_t problem);

  const std::vector<OpenRecording>& recordings() const { return recordings_; }
  const std::vector<LoadProblem>& problems() const { return problems_; }
  const StudyPointer& study() const { return study_; }
  /// Index of the side a recording belongs to; nullopt if it is not included.
  std::optional<std::size_t> side_of(const results::OpenedRecording& recording) const;

  const std::string& metric() const { return metric_; }
  const std::string& workload() const { return workload_; }
  std::optional<std::size_t> selected_side() const { return selected_side_; }

  void set_included(std::size_t recording, bool included);
  void set_baseline(std::size_t side);
  /// By file: the side that holds it becomes the baseline as soon as it is open.
  void prefer_baseline(std::filesystem::path file);
  void set_metric(const std::string& metric);
  void set_workload(const std::string& workload);
  void select_side(std::optional<std::size_t> side);
  void set_hourly_prices(HourlyPrices prices);

  /// "m5.xlarge (m5.h5), m7a.xlarge (2 recordings); baseline m5.xlarge": what stands under every export.
  QString caption() const;

 signals:
  /// Anything of the above is different now.
  void changed();

 private:
  void add(const analysis::RecordingPointer& recording);
  /// `copy` is the same recording as `kept`: it is listed, with that reason, and does not count.
  void leave_out(const analysis::RecordingPointer& copy, const analysis::RecordingPointer& kept);
  void forget_copies_of(const std::filesystem::path& file);
  void add_problem(const LoadProblem& problem);
  /// Groups, chooses the baseline and asks analysis; then tells everyone.
  void rebuild();
  std::size_t baseline_among(const std::vector<analysis::Side>& sides) const;

  Loader loader_;
  std::vector<OpenRecording> recordings_;
  std::vector<LoadProblem> problems_;
  StudyPointer study_;
  std::optional<std::filesystem::path> preferred_baseline_;
  std::string metric_, workload_;
  std::optional<std::size_t> selected_side_;
  HourlyPrices prices_;
};

}  // namespace crossfade::gui
