#include "collector/fork_launcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What a measuring process finds in its environment, a variable a line.
std::string environment_of_a_process(LaunchSpec spec) {
  ForkLauncher launcher("/unused", -1);
  spec.wrapper = {"/bin/sh", "-c", "env >&2"};
  auto process = launcher.launch(spec);
  if (!process) return results::to_line(process.error());
  EXPECT_EQ((*process)->wait(std::chrono::seconds(10)).exit_code, 0);
  return "\n" + (*process)->take_error_output();
}

/// Each would give requests another allocator, or the same with other habits, and no recording would say so.
TEST(ForkLauncher, NothingOfTheCallersEnvironmentChangesTheAllocator) {
  constexpr std::array switches{"GLIBC_TUNABLES", "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "MALLOC_CONF",
                                "LD_BIND_NOW"};
  for (const char* const name : switches) ::setenv(name, "0", 1);
  const std::string found = environment_of_a_process({});
  const std::string capped =
      environment_of_a_process({.environment = {{"GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2"}}});
  for (const char* const name : switches) ::unsetenv(name);
  for (const char* const name : switches) EXPECT_THAT(found, Not(HasSubstr(name)));
  EXPECT_THAT(found, HasSubstr("\nLANG=C.UTF-8\n"));
  EXPECT_THAT(capped, HasSubstr("\nGLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2\n")) << "a cap is given";
}

}  // namespace
}  // namespace crossfade::collector
