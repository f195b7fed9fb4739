// Caps: the values say what their comments say, libraries obey them, answers stay the same under them, and a
// plug-in that was told of a cap that is not in force refuses.
#include "workloads/isa_cap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crossfade::workloads {
namespace {

using testing::HasSubstr;
using testing::Not;

/// By one extension of each level: CPUs have the others with it.
bool host_has(std::uint32_t level) {
  switch (level) {
    case 2:
      return __builtin_cpu_supports("sse4.2") != 0;
    case 3:
      return __builtin_cpu_supports("avx2") != 0;
    case 4:
      return __builtin_cpu_supports("avx512vl") != 0;
    default:
      return false;
  }
}

std::string assignments(std::uint32_t level) {
  std::string result;
  for (const IsaCapRow& row : kIsaCaps) {
    if (row.level == level) {
      result += std::string(row.variable) + "='" + std::string(row.value) + "' ";
    }
  }
  return result;
}

/// What workload_probe prints, under the caps of one level and told of another.
std::string probe(const std::string& plugin, std::uint32_t capped, std::uint32_t told) {
  std::string command = "env " + assignments(capped) + CROSSFADE_FIXTURE_DIRECTORY "/workload_probe " +
                        CROSSFADE_WORKLOAD_DIRECTORY "/" + plugin +
                        ".so answers=64 isa=" + std::to_string(told);
  if (plugin == "evcache_get") {
    command += " mb=8";
  } else if (plugin == "tls_segment") {
    command += " mb=4";
  } else if (plugin == "media_put") {
    command += " mb=16 answers=16";
  } else if (plugin == "asset_index" || plugin == "cdn_tls_send") {
    command += " mb=4";
  } else if (plugin == "rank_dnn") {
    command += " mb=8 answers=4";  // verify() of a sanitized build takes a tenth of a second
  } else if (plugin == "playback_manifest") {
    command += " titles=200";
  } else if (plugin == "iam_eval") {
    command += " policies=300";
  } else if (plugin.starts_with("encode_") || plugin == "quality_metric") {
    command += " height=90";
  }
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string output;
  std::array<char, 512> part;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) {
    output += part.data();
  }
  EXPECT_EQ(pclose(pipe), 0) << command << '\n' << output;
  return output;
}

std::string without_libraries(const std::string& output) {
  std::string result;
  for (std::size_t start = 0; start < output.size();) {
    const std::size_t end = output.find('\n', start) + 1;
    if (output.compare(start, 8, "library=") != 0) {
      result += output.substr(start, end - start);
    }
    start = end;
  }
  return result;
}

class Plugins : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(std::string(CROSSFADE_WORKLOAD_DIRECTORY "/") + GetParam() + ".so")) {
      GTEST_SKIP() << "not in this build";
    }
  }
};

TEST_P(Plugins, AnswersAreTheSameUnderEveryCap) {
  const std::string free = probe(GetParam(), 0, 0);
  EXPECT_THAT(free, HasSubstr("golden_digest="));
  EXPECT_THAT(free, Not(HasSubstr("wrong")));
  for (const std::uint32_t level : {2u, 3u, 4u}) {
    if (host_has(level)) {
      EXPECT_EQ(without_libraries(probe(GetParam(), level, level)), without_libraries(free))
          << "cap v" << level;
    }
  }
}

TEST_P(Plugins, ACapThatIsNotInForceIsRefused) {
  if (!host_has(3)) {
    GTEST_SKIP() << "nothing above v2 here";
  }
  // Under another cap, not under none: a library that does not know the CPU may stay low by itself.
  const std::string output = probe(GetParam(), 3, 2);
  EXPECT_THAT(output, HasSubstr("status=5"));
  EXPECT_THAT(output, HasSubstr("isa_cap.h"));
}

INSTANTIATE_TEST_SUITE_P(IsaCap, Plugins,
                         testing::Values("tls_segment", "playback_manifest", "evcache_get", "mtls_handshake",
                                         "token_auth", "email_render", "rank_dnn"),
                         [](const auto& plugin) { return plugin.param; });
INSTANTIATE_TEST_SUITE_P(ControlPlane, Plugins, testing::Values("iam_eval", "event_pipeline"),
                         [](const auto& plugin) { return plugin.param; });

INSTANTIATE_TEST_SUITE_P(IsaCapOfMedia, Plugins, testing::Values("media_put", "asset_index", "cdn_tls_send"),
                         [](const auto& plugin) { return plugin.param; });

/// Those that choose their code themselves, by what the host says, and need no variable.
class SelfCapped : public Plugins {};

