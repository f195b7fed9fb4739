#include "results/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace crossfade::results {
namespace {

TEST(Terminal, ColumnsGoBeforeWhatTheTerminalSays) {
  EXPECT_EQ(usable_width(nullptr, 0), std::nullopt);
  EXPECT_EQ(usable_width(nullptr, 132), 132U);
  EXPECT_EQ(usable_width("60", 132), 60U);
  EXPECT_EQ(usable_width("60", 0), 60U);
  for (const char* nonsense : {"", "0", "wide", "60x", "-60"}) EXPECT_EQ(usable_width(nonsense, 90), 90U);
  EXPECT_EQ(usable_width("3", 90), 40U);
  EXPECT_EQ(usable_width("100000", 90), 1000U);
  const int null = ::open("/dev/null", O_WRONLY);
  EXPECT_FALSE(terminal_of(null).width);
  EXPECT_FALSE(terminal_of(null).colour);
  ::close(null);
  EXPECT_EQ(prose_width({}, 110), 110U);
  EXPECT_EQ(prose_width({80, false}, 110), 80U);
  EXPECT_EQ(prose_width({200, false}, 110), 110U);
}

}  // namespace
}  // namespace crossfade::results
