// The reader pool: what a file does to its reader is that file's refusal, and nobody else notices.
#include "results/jail/reader_pool.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <new>
#include <thread>

#include "results/jail/confinement.h"
#include "results/jail/descriptor_passing.h"
#include "results/jail/recording_wire.h"
#include "results/jail/worker.h"
#include "results/recording_writer.h"
#include "tests/results/full_recording.h"
#include "tests/results/hostile_files.h"

namespace crossfade::results::jail {
namespace {

using results::testing::TemporaryFolder;
using namespace std::chrono_literals;

ReaderLimits little_time(std::uint64_t /*file_bytes*/) {
  return {1s, 700ms, std::uint64_t{1} << 40U};
}

/// A worker that does `action` to every file whose bytes it is told are many, and reads the others.
template <void (*Action)(int socket)>
[[noreturn]] void serve_badly(int socket) {
  while (const auto request = receive_message(socket)) {
    if (request->message.value >= 1'000) Action(socket);
    WireWriter out([socket](std::span<const std::byte> bytes) {
      return ::write(socket, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    });
    write(out, Result<OpenedRecording>(Error{ErrorKind::data, "", "", "read by the bad worker", "nothing"}));
    static_cast<void>(out.flush());
  }
  ::_exit(0);
}

void crash(int /*socket*/) {
  static_cast<void>(::signal(SIGSEGV, SIG_DFL));  // past a sanitizer's own report
  static_cast<void>(::kill(::getpid(), SIGSEGV));
}
void hang(int /*socket*/) {
  while (true) ::pause();
}
void compute(int /*socket*/) {
  volatile unsigned long rounds = 0;
  while (true) {
    const unsigned long next = rounds + 1;
    rounds = next;
  }
}
void run_out_of_memory(int /*socket*/) {
  ::_exit(out_of_memory);
}
void leave(int /*socket*/) {
  ::_exit(0);
}
void talk_nonsense(int socket) {
  const std::vector<char> nonsense(100'000, 'x');
  static_cast<void>(::write(socket, nonsense.data(), nonsense.size()));
}
/// Half of an answer, and the end.
void stop_in_the_middle(int socket) {
  const std::uint64_t succeeded = 1;
  static_cast<void>(::write(socket, &succeeded, sizeof succeeded));
  ::_exit(0);
}
void die_by_other_hands(int /*socket*/) {
  static_cast<void>(::kill(::getpid(), SIGKILL));
}
/// A refusal, and then something that nobody asked for.
void say_too_much(int socket) {
  const std::vector<std::uint64_t> words{0, 65, 0, 0, 17};
  static_cast<void>(::write(socket, words.data(), words.size() * sizeof(std::uint64_t)));
}

class BadWorker : public ::testing::Test {
 protected:
  void SetUp() override {
    results::testing::write_file(folder_ / "bad.h5", std::vector<std::byte>(1'000));
    results::testing::write_file(folder_ / "good.h5", std::vector<std::byte>(10));
  }
  /// The refusal of the bad file. The good one is read before and after.
  Error refusal(Nursery::Work work) {
    auto pool = ReaderPool::start(1, work, &little_time);
    EXPECT_TRUE(pool);
    EXPECT_EQ((*pool)->read_recording(folder_ / "good.h5").error().why, "read by the bad worker");
    const auto read = (*pool)->read_recording(folder_ / "bad.h5");
    EXPECT_FALSE(read);
    EXPECT_EQ((*pool)->read_recording(folder_ / "good.h5").error().why, "read by the bad worker");
    replaced_ = (*pool)->replaced();
    return read ? Error{} : read.error();
  }
  TemporaryFolder folder_;
  unsigned long replaced_ = 0;
};

TEST_F(BadWorker, ThatCrashesIsReplacedAndTheFileRefused) {
  const Error error = refusal(&serve_badly<&crash>);
  EXPECT_EQ(error.kind, ErrorKind::data);
  EXPECT_EQ(error.what, "cannot read the recording");
  EXPECT_EQ(error.where, (folder_ / "bad.h5").string());
  EXPECT_EQ(error.why, "it crashed the process that read it (SIGSEGV)");
  EXPECT_NE(error.remedy.find("copy it again"), std::string::npos);
  EXPECT_EQ(replaced_, 1U);
}

TEST_F(BadWorker, ThatHangsIsEnded) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(refusal(&serve_badly<&hang>).why, "reading it did not end: nothing came for 0 s");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST_F(BadWorker, ThatComputesForEverIsEnded) {
  const auto longer = [](std::uint64_t) { return ReaderLimits{1s, 60s, std::uint64_t{1} << 40U}; };
  auto pool = ReaderPool::start(1, &serve_badly<&compute>, longer);
  ASSERT_TRUE(pool);
  EXPECT_EQ((*pool)->read_recording(folder_ / "bad.h5").error().why,
            "reading it takes more than 1 s of CPU time");
}

TEST_F(BadWorker, ThatHasNoMemoryLeftSaysSo) {
  EXPECT_EQ(refusal(&serve_badly<&run_out_of_memory>).why,
            "reading it takes more than 1048576 MiB of memory");
}

TEST_F(BadWorker, ThatMakesNoSenseIsNotBelieved) {
  const char* const nonsense = "the process that read it gave no sensible answer";
  EXPECT_EQ(refusal(&serve_badly<&talk_nonsense>).why, nonsense);
  EXPECT_EQ(refusal(&serve_badly<&stop_in_the_middle>).why, nonsense);
  EXPECT_EQ(refusal(&serve_badly<&leave>).why, nonsense);
  EXPECT_EQ(refusal(&serve_badly<&say_too_much>).why, nonsense);
}

TEST_F(BadWorker, ThatOthersKillGetsASecondChance) {
  EXPECT_EQ(refusal(&serve_badly<&die_by_other_hands>).why,
            "the process that read it was killed: perhaps memory ran out");
  EXPECT_EQ(replaced_, 2U);
}

class Pool : public ::testing::Test {
 protected:
  void SetUp() override {
    auto writer = results::testing::create_at(folder_ / "good.h5");
    ASSERT_TRUE(writer);
    results::testing::fill(*writer);
    ASSERT_TRUE(writer->finish(RecordingState::finished));
    auto started = ReaderPool::start(2);
    ASSERT_TRUE(started);
    pool_ = std::move(*started);
  }
  TemporaryFolder folder_;
  std::unique_ptr<ReaderPool> pool_;
};

TEST_F(Pool, ReadsWhatIsThere) {
  const auto here = results::read_recording(folder_ / "good.h5");
  const auto there = pool_->read_recording(folder_ / "good.h5");
  ASSERT_TRUE(here);
  ASSERT_TRUE(there) << to_line(there.error());
  EXPECT_EQ(there->path, here->path);
  EXPECT_EQ(there->file_bytes, here->file_bytes);
  EXPECT_EQ(results::testing::differences(there->recording, here->recording), std::vector<std::string>());
  const auto summary = pool_->read_summary(folder_ / "good.h5");
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->stages, here->recording.stages.size());
  EXPECT_EQ(summary->path, folder_ / "good.h5");
  EXPECT_EQ(pool_->replaced(), 0U);
}

TEST_F(Pool, RefusesInTheWordsOfTheReader) {
  const auto bytes = results::testing::bytes_of_file(folder_ / "good.h5");
  results::testing::write_file(folder_ / "cut.h5", std::span(bytes).first(bytes.size() / 2));
  for (const char* name : {"cut.h5", "none.h5"}) {
    const auto here = results::read_recording(folder_ / name);
    const auto there = pool_->read_recording(folder_ / name);
    ASSERT_FALSE(here);
    ASSERT_FALSE(there);
    EXPECT_EQ(there.error(), here.error());
    EXPECT_EQ(pool_->read_summary(folder_ / name).error(), here.error());
  }
  EXPECT_EQ(pool_->read_recording(folder_.path()).error().why, "it is a folder");
}

TEST_F(Pool, EveryHostileFileIsRefusedAndNoReaderLost) {
  for (const auto& hostile : results::testing::hostile_files()) {
    const std::string path = (folder_ / hostile.name).string() + ".h5";
    std::filesystem::copy_file(folder_ / "good.h5", path);
    results::testing::change_and_seal(path, hostile.make);
    const auto read = pool_->read_recording(path);
    ASSERT_FALSE(read) << hostile.name;
    EXPECT_NE(read.error().why.find(hostile.refusal), std::string::npos)
        << hostile.name << ": " << read.error().why;
  }
  EXPECT_EQ(pool_->replaced(), 0U);
  EXPECT_TRUE(pool_->read_recording(folder_ / "good.h5"));
}

TEST_F(Pool, ManyThreadsShareItsReaders) {
  std::atomic<int> read{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 6; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 5; ++i) read += pool_->read_recording(folder_ / "good.h5") ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(read, 30);
  EXPECT_LE(pool_->waiting().size(), 2U);
}

TEST_F(Pool, AReaderKilledWhileItWaitsIsReplacedUnnoticed) {
  ASSERT_TRUE(pool_->read_recording(folder_ / "good.h5"));
  const auto waiting = pool_->waiting();
  ASSERT_EQ(waiting.size(), 1U);
  ASSERT_EQ(::kill(waiting[0], SIGKILL), 0);
  EXPECT_TRUE(pool_->read_recording(folder_ / "good.h5"));
  EXPECT_EQ(pool_->replaced(), 1U);
  EXPECT_NE(pool_->waiting().at(0), waiting[0]);
}

TEST_F(Pool, NothingIsLeftBehindIt) {
  ASSERT_TRUE(pool_->read_recording(folder_ / "good.h5"));
  const auto waiting = pool_->waiting();
  pool_.reset();
  EXPECT_NE(::kill(waiting.at(0), 0), 0);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
}

TEST(PoolLimits, AFileThatTakesTooMuchMemoryIsRefused) {
  if (is_sanitized)
    GTEST_SKIP() << "there the limit is on resident memory, which a file of nothing does not reach";
  const TemporaryFolder folder;
  results::testing::write_file(folder / "long.h5", std::vector<std::byte>(10));
  std::filesystem::resize_file(folder / "long.h5", std::uintmax_t{300} << 20U);  // sparse
  const auto little = [](std::uint64_t) { return ReaderLimits{5s, 20s, std::uint64_t{64} << 20U}; };
  auto pool = ReaderPool::start(1, &serve, little);
  ASSERT_TRUE(pool);
  const auto read = (*pool)->read_recording(folder / "long.h5");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().why, "reading it takes more than 64 MiB of memory");
}

}  // namespace
}  // namespace crossfade::results::jail