TEST_P(SelfCapped, AnswersAreTheSameUnderEveryCapWhichIsInForceByItself) {
  const std::string free = probe(GetParam(), 0, 0);
  EXPECT_THAT(free, HasSubstr("golden_digest="));
  EXPECT_THAT(free, Not(HasSubstr("wrong")));
  for (const std::uint32_t level : {2u, 3u, 4u}) {
    if (host_has(level)) {
      const std::string capped = probe(GetParam(), level, level);
      EXPECT_EQ(without_libraries(capped), without_libraries(free)) << "cap v" << level;
      EXPECT_EQ(without_libraries(probe(GetParam(), 0, level)), without_libraries(free)) << "cap v" << level;
      if (level <= 3) {
        EXPECT_THAT(capped, Not(testing::ContainsRegex("[|](AVX-512|avx512)"))) << "cap v" << level;
      }
      if (level == 2) {
        EXPECT_THAT(capped, Not(testing::ContainsRegex("[|](AVX|avx)")));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(IsaCap, SelfCapped,
                         testing::Values("encode_x264", "encode_svtav1", "quality_metric"),
                         [](const auto& plugin) { return plugin.param; });

TEST(IsaCap, PathsAreWhatTheLibrariesReportUnderTheCap) {
  if (!host_has(3)) {
    GTEST_SKIP() << "nothing above v2 here";
  }
  if (!std::filesystem::exists(CROSSFADE_WORKLOAD_DIRECTORY "/playback_manifest.so")) {
    GTEST_SKIP() << "not in this build";
  }
  EXPECT_THAT(probe("tls_segment", 2, 2), HasSubstr("SSE"));
  EXPECT_THAT(probe("tls_segment", 3, 3), HasSubstr("AVX"));
  EXPECT_THAT(probe("email_render", 2, 2), HasSubstr("RSA-2048 Montgomery MUL,"));
  EXPECT_THAT(probe("email_render", 3, 3), Not(HasSubstr("IFMA")));
  EXPECT_THAT(probe("playback_manifest", 2, 2), HasSubstr("|westmere"));
  EXPECT_THAT(probe("playback_manifest", 3, 3), HasSubstr("|haswell"));
  EXPECT_THAT(probe("evcache_get", 2, 2), HasSubstr("|SSE2"));
  EXPECT_THAT(probe("evcache_get", 3, 3), HasSubstr("|AVX2 allowed"));
}

TEST(IsaCap, IsalTakesTheFunctionsOfTheCap) {
  if (probe("media_put", 0, 0).find("library=ISA-L|") == std::string::npos) {
    GTEST_SKIP() << "not in this build";
  }
  EXPECT_THAT(probe("media_put", 2, 2), HasSubstr("|ec_encode_data_sse, crc32_iscsi_0"));
  if (host_has(3)) {
    EXPECT_THAT(probe("media_put", 3, 3), HasSubstr("|ec_encode_data_avx2, crc32_iscsi_0"));
  }
  if (host_has(4)) {
    EXPECT_THAT(probe("media_put", 4, 4), HasSubstr("|ec_encode_data_avx512, crc32_iscsi_0"));
  }
}

TEST(IsaCap, OpenblasTakesTheCoreOfTheCap) {
  if (!std::filesystem::exists(CROSSFADE_WORKLOAD_DIRECTORY "/rank_dnn.so")) {
    GTEST_SKIP() << "not in this build";
  }
  EXPECT_THAT(probe("rank_dnn", 2, 2), HasSubstr("|Nehalem kernels"));
  if (host_has(3)) {
    EXPECT_THAT(probe("rank_dnn", 3, 3), HasSubstr("|Haswell kernels"));
  }
  if (host_has(4)) {
    EXPECT_THAT(probe("rank_dnn", 4, 4), HasSubstr("|SkylakeX kernels"));
  }
}

TEST(IsaCap, OpensslMasksClearWhatTheySay) {
  const auto bits = [](std::initializer_list<unsigned> ebx_or_edx, std::initializer_list<unsigned> ecx) {
    std::uint64_t mask = 0;
    for (const unsigned bit : ebx_or_edx) {
      mask |= std::uint64_t{1} << bit;
    }
    for (const unsigned bit : ecx) {
      mask |= std::uint64_t{1} << (32 + bit);
    }
    return mask;
  };
  const auto text = [](const char* format, std::uint64_t one, std::uint64_t two) {
    char result[64];
    static_cast<void>(std::snprintf(result, sizeof result, format, static_cast<unsigned long long>(one),
                                    static_cast<unsigned long long>(two)));
    return std::string(result);
  };
  // CPUID.1 ECX: XOP as OpenSSL moves it, FMA, MOVBE, AVX, F16C.
  const std::uint64_t avx_leaf_1 = bits({}, {11, 12, 22, 28, 29});
  // CPUID.7 ECX: VBMI, VBMI2, GFNI, VAES, VPCLMULQDQ, VNNI, BITALG, VPOPCNTDQ. EBX: IFMA.
  const std::uint64_t above_v4 = bits({21}, {1, 6, 8, 9, 10, 11, 12, 14});
  const std::uint64_t v4 = bits({16, 17, 28, 30, 31}, {});  // AVX-512 F, DQ, CD, BW, VL
  const std::uint64_t v3 = bits({3, 5, 8}, {});             // BMI1, AVX2, BMI2
  std::map<std::uint32_t, std::string> expected{{2, text("~0x%llx:~0x%llx", avx_leaf_1, v3 | v4 | above_v4)},
                                                {3, text(":~0x%llx%.0llx", v4 | above_v4, 0)},
                                                {4, text(":~0x%llx%.0llx", above_v4, 0)}};
  for (const IsaCapRow& row : kIsaCaps) {
    EXPECT_GE(row.level, 2u);
    EXPECT_LE(row.level, 4u);
    EXPECT_FALSE(row.why.empty());
    if (row.variable == "OPENSSL_ia32cap") {
      EXPECT_EQ(row.value, expected[row.level]);
    }
  }
}

}  // namespace
}  // namespace crossfade::workloads
