#include "collector/isa_name.h"

#include <algorithm>
#include <array>

namespace crossfade::collector {
namespace {

/// As glibc, OpenSSL, x264, dav1d, SVT-AV1, zlib-ng, simdjson and others write them.
constexpr auto words = std::to_array<std::string_view>(
    {"3dnow",     "adx",        "aesni",    "avx",     "avx10",      "avx2",     "avx512",  "avx512bw",
     "avx512icl", "avx512vbmi", "avx512vl", "bmi1",    "bmi2",       "clmul",    "erms",    "evex",
     "evex512",   "fma",        "fma3",     "fma4",    "gfni",       "haswell",  "icelake", "ifma",
     "ifma256",   "mmx",        "mmx2",     "pclmul",  "pclmulqdq",  "rtm",      "sha",     "shaext",
     "shani",     "sse",        "sse2",     "sse3",    "sse4",       "sse41",    "sse42",   "ssse3",
     "vaes",      "vl256",      "vnni",     "vpclmul", "vpclmulqdq", "westmere", "xop"});
static_assert(std::is_sorted(words.begin(), words.end()));

void append(std::string& text, std::string_view word, char between) {
  if (!text.empty()) text += between;
  text += word;
}

}  // namespace

IsaName isa_name(std::string_view function) {
  IsaName name;
  bool behind_sse4 = false;
  while (!function.empty()) {
    const std::size_t end = function.find('_');
    const std::string_view word = function.substr(0, end);
    function = end == std::string_view::npos ? std::string_view{} : function.substr(end + 1);
    if (word.empty()) continue;
    const bool version = behind_sse4 && (word == "1" || word == "2");  // sse4_1, sse4_2
    const bool is_isa = version || std::binary_search(words.begin(), words.end(), word);
    append(is_isa ? name.isa : name.base, word, is_isa ? ' ' : '_');
    behind_sse4 = word == "sse4";
  }
  return name;
}

}  // namespace crossfade::collector
