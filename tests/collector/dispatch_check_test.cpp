// Signs that code under valgrind is not the code that this CPU runs.
#include "collector/dispatch_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cmath>

#include "collector/issue_width.h"

namespace crossfade::collector {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Libraries = std::vector<results::Library>;

const Libraries openssl_sha{{0, "OpenSSL", "3.0.22", "SHA-NI"}, {0, "zstd", "1.5.4", "BMI2"}};
const Libraries openssl_avx2{{0, "OpenSSL", "3.0.22", "AVX2"}, {0, "zstd", "1.5.4", "BMI2"}};

/// AES-256-GCM of 16 KiB: 49,458 instructions in 7.0 us at 3.694 GHz.
DispatchEvidence believable() {
  return {.native = openssl_sha,
          .simulated = openssl_sha,
          .instructions_per_request = 49'458,
          .cpu_ns_per_request = 7'000,
          .clock_hz = 3.694e9,
          .microarchitecture = "Zen 4"};
}

TEST(DispatchCheck, TheSameCodeAtABelievableRateIsTransferable) {
  EXPECT_EQ(why_not_transferable(believable()), "");
  EXPECT_NEAR(estimated_ipc(believable()), 1.91, 0.005);
}

TEST(DispatchCheck, AnotherCodePathIsNamedWithBoth) {
  DispatchEvidence evidence = believable();
  evidence.simulated = openssl_avx2;
  EXPECT_THAT(
      why_not_transferable(evidence),
      AllOf(HasSubstr("OpenSSL 3.0.22"), HasSubstr("'SHA-NI' on this CPU"), HasSubstr("'AVX2' under")));
}

TEST(DispatchCheck, EveryLibraryOnAnotherPathIsNamed) {
  Libraries more = openssl_sha, other = openssl_avx2;
  more.push_back({0, "simdjson", "3.0.1", "icelake"});
  other.push_back({0, "simdjson", "3.0.1", "haswell"});
  DispatchEvidence evidence = believable();
  evidence.native = more;
  evidence.simulated = other;
  EXPECT_THAT(why_not_transferable(evidence),
              AllOf(HasSubstr("OpenSSL"), HasSubstr("'icelake' on this CPU"), HasSubstr("'haswell' under")));
}

TEST(DispatchCheck, ALibraryThatOnlyOneOfThemUsesIsAnotherPath) {
  const Libraries less{openssl_sha.front()};
  DispatchEvidence evidence = believable();
  evidence.simulated = less;
  EXPECT_THAT(why_not_transferable(evidence), AllOf(HasSubstr("zstd"), HasSubstr("is not used under")));
  evidence = believable();
  evidence.native = less;
  EXPECT_THAT(why_not_transferable(evidence), AllOf(HasSubstr("zstd"), HasSubstr("is not used on this CPU")));
}

TEST(DispatchCheck, ATenthOfTheTimeInFunctionsThatValgrindNeverEnteredIsAnotherPath) {
  DispatchEvidence evidence = believable();
  evidence.code = {.samples = 100, .elsewhere = 0, .where = ""};
  EXPECT_EQ(why_not_transferable(evidence) + doubt_of(evidence), "");
  evidence.code = {.samples = 100, .elsewhere = 34, .where = "f_shaext of l.so (under valgrind f_avx2)"};
  EXPECT_THAT(why_not_transferable(evidence),
              AllOf(HasSubstr("34 % of a request (34 of 100 samples)"), HasSubstr("valgrind never entered"),
                    HasSubstr("f_shaext of l.so (under valgrind f_avx2)")));
  EXPECT_EQ(doubt_of(evidence), "") << "what is decided is not doubted";
  evidence.code.elsewhere = 5;
  EXPECT_EQ(why_not_transferable(evidence), "");
  EXPECT_THAT(doubt_of(evidence), HasSubstr("5 % of a request"));
  evidence.code.elsewhere = 1;
  EXPECT_EQ(doubt_of(evidence), "") << "ways of a heap or a cache";
}

TEST(DispatchCheck, WhereItIsNotKnownWhichFunctionsRunItIsSaid) {
  DispatchEvidence evidence = believable();
  evidence.code = {.samples = 7, .elsewhere = 7, .where = "g of l.so"};
  EXPECT_EQ(why_not_transferable(evidence), "") << "seven samples decide nothing";
  EXPECT_THAT(doubt_of(evidence), AllOf(HasSubstr("is not known"), HasSubstr("only 7 samples")));
  evidence.code = {};
  evidence.code_absent_because = "no timer of the thread's CPU time can be had: Operation not permitted";
  EXPECT_THAT(doubt_of(evidence), AllOf(HasSubstr("is not known"), HasSubstr("no timer")));
}

/// SHA-256 of 16 KiB without SHA-NI, timed with it: 463,526 instructions in 10.1 us.
TEST(DispatchCheck, MoreInstructionsACycleThanTheCoreBeginsAreImpossible) {
  DispatchEvidence evidence = believable();
  evidence.instructions_per_request = 463'526;
  evidence.cpu_ns_per_request = 10'100;
  EXPECT_THAT(why_not_transferable(evidence), AllOf(HasSubstr("12.4 a cycle"), HasSubstr("Zen 4 begins 6")));
  EXPECT_EQ(doubt_of(evidence), "") << "what is decided is not doubted";
}

/// Nops alone reach 11.9 a cycle on Zen 4; requests of a service do not.
TEST(DispatchCheck, MoreInstructionsThanTheCoreBeginsOperationsAreNotTransferable) {
  for (const auto& [cpu, width] :
       {std::pair{"Skylake-SP", 4.0}, std::pair{"Zen 4", 6.0}, std::pair{"Zen 5", 8.0}}) {
    DispatchEvidence evidence = believable();
    evidence.microarchitecture = cpu;
    const double cycles = evidence.cpu_ns_per_request * 1e-9 * evidence.clock_hz;
    evidence.instructions_per_request = cycles * width * 0.99;
    EXPECT_EQ(why_not_transferable(evidence), "") << cpu;
    EXPECT_EQ(doubt_of(evidence), "") << cpu;
    evidence.instructions_per_request = cycles * width * 1.02;
    EXPECT_THAT(why_not_transferable(evidence), HasSubstr("unless most of its instructions are fused"))
        << cpu;
    EXPECT_EQ(doubt_of(evidence), "") << cpu;
  }
}

TEST(DispatchCheck, AWidthWithoutASourceDecidesNothingBelowTheWidestThatHasOne) {
  DispatchEvidence evidence = believable();
  EXPECT_EQ(doubt_of(evidence), "");
  evidence.instructions_per_request = 463'526;
  evidence.cpu_ns_per_request = 10'100 * 1.6;  // 7.8 a cycle
  evidence.microarchitecture = "Zen 2";
  EXPECT_EQ(why_not_transferable(evidence), "");
  EXPECT_THAT(doubt_of(evidence), AllOf(HasSubstr("7.8 a cycle"), HasSubstr("Zen 2 is thought to begin 6"),
                                        HasSubstr("no source was found"), HasSubstr("may execute")));
  evidence.microarchitecture = "";
  EXPECT_EQ(why_not_transferable(evidence), "");
  EXPECT_EQ(doubt_of(evidence), "") << "an unknown core may be as wide as that";
  evidence.cpu_ns_per_request = 10'100;
  for (const char* const cpu : {"", "Zen 2"}) {
    evidence.microarchitecture = cpu;
    EXPECT_THAT(why_not_transferable(evidence),
                AllOf(HasSubstr("12.4 a cycle"), HasSubstr("no core known begins more than 8")));
    EXPECT_EQ(doubt_of(evidence), "") << "what is decided is not doubted";
  }
  evidence.clock_hz = results::missing;
  evidence.microarchitecture = "Zen 2";
  EXPECT_EQ(doubt_of(evidence), "");
}

TEST(DispatchCheck, WithoutAClockNothingIsEstimated) {
  DispatchEvidence evidence = believable();
  evidence.clock_hz = results::missing;
  evidence.instructions_per_request = 1e12;
  EXPECT_TRUE(std::isnan(estimated_ipc(evidence)));
  EXPECT_EQ(why_not_transferable(evidence), "");
  evidence = believable();
  evidence.cpu_ns_per_request = 0;
  EXPECT_TRUE(std::isnan(estimated_ipc(evidence)));
}

TEST(DispatchCheck, AnInstructionThatValgrindDoesNotKnowIsTheReason) {
  const std::string said =
      "==1== Callgrind, a call-graph\nvex amd64->IR: unhandled instruction bytes: 0x62 0xF2 0x7D 0x48 0x18\n"
      "vex amd64->IR:   REX=0\n==1== valgrind: Unrecognised instruction at address 0x1.\n";
  EXPECT_THAT(
      unhandled_instruction(SIGILL, said),
      AllOf(HasSubstr("unhandled instruction bytes: 0x62 0xF2 0x7D 0x48 0x18)"), HasSubstr("AVX-512")));
  EXPECT_EQ(unhandled_instruction(SIGSEGV, said), "") << "it ended by something else";
  EXPECT_EQ(unhandled_instruction(SIGILL, "Illegal instruction"), "") << "the program's own";
}

TEST(IssueWidth, IsKnownForTheCpusThatAreNamed) {
  EXPECT_EQ(issue_width_of("Emerald Rapids").per_cycle, 6U);
  EXPECT_EQ(issue_width_of("Ice Lake-SP").per_cycle, 5U);
  EXPECT_EQ(issue_width_of("Zen 5").per_cycle, 8U);
  EXPECT_TRUE(issue_width_of("Skylake-SP").sourced);
  EXPECT_TRUE(issue_width_of("Zen 3").known);
  EXPECT_FALSE(issue_width_of("Zen 3").sourced);
  EXPECT_FALSE(issue_width_of("Zen 9").known);
  EXPECT_FALSE(issue_width_of("").sourced);
  EXPECT_EQ(issue_width_of("").per_cycle, widest_core);
}

}  // namespace
}  // namespace crossfade::collector
