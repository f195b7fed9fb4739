// Which code libcrypto takes on this CPU, read back from libcrypto itself (its CPU settings after
// OPENSSL_ia32cap), never from cpuid. Only what this project's workloads use: AES-GCM, SHA-256, ECDSA on
// P-256, X25519, RSA-2048.
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

  /// Field arithmetic and selection from tables (crypto/ec/asm/ecp_nistz256-x86_64.pl).
  std::string ecdsa_p256() const {
    if (!known_) {
      return "unknown";
    }
    return std::string(mulx_adx() ? "nistz256 MULX+ADX" : "nistz256 MUL") + (avx2() ? ", AVX2 tables" : "");
  }

  /// x25519_fe64_eligible() in crypto/ec/asm/x25519-x86_64.pl.
  std::string x25519() const {
    if (!known_) {
      return "unknown";
    }
    return mulx_adx() ? "64-bit limbs MULX+ADX" : "51-bit limbs MUL";
  }

  /// Signing: two exponentiations of 1024 bits (crypto/bn/bn_exp.c, asm/rsaz-avx512.pl, asm/rsaz-avx2.pl and
  /// asm/x86_64-mont5.pl; the AVX2 code gives way where MULX and ADX are).
  std::string rsa_2048_sign() const {
    if (!known_) {
      return "unknown";
    }
    constexpr std::uint64_t ifma = 1u << 31 | 1u << 21 | 1u << 17 | 1u << 16;  // VL, IFMA, DQ, F
    if ((leaf_7_ & ifma) == ifma) {
      return "AVX-512 IFMA, both primes at once";
    }
    if (mulx_adx()) {
      return (leaf_7_ >> 3 & 1) != 0 ? "Montgomery MULX+ADX" : "Montgomery MUL";
    }
    return avx2() ? "RSAZ AVX2" : "Montgomery MUL";
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
  bool mulx_adx() const { return (leaf_7_ >> 8 & 1) != 0 && (leaf_7_ >> 19 & 1) != 0; }
  static bool version_at_least(unsigned major, unsigned minor) {
    return OPENSSL_version_major() > major ||
           (OPENSSL_version_major() == major && OPENSSL_version_minor() >= minor);
  }

  std::uint64_t leaf_1_ = 0;  ///< CPUID.1: EDX low, ECX high
  std::uint64_t leaf_7_ = 0;  ///< CPUID.7: EBX low, ECX high
  bool known_ = false;
};

}  // namespace crossfade::workloads
