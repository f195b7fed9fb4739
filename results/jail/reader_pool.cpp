#include "results/jail/reader_pool.h"

#include <string>
#include <type_traits>
#include <utility>

#include "results/file/whole_file.h"
#include "results/jail/descriptor_passing.h"
#include "results/jail/reader_process.h"
#include "results/jail/recording_wire.h"
#include "results/jail/worker.h"
#include "results/schema.h"

namespace crossfade::results::jail {
namespace {

constexpr const char* remedy =
    "it is damaged or made to do harm: do not open it with other programs; copy it again from where it was "
    "made";

Error named(const std::filesystem::path& path, Error error) {
  error.what = "cannot read the recording";
  error.where = path.string();
  return error;
}

template <class T>
Result<T> answer_of(WireReader& in) {
  if constexpr (std::is_same_v<T, OpenedRecording>) {
    return read_recording(in);
  } else {
    return read_summary(in);
  }
}

}  // namespace

Result<std::unique_ptr<ReaderPool>> ReaderPool::start(unsigned most_readers) {
  return start(most_readers, &serve, &reader_limits);
}

Result<std::unique_ptr<ReaderPool>> ReaderPool::start(unsigned most_readers, Nursery::Work work,
                                                      Limits limits) {
  CF_ASSERT(most_readers > 0, "a pool without readers");
  auto nursery = Nursery::start(work);
  CF_TRY(nursery);
  return std::unique_ptr<ReaderPool>(new ReaderPool(std::move(*nursery), most_readers, limits));
}

ReaderPool::ReaderPool(Nursery nursery, unsigned most_readers, Limits limits)
    : nursery_(std::move(nursery)), most_readers_(most_readers), limits_(limits) {}

ReaderPool::~ReaderPool() {
  for (const Nursery::Child& reader : idle_) static_cast<void>(nursery_.stop_worker(reader.process));
}

Result<OpenedRecording> ReaderPool::read_recording(const std::filesystem::path& path) {
  return read<OpenedRecording>(path);
}

Result<RecordingSummary> ReaderPool::read_summary(const std::filesystem::path& path) {
  return read<RecordingSummary>(path);
}

unsigned long ReaderPool::replaced() const {
  const std::lock_guard lock(mutex_);
  return replaced_;
}

std::vector<pid_t> ReaderPool::waiting() const {
  const std::lock_guard lock(mutex_);
  std::vector<pid_t> processes;
  for (const Nursery::Child& reader : idle_) processes.push_back(reader.process);
  return processes;
}

template <class T>
Result<T> ReaderPool::read(const std::filesystem::path& path) {
  std::string why;
  // A reader that somebody else killed says nothing of the file, unless it happens again.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto file = file::open_regular_file(path, max_file_bytes);
    if (!file) return named(path, file.error());
    auto reader = take_reader();
    CF_TRY(reader);
    const ReaderLimits limits = limits_(file->bytes);
    set_limits(reader->process, limits);
    const auto wanted = std::is_same_v<T, OpenedRecording> ? Wanted::recording : Wanted::summary;
    // A reader that is gone is noticed when no answer comes.
    static_cast<void>(send_message(reader->socket.number(), {static_cast<std::uint64_t>(wanted), file->bytes},
                                   file->descriptor.number()));
    ReaderAnswer answer(reader->process, reader->socket.number(), limits);
    WireReader in([&answer](std::span<std::byte> out) { return answer.receive(out); },
                  2 * limits.memory_bytes);
    Result<T> content = answer_of<T>(in);
    if (in.ok() && in.is_used_up()) {
      give_back(std::move(*reader));
      if (!content) return named(path, content.error());
      content->path = path;
      return content;
    }
    const std::optional<int> status = drop(*reader);
    ReaderEnd end = why_it_ended(status, answer.state(), limits);
    why = std::move(end.why);
    if (!end.is_by_others) break;
  }
  return named(path, {ErrorKind::data, "", "", std::move(why), remedy});
}

Result<Nursery::Child> ReaderPool::take_reader() {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [this] { return !idle_.empty() || readers_ < most_readers_; });
  if (!idle_.empty()) {
    Nursery::Child reader = std::move(idle_.back());
    idle_.pop_back();
    return reader;
  }
  ++readers_;
  lock.unlock();
  auto reader = nursery_.start_worker();
  if (!reader) {
    lock.lock();
    --readers_;
    given_back_.notify_one();
  }
  return reader;
}

void ReaderPool::give_back(Nursery::Child reader) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));
  given_back_.notify_one();
}

std::optional<int> ReaderPool::drop(const Nursery::Child& reader) {
  const std::optional<int> status = nursery_.stop_worker(reader.process);
  const std::lock_guard lock(mutex_);
  --readers_;
  ++replaced_;
  given_back_.notify_one();
  return status;
}

}  // namespace crossfade::results::jail
