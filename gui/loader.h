// Loader: reads recordings in one worker thread and hands each over in the order in which they were named.
// Folders are looked through by results::catalogue. One file that cannot be read is one problem; the others
// still load. HDF5 is not thread-safe: all reading of the program goes through one Loader, or is done by
// jailed readers (results/jailed_reading.h), of which each has its process.
#pragma once

#include <QObject>
#include <QThread>
#include <atomic>
#include <filesystem>
#include <optional>
#include <vector>

#include "analysis/side.h"
#include "results/error.h"

namespace crossfade::gui {

/// A file that is not open, and why.
struct LoadProblem {
  std::filesystem::path path;
  results::Error error;
  /// The open file that is the same recording: this one is well, but it would count twice.
  std::optional<std::filesystem::path> same_as = {};
};

class Loader : public QObject {
  Q_OBJECT
 public:
  explicit Loader(QObject* parent = nullptr);
  ~Loader() override;

  /// Queues the places; signals come in the caller's thread.
  void load(std::vector<std::filesystem::path> places);
  /// Drops everything queued; a file being read is read to its end and then dropped.
  void cancel();
  bool busy() const { return pending_ > 0; }

 signals:
  void opened(crossfade::analysis::RecordingPointer recording);
  void failed(crossfade::gui::LoadProblem problem);
  /// Of the batch being read: files done, files found, the file being read.
  void progressed(int done, int total, const QString& file);
  /// Nothing is queued any more.
  void finished();

 private:
  void read_all(const std::vector<std::filesystem::path>& places, int generation);

  QThread thread_;
  QObject* worker_;  ///< lives in thread_
  std::atomic<int> generation_{0};
  int pending_ = 0;
};

}  // namespace crossfade::gui
