// Whether this CPU executes what was executed under valgrind, by made-up samples and dumps.
#include "collector/code_comparison.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "collector/isa_name.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

constexpr auto dump =
    "positions: instr line\nevents: Ir\n\n"
    "ob=/usr/lib/libcrypto.so.3\nfl=???\nfn=sha256_block_data_order_avx2\n0x1000 0 5\n0x1004 0 5\n"
    "cob=/usr/lib/libc.so.6\ncfn=memcpy\ncalls=1 0x77 \n0x1008 0 9\n"
    "ob=/usr/lib/libc.so.6\nfn=0x0000000000077000\n0x77000 0 2\n";

TEST(ExecutedCode, HasTheInstructionsOfEachObjectAndNoTargetsOfCalls) {
  ExecutedCode code;
  code.add(dump);
  EXPECT_TRUE(code.has_any("/usr/lib/libcrypto.so.3", 0x1000, 0x1001));
  EXPECT_TRUE(code.has_any("/usr/lib/libcrypto.so.3", 0x1005, 0x1009)) << "the call itself";
  EXPECT_FALSE(code.has_any("/usr/lib/libcrypto.so.3", 0x1001, 0x1004));
  EXPECT_FALSE(code.has_any("/usr/lib/libcrypto.so.3", 0x77, 0x78));
  EXPECT_TRUE(code.has_any("/usr/lib/libc.so.6", 0x77000, 0x77001));
  EXPECT_FALSE(code.has_any("/usr/lib/libz.so", 0, ~0ULL));
  EXPECT_TRUE(code.functions.contains("sha256_block_data_order_avx2"));
}

TEST(ExecutedCode, ADumpWithoutAddressesHasNone) {
  ExecutedCode code;
  code.add("0x12 1 1\nob=/a\nfn=f\n7 49000\n+1 458\n0xzz 1\n0x");
  EXPECT_TRUE(code.addresses["/a"].empty());
}

TEST(IsaName, SplitsWhatAFunctionIsCalledAfter) {
  EXPECT_EQ(isa_name("sha256_block_data_order_shaext").base, "sha256_block_data_order");
  EXPECT_EQ(isa_name("sha256_block_data_order_shaext").isa, "shaext");
  EXPECT_EQ(isa_name("__memmove_avx512_unaligned_erms").base, isa_name("__memmove_evex_unaligned_erms").base);
  EXPECT_EQ(isa_name("aesni_ctr32_encrypt_blocks").isa, "aesni");
  EXPECT_EQ(isa_name("x264_pixel_sad_16x16_avx2").isa, "avx2");
  EXPECT_EQ(isa_name("svt_sad_sse4_1_intrin").isa, "sse4 1");
  EXPECT_EQ(isa_name("main").isa, "");
  EXPECT_EQ(isa_name("").base, "");
}

/// libcrypto has symbols, libc none.
std::optional<ElfFunction> names(const std::string& object, std::uint64_t address) {
  if (object != "/usr/lib/libcrypto.so.3") return std::nullopt;
  if (address >= 0x1000 && address < 0x2000)
    return ElfFunction{0x1000, 0x2000, "sha256_block_data_order_avx2"};
  if (address >= 0x2000 && address < 0x3000)
    return ElfFunction{0x2000, 0x3000, "sha256_block_data_order_shaext"};
  return std::nullopt;
}

TEST(CodeComparison, AFunctionThatNeverRanUnderValgrindIsNamedWithItsLike) {
  ExecutedCode code;
  code.add(dump);
  const std::vector<CodeSample> native{{"/usr/lib/libcrypto.so.3", 0x1800, 6},
                                       {"/usr/lib/libcrypto.so.3", 0x2004, 3},
                                       {"/usr/lib/libcrypto.so.3", 0x2008, 1}};
  const CodeComparison found = compare_code(native, code, names);
  EXPECT_EQ(found.samples, 10U);
  EXPECT_EQ(found.elsewhere, 4U) << "another place of a function that ran is the same code";
  EXPECT_EQ(found.where,
            "sha256_block_data_order_shaext of libcrypto.so.3 (under valgrind sha256_block_data_order_avx2)");
}

TEST(CodeComparison, WithoutSymbolsDistanceDecides) {
  ExecutedCode code;
  code.add(dump);
  const CodeComparison found = compare_code(
      std::vector<CodeSample>{{"/usr/lib/libc.so.6", 0x77040, 8}, {"/usr/lib/libc.so.6", 0x90000, 2}}, code,
      names);
  EXPECT_EQ(found.samples, 10U);
  EXPECT_EQ(found.elsewhere, 2U);
  EXPECT_EQ(found.where, "code without a name of libc.so.6");
}

TEST(CodeComparison, OfCodeInNoFileNothingIsSaid) {
  ExecutedCode code;
  code.add(dump);
  const CodeComparison found =
      compare_code(std::vector<CodeSample>{{"[vdso]", 0x10, 8}, {"", 0, 2}}, code, names);
  EXPECT_EQ(found.samples, 0U);
  EXPECT_EQ(found.share(), 0);
}

extern "C" [[gnu::noinline, gnu::used]] int crossfade_function_of_a_test(int n) {
  asm volatile("" : "+r"(n));
  return n;
}

TEST(ElfFunctions, NamesTheFunctionsOfThisProgram) {
  Dl_info info{};
  ASSERT_NE(::dladdr(reinterpret_cast<void*>(&crossfade_function_of_a_test), &info), 0);
  const auto address = reinterpret_cast<std::uintptr_t>(&crossfade_function_of_a_test) -
                       reinterpret_cast<std::uintptr_t>(info.dli_fbase);
  const ElfFunctions own("/proc/self/exe");
  const auto found = own.at(address + 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "crossfade_function_of_a_test");
  EXPECT_EQ(found->from, address);
  EXPECT_GT(found->until, address + 1);
  EXPECT_FALSE(own.at(~std::uint64_t{0}));
}

TEST(ElfFunctions, OfAStrippedLibraryNamesWhatItExports) {
  Dl_info info{};
  ASSERT_NE(::dladdr(::dlsym(RTLD_NEXT, "getppid"), &info), 0);
  const auto address =
      reinterpret_cast<std::uintptr_t>(info.dli_saddr) - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
  const auto found = ElfFunctions(info.dli_fname).at(address);
  ASSERT_TRUE(found) << info.dli_fname;
  EXPECT_NE(found->name.find("getppid"), std::string::npos) << found->name;
}

TEST(ElfFunctions, WhatIsNoObjectHasNone) {
  const std::string path = "/tmp/crossfade_elf_" + std::to_string(::getpid());
  for (const std::string& content : {std::string(),
                                     std::string("\x7f"
                                                 "ELF"),
                                     std::string(5000, '\x7f')}) {
    std::ofstream(path, std::ios::binary) << content;
    EXPECT_FALSE(ElfFunctions(path).at(0x1000));
  }
  std::ifstream self("/proc/self/exe", std::ios::binary);
  std::string cut(20'000, '\0');
  self.read(cut.data(), static_cast<std::streamsize>(cut.size()));
  std::ofstream(path, std::ios::binary) << cut;
  EXPECT_FALSE(ElfFunctions(path).at(0x1000)) << "its tables are cut off";
  ::unlink(path.c_str());
  EXPECT_FALSE(ElfFunctions("/nonexistent").at(1));
}

}  // namespace
}  // namespace crossfade::collector
