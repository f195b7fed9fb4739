// The file is always the last complete state: whatever step of publishing fails, and wherever it is killed.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "results/file/publish.h"
#include "results/recording_reader.h"
#include "results/recording_writer.h"
#include "tests/results/faulty_file_system.h"
#include "tests/results/full_recording.h"

namespace crossfade::results {
namespace {

using testing::bytes_of_file;
using testing::create_at;
using testing::FaultyFileSystem;
using testing::TemporaryFolder;

using Names = std::vector<std::string>;
using Existing = RecordingWriter::Existing;

Result<RecordingWriter> create_empty(const std::filesystem::path& path, Existing existing) {
  return RecordingWriter::create(path, Header{}, {}, {}, "", existing);
}

TEST(Publish, CallsTheStepsInTheirOrder) {
  const TemporaryFolder folder;
  FaultyFileSystem files;
  ASSERT_TRUE(create_at(folder / "a.h5", &files));
  EXPECT_EQ(files.calls, (Names{"create", "write", "sync", "close", "rename", "sync_folder"}));
}

struct Fault {
  int step;
  int error_number;
  ErrorKind kind;
  const char* why;
  const char* remedy;
  bool new_file_is_in_place;
};

/// Names the test; without it GoogleTest prints addresses.
void PrintTo(const Fault& fault, std::ostream* out) {
  *out << "step " << fault.step;
}

class PublishFault : public ::testing::TestWithParam<Fault> {};

TEST_P(PublishFault, LeavesThePreviousFileAndCanBeTriedAgain) {
  const Fault& fault = GetParam();
  const TemporaryFolder folder;
  FaultyFileSystem files;
  auto writer = create_at(folder / "a.h5", &files);
  ASSERT_TRUE(writer);
  testing::add_preliminaries(*writer);
  testing::add_repetition(*writer, 0, 2);
  ASSERT_TRUE(writer->publish());
  const auto before = bytes_of_file(folder / "a.h5");
  testing::add_repetition(*writer, 1, 2);

  files.fail_at = static_cast<int>(files.calls.size()) + fault.step;
  files.error_number = fault.error_number;
  const auto failed = writer->publish();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, fault.kind);
  EXPECT_EQ(failed.error().what, "cannot write the recording");
  EXPECT_EQ(failed.error().where, (folder / "a.h5").string());
  EXPECT_NE(failed.error().why.find(fault.why), std::string::npos) << failed.error().why;
  EXPECT_NE(failed.error().remedy.find(fault.remedy), std::string::npos) << failed.error().remedy;
  EXPECT_EQ(folder.names(), Names{"a.h5"});
  EXPECT_EQ(bytes_of_file(folder / "a.h5") == before, !fault.new_file_is_in_place);

