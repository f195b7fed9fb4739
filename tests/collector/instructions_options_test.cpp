// The command line of crossfade-collect instructions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/options.h"

namespace crossfade::collector {
namespace {

results::Result<Command> parse(std::vector<const char*> words) {
  words.insert(words.begin(), {"crossfade-collect", "instructions"});
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

InstructionsOptions options_of(const std::vector<const char*>& words) {
  auto command = parse(words);
  EXPECT_TRUE(command) << results::to_line(command.error());
  return command ? std::get<InstructionsOptions>(*command) : InstructionsOptions{};
}

std::string where_of_error(const std::vector<const char*>& words) {
  const auto command = parse(words);
  EXPECT_FALSE(command);
  if (command) return "";
  EXPECT_EQ(command.error().kind, results::ErrorKind::usage);
  return command.error().where;
}

TEST(InstructionsOptions, Defaults) {
  const InstructionsOptions options = options_of({"-o", "a.h5"});
  EXPECT_EQ(options.output, "a.h5");
  EXPECT_TRUE(options.workloads.empty());
  EXPECT_EQ(options.requests, 8U);
  EXPECT_EQ(options.seed, 1U) << "as of run, so that the inputs are the same";
  EXPECT_EQ(options.time_limit_ns, 900'000'000'000U);
  EXPECT_FALSE(options.force);
}

TEST(InstructionsOptions, WorkloadsStandByThemselvesOrBehindTheOptionOfARun) {
  const InstructionsOptions options = options_of(
      {"tls_segment:mb=8", "-o", "a.h5", "evcache_get@l3", "--workload", "contended", "--requests", "3",
       "--time-limit", "2m", "--isa-cap", "v3", "--seed", "7", "--force", "--host-id", "lab"});
  EXPECT_EQ(options.output, "a.h5");
  EXPECT_THAT(options.workloads,
              ::testing::UnorderedElementsAre("tls_segment:mb=8", "evcache_get@l3", "contended"));
  EXPECT_EQ(options.requests, 3U);
  EXPECT_EQ(options.time_limit_ns, 120'000'000'000U);
  EXPECT_EQ(options.isa_level, 3U);
  EXPECT_EQ(options.seed, 7U);
  EXPECT_TRUE(options.force);
  EXPECT_EQ(options.identity.host_id, "lab");
}

TEST(InstructionsOptions, MistakesAreNamed) {
  EXPECT_EQ(where_of_error({"tls_segment"}), "crossfade-collect instructions");
  EXPECT_EQ(where_of_error({"-o", "a.h5", "--requests", "0"}), "--requests 0");
  EXPECT_EQ(where_of_error({"-o", "a.h5", "--requests", "x"}), "--requests x");
  EXPECT_EQ(where_of_error({"-o", "a.h5", "--time-limit", "0"}), "--time-limit 0");
  EXPECT_EQ(where_of_error({"-o", "a.h5", "--blocks", "3"}), "--blocks");
}

}  // namespace
}  // namespace crossfade::collector
