#include "gui/loader.h"

#include "gui/text.h"
#include "results/catalogue.h"
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
                                               "the folder holds no *.h5 file",
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
  int done = 0;
  for (const auto& entry : entries) {
    if (generation != generation_) break;
    const auto total = static_cast<int>(entries.size());
    report([this, done, total, file = to_qt(entry.path.string())] { emit progressed(done, total, file); });
    ++done;
    if (!entry.summary) {
      report([this, problem = LoadProblem{entry.path, entry.summary.error()}] { emit failed(problem); });
      continue;
    }
    auto read = results::read_recording(entry.path);
    if (!read) {
      report([this, problem = LoadProblem{entry.path, read.error()}] { emit failed(problem); });
      continue;
    }
    auto recording = std::make_shared<const results::OpenedRecording>(std::move(read).value());
    report([this, recording] { emit opened(recording); });
  }
  QMetaObject::invokeMethod(this, [this] {
    if (--pending_ == 0) emit finished();
  });
}

}  // namespace crossfade::gui