  files.fail_at = FaultyFileSystem::never;
  ASSERT_TRUE(writer->publish());
  const auto read = read_recording(folder / "a.h5");
  ASSERT_TRUE(read) << to_line(read.error());
  EXPECT_EQ(testing::differences(writer->recorded(), read->recording), Names());
}

INSTANTIATE_TEST_SUITE_P(
    EachStep, PublishFault,
    ::testing::Values(
        Fault{0, EACCES, ErrorKind::cannot_create, "Permission denied", "you may write to", false},
        Fault{1, ENOSPC, ErrorKind::io, "writing failed: No space left on device", "make room for", false},
        Fault{2, EIO, ErrorKind::io, "flushing to the disk failed: Input/output error", "check the disk",
              false},
        Fault{3, EDQUOT, ErrorKind::io, "closing failed", "make room for", false},
        Fault{4, EIO, ErrorKind::io, "renaming the temporary file failed", "check the disk", false},
        Fault{5, EIO, ErrorKind::io, "the file is in place, but", "check the disk", true}));

/// Killed before step k of the second publish: what is there then is the first or the second state, whole.
class PublishKilled : public ::testing::TestWithParam<int> {};

TEST_P(PublishKilled, LeavesAWholeStateAndTheNextRunGoesOn) {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    FaultyFileSystem files;
    auto writer = create_at(path, &files);
    if (!writer) _exit(1);
    testing::add_preliminaries(*writer);
    files.kill_at = static_cast<int>(files.calls.size()) + GetParam();
    static_cast<void>(writer->publish());
    _exit(2);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status;

  const auto read = read_recording(path);
  ASSERT_TRUE(read) << to_line(read.error());
  EXPECT_EQ(read->seal, Seal::intact);
  EXPECT_EQ(read->recording.workloads.size(), GetParam() <= 4 ? 0U : 2U);

  auto next = RecordingWriter::reopen(path);
  ASSERT_TRUE(next) << to_line(next.error());
  ASSERT_TRUE(next->finish(RecordingState::interrupted));
  EXPECT_EQ(folder.names(), Names{"a.h5"}) << "the dead run's temporary file is in the way";
}

INSTANTIATE_TEST_SUITE_P(EachStep, PublishKilled, ::testing::Range(0, 6));

TEST(Publish, AFullDiskKeepsTheLastState) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may mount a small file system";
  const TemporaryFolder folder;
  if (mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=300k") != 0) {
    GTEST_SKIP() << "mounting is not allowed here";
  }
  {
    auto writer = create_at(folder / "a.h5");
    EXPECT_TRUE(writer) << to_line(writer.error());
    if (writer) {
      testing::add_preliminaries(*writer);
      Result<void> published = writer->publish();
      EXPECT_TRUE(published);
      const auto before = bytes_of_file(folder / "a.h5");
      for (int i = 0; i < 20; ++i) testing::add_repetition(*writer, 0, 4);
      published = writer->publish();
      EXPECT_FALSE(published);
      if (!published) {
        EXPECT_EQ(published.error().kind, ErrorKind::io);
        EXPECT_NE(published.error().why.find("No space left"), std::string::npos) << published.error().why;
      }
      EXPECT_EQ(bytes_of_file(folder / "a.h5"), before);
      EXPECT_EQ(folder.names(), Names{"a.h5"});
    }
  }
  EXPECT_EQ(umount(folder.path().c_str()), 0);
}

TEST(Create, RefusesWhatExistsUnlessItMayReplaceIt) {
  const TemporaryFolder folder;
  ASSERT_TRUE(create_at(folder / "a.h5"));
  const auto before = bytes_of_file(folder / "a.h5");
  const auto refused = create_empty(folder / "a.h5", Existing::refuse);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(to_line(refused.error()), "cannot create the recording [" + (folder / "a.h5").string() +
                                          "]: it exists already. go on with it if it is unfinished: "
                                          "crossfade-collect run --resume " +
                                          (folder / "a.h5").string() +
                                          "; choose another name; or replace it with --force");
  EXPECT_EQ(bytes_of_file(folder / "a.h5"), before);
  EXPECT_TRUE(create_empty(folder / "a.h5", Existing::replace));
  EXPECT_NE(bytes_of_file(folder / "a.h5"), before);
}

TEST(Create, RefusesPlacesThatTakeNoFile) {
  const TemporaryFolder folder;
  const auto no_folder = create_empty(folder / "none/a.h5", Existing::replace);
  ASSERT_FALSE(no_folder);
  EXPECT_EQ(no_folder.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(no_folder.error().remedy, "create the folder first");

  const auto a_folder = create_empty(folder.path(), Existing::replace);
  ASSERT_FALSE(a_folder);
  EXPECT_EQ(a_folder.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(folder.names(), Names());
}

TEST(Create, DoesNotFollowALinkNamedLikeTheTemporaryFile) {
  const TemporaryFolder folder;
  const std::byte mine[] = {std::byte{42}};
  testing::write_file(folder / "precious", mine);
  std::filesystem::create_symlink(folder / "precious", folder / "a.h5.tmp");
  ASSERT_TRUE(create_at(folder / "a.h5"));
  EXPECT_EQ(bytes_of_file(folder / "precious").size(), 1U);
  EXPECT_EQ(folder.names(), (Names{"a.h5", "precious"}));
}

}  // namespace
}  // namespace crossfade::results
