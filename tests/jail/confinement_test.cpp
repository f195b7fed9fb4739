// What a confined process can still do, found out by trying. A sanitizer's run time could not live with it.
#include "results/jail/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace crossfade::results::jail {
namespace {

/// Exit code of a confined process that does `action`: 0 if that says true, 1 if not, 2 without confinement.
int confined(bool (*action)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!confine()) ::_exit(2);
    ::_exit(action() ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool is_refused(long result) {
  return result < 0 && errno == EPERM;
}

class Confinement : public ::testing::Test {
 protected:
  void SetUp() override {
    if (is_sanitized) GTEST_SKIP() << "no filter of system calls under a sanitizer";
    ASSERT_EQ(confined([] { return true; }), 0) << "this kernel allows no filter of system calls";
  }
};

TEST_F(Confinement, NoFileCanBeOpened) {
  EXPECT_EQ(confined([] { return is_refused(::open("/etc/passwd", O_RDONLY)); }), 0);
  EXPECT_EQ(confined([] { return is_refused(::open("/tmp", O_TMPFILE | O_WRONLY, 0600)); }), 0);
  EXPECT_EQ(confined([] { return is_refused(::unlink("/nothing")); }), 0);
  EXPECT_EQ(confined([] { return is_refused(::mkdir("/tmp/nothing", 0700)); }), 0);
}

TEST_F(Confinement, NoSocketProcessOrProgramCanBeHad) {
  EXPECT_EQ(confined([] { return is_refused(::socket(AF_INET, SOCK_STREAM, 0)); }), 0);
  EXPECT_EQ(confined([] { return is_refused(::fork()); }), 0);
  EXPECT_EQ(confined([] { return is_refused(::kill(::getppid(), 0)); }), 0);
  EXPECT_EQ(confined([] { return is_refused(::execl("/bin/true", "true", nullptr)); }), 0);
}

TEST_F(Confinement, NoMemoryCanBeExecuted) {
  EXPECT_EQ(confined([] {
              return ::mmap(nullptr, 4'096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                            -1, 0) == MAP_FAILED;
            }),
            0);
  EXPECT_EQ(confined([] {
              void* const page =
                  ::mmap(nullptr, 4'096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return page != MAP_FAILED && is_refused(::mprotect(page, 4'096, PROT_READ | PROT_EXEC));
            }),
            0);
}

TEST_F(Confinement, ItCanComputeWithMemoryOfAnySize) {
  EXPECT_EQ(confined([] {
              std::vector<std::vector<char>> blocks;
              for (std::size_t size = 1; size < (std::size_t{1} << 26U); size *= 4)
                blocks.emplace_back(size, 'x');
              blocks.resize(3);
              blocks.emplace_back(1'000'000, 'y');
              return blocks.back().back() == 'y';
            }),
            0);
}

TEST_F(Confinement, NoCoreIsDumped) {
  const pid_t child = ::fork();
  if (child == 0) {
    confine();
    int* volatile nowhere = nullptr;
    *nowhere = 1;  // NOLINT(clang-analyzer-core.NullDereference): it is to crash
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(WCOREDUMP(status));
}

}  // namespace
}  // namespace crossfade::results::jail
