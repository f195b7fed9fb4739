#include "results/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

namespace crossfade::results {
namespace {

/// In a child: leaves with the line of what was not so.
#define EXPECT_IN_CHILD(condition) \
  if (!(condition)) ::_exit(__LINE__ % 256)

bool same_file(int descriptor, const char* path) {
  char target[64] = {};
  char link[32] = {};
  (void)std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  return ::readlink(link, target, sizeof target - 1) > 0 && std::string(target) == path;
}

[[noreturn]] void start_without_any() {
  for (int i = 0; i < 3; ++i) ::close(i);
  open_standard_streams();
  for (int i = 0; i < 3; ++i) EXPECT_IN_CHILD(same_file(i, "/dev/null"));
  EXPECT_IN_CHILD(::open("/dev/null", O_RDONLY) > 2);
  char byte = 0;
  // Lost is reported as lost.
  EXPECT_IN_CHILD(::read(0, &byte, 1) < 0 && errno == EBADF);
  EXPECT_IN_CHILD(::write(1, "x", 1) < 0 && errno == EBADF);
  EXPECT_IN_CHILD(::write(2, "x", 1) < 0 && errno == EBADF);
  ::_exit(0);
}

[[noreturn]] void start_without(int closed) {
  ::close(0);
  ::close(1);
  ::close(2);
  for (int i = 0; i < 3; ++i) EXPECT_IN_CHILD(::open("/dev/zero", O_RDWR) == i);
  ::close(closed);
  open_standard_streams();
  for (int i = 0; i < 3; ++i) EXPECT_IN_CHILD(same_file(i, i == closed ? "/dev/null" : "/dev/zero"));
  ::_exit(0);
}

TEST(StandardStreams, MissingOnesAreTakenAndStillFail) {
  EXPECT_EXIT(start_without_any(), testing::ExitedWithCode(0), "");
}

TEST(StandardStreams, OpenOnesStayAsTheyAre) {
  for (int closed = 0; closed < 3; ++closed) {
    EXPECT_EXIT(start_without(closed), testing::ExitedWithCode(0), "") << closed;
  }
}

TEST(StandardStreams, ErrnoIsLeftAlone) {
  errno = EAGAIN;
  open_standard_streams();
  EXPECT_EQ(errno, EAGAIN);
}

}  // namespace
}  // namespace crossfade::results
