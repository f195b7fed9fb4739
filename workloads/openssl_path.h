// Which code libcrypto takes on this CPU, read back from libcrypto itself (its CPU settings after
// OPENSSL_ia32cap), never from cpuid. Only what this project's workloads use: AES-GCM and SHA-256.
#pragma once

#include <openssl/crypto.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "workloads/environment.h"
#include "workloads/failure.h"

namespace crossfade::workloads {

class OpensslPath {
 public:
  OpensslPath() {
    const char* settings = OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS);
    const char* words = settings == nullptr ? nullptr : std::strstr(settings, "OPENSSL_ia32cap=");
    if (words == nullptr) {
      return;
    }
    char* end = nullptr;
    leaf_1_ = std::strtoull(words + std::strlen("OPENSSL_ia32cap="), &end, 16);
    if (end != nullptr && *end == ':') {
      leaf_7_ = std::strtoull(end + 1, nullptr, 16);
    }
    known_ = true;
  }

  std::string aes_gcm() const {
    if (!known_) {
      return "unknown";
    }
    if (version_at_least(3, 1) && avx512() && (leaf_7_ >> (32 + 9) & 1) != 0 &&
        (leaf_7_ >> (32 + 10) & 1) != 0) {
      return "VAES+VPCLMULQDQ AVX-512";
    }
    const bool clmul = (leaf_1_ >> (32 + 1) & 1) != 0;
    if (!aes_ni()) {
      return clmul ? "vector-permute AES, CLMUL GHASH" : "vector-permute AES, table GHASH";
    }
    if (!clmul) {
      return "AES-NI, table GHASH";
    }
    const bool movbe = (leaf_1_ >> (32 + 22) & 1) != 0;
    return avx() && movbe ? "AES-NI+CLMUL stitched, AVX" : "AES-NI, CLMUL GHASH, SSE";
  }

  std::string sha256() const {
    if (!known_) {
      return "unknown";
    }
    if ((leaf_7_ >> 29 & 1) != 0) {
      return "SHA-NI";
    }
    const bool bmi = (leaf_7_ >> 3 & 1) != 0 && (leaf_7_ >> 8 & 1) != 0;
    return avx2() && bmi ? "AVX2" : avx() ? "AVX" : "SSSE3";
  }

  /// Refuses if the environment did not limit libcrypto to the level that the host announced.
  void require_cap(std::uint32_t isa_level) const {
    const bool above = (isa_level == 2 && (avx() || avx2() || avx512())) || (isa_level == 3 && avx512());
    if (isa_level != 0 && (above || !known_)) {
      throw unsupported(
          "libcrypto is not limited to x86-64-v" + std::to_string(isa_level), "OPENSSL_ia32cap",
          known_ ? "it would use AVX code above that level" : "it does not tell its CPU settings",
          "set the variables of workloads/isa_cap.h before the process starts");
    }
  }

  static std::string version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

 private:
  bool aes_ni() const { return (leaf_1_ >> (32 + 25) & 1) != 0; }
  bool avx() const { return (leaf_1_ >> (32 + 28) & 1) != 0; }
  bool avx2() const { return (leaf_7_ >> 5 & 1) != 0; }
  bool avx512() const { return (leaf_7_ >> 16 & 1) != 0; }
  static bool version_at_least(unsigned major, unsigned minor) {
    return OPENSSL_version_major() > major ||
           (OPENSSL_version_major() == major && OPENSSL_version_minor() >= minor);
  }

  std::uint64_t leaf_1_ = 0;  ///< CPUID.1: EDX low, ECX high
  std::uint64_t leaf_7_ = 0;  ///< CPUID.7: EBX low, ECX high
  bool known_ = false;
};

}  // namespace crossfade::workloads
