#include "gui/loader.h"

#include <algorithm>
#include <span>

#include "gui/text.h"
#include "results/catalogue.h"
#include "results/folder_search.h"
#include "results/jailed_reading.h"
#include "results/recording_reader.h"

namespace crossfade::gui {
namespace {

/// What is to be read, folders opened up; an entry that carries an error is not read.
std::vector<results::CatalogueEntry> find_recordings(const std::vector<std::filesystem::path>& places) {
  std::vector<results::CatalogueEntry> entries;
  for (const auto& place : places) {
    auto found = results::catalogue({&place, 1});
    if (found.empty()) {
      entries.push_back({place, results::Error{results::ErrorKind::data, "no recording found", place.string(),
                                               std::string(results::no_recording_in_folder),
                                               "open the folder crossfade-collect wrote to, or a file"}});
    }
    for (auto& entry : found) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

Loader::Loader(QObject* parent) : QObject(parent), worker_(new QObject) {
  qRegisterMetaType<analysis::RecordingPointer>();
  qRegisterMetaType<LoadProblem>();
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  thread_.setObjectName(QStringLiteral("loader"));
  thread_.start();
}

Loader::~Loader() {
  ++generation_;
  thread_.quit();
  thread_.wait();
}

void Loader::load(std::vector<std::filesystem::path> places) {
  ++pending_;
  const int generation = generation_;
  QMetaObject::invokeMethod(worker_,
                            [this, places = std::move(places), generation] { read_all(places, generation); });
}

void Loader::cancel() {
  ++generation_;
}

void Loader::read_all(const std::vector<std::filesystem::path>& places, int generation) {
  // Runs in the worker; everything it reports is queued into the owner's thread and checked there again, so
  // that nothing of a cancelled batch arrives late.
  const auto report = [this, generation](auto signal) {
    QMetaObject::invokeMethod(this, [this, generation, signal] {
      if (generation == generation_) signal();
    });
  };
  const auto entries = find_recordings(places);
  const std::size_t total = entries.size();
  const std::size_t at_once = results::files_at_once();
  for (std::size_t first = 0; first < total && generation == generation_; first += at_once) {
    // What is read at once is handed over in its order: the first recording is the baseline.
    const auto some = std::span(entries).subspan(first, std::min(at_once, total - first));
    report([this, first, total, file = to_qt(some.front().path.string())] {
      emit progressed(static_cast<int>(first), static_cast<int>(total), file);
    });
    std::vector<results::Result<results::OpenedRecording>> read(some.size(), results::Error{});
    results::for_each_file(some.size(), [&](std::size_t i) {
      if (some[i].summary) {
        read[i] = results::read_recording(some[i].path);
      } else {
        read[i] = some[i].summary.error();
      }
    });
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!read[i]) {
        report([this, problem = LoadProblem{some[i].path, read[i].error()}] { emit failed(problem); });
        continue;
      }
      auto recording = std::make_shared<const results::OpenedRecording>(std::move(read[i]).value());
      report([this, recording] { emit opened(recording); });
    }
  }
  QMetaObject::invokeMethod(this, [this] {
    if (--pending_ == 0) emit finished();
  });
}

}  // namespace crossfade::gui
