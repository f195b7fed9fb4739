// IsalFunctions: which of ISA-L's functions code shards and compute checksums. Without a cap its entry
// points, which choose by cpuid; under a cap the functions of that level, called by their names, because no
// variable tells ISA-L what to choose. All give the same bytes.
#pragma once

#include <isa-l.h>

#include <cstdint>
#include <string>

#include "workloads/failure.h"
#include "workloads/isal_path.h"

// Exported and, in 2.30, not declared. Weak: null where the library does not have them.
extern "C" {
[[gnu::weak]] unsigned int crc32_iscsi_00(unsigned char* bytes, int count, unsigned int before);
[[gnu::weak]] unsigned int crc32_iscsi_01(unsigned char* bytes, int count, unsigned int before);
[[gnu::weak]] void ec_encode_data_avx512(int length, int sources, int targets, unsigned char* tables,
                                         unsigned char** data, unsigned char** coded);
[[gnu::weak]] void ec_init_tables_base(int sources, int targets, unsigned char* matrix,
                                       unsigned char* tables);
}

namespace crossfade::workloads::media_put {

struct IsalFunctions {
  decltype(&ec_init_tables) init_tables = &ec_init_tables;
  decltype(&ec_encode_data) encode = &ec_encode_data;
  decltype(&crc32_iscsi) checksum = &crc32_iscsi;
  const char* encode_name = nullptr;    ///< null: it chooses by itself
  const char* checksum_name = nullptr;  ///< null: it chooses by itself

  /// At most what x86-64-v`isa_level` has (0: no cap) and the CPU too. AES-NI's kin PCLMULQDQ belongs to no
  /// level and stays.
  static IsalFunctions of_level(std::uint32_t isa_level) {
    IsalFunctions chosen;
    if (isa_level == 0) {
      return chosen;
    }
    // Newer versions lay their tables out by what the CPU has (GFNI), which these functions cannot read.
    if (&ec_init_tables_base != nullptr) {
      chosen.init_tables = &ec_init_tables_base;
    }
    if (isa_level >= 4 && has_avx512() && &ec_encode_data_avx512 != nullptr) {
      chosen.encode = &ec_encode_data_avx512;
      chosen.encode_name = "ec_encode_data_avx512";
    } else if (isa_level >= 3 && __builtin_cpu_supports("avx2") != 0) {
      chosen.encode = &ec_encode_data_avx2;
      chosen.encode_name = "ec_encode_data_avx2";
    } else {
      chosen.encode = &ec_encode_data_sse;
      chosen.encode_name = "ec_encode_data_sse";
    }
    // What is above these needs VPCLMULQDQ, which is above v4.
    if (__builtin_cpu_supports("pclmul") != 0) {
      chosen.checksum = &crc32_iscsi_01;
      chosen.checksum_name = "crc32_iscsi_01";
    } else {
      chosen.checksum = &crc32_iscsi_00;
      chosen.checksum_name = "crc32_iscsi_00";
    }
    if (chosen.checksum == nullptr) {
      throw unsupported("ISA-L cannot be capped", chosen.checksum_name, "the library does not have it",
                        "measure media_put without --isa-cap, or with another version of ISA-L");
    }
    return chosen;
  }

  /// Names of both. Where the library chose by itself, only once both were called.
  std::string text() const {
    const auto name = [](const char* known, const void* entry) {
      return known != nullptr ? std::string(known) : IsalPath::behind(entry);
    };
    return name(encode_name, reinterpret_cast<const void*>(encode)) + ", " +
           name(checksum_name, reinterpret_cast<const void*>(checksum));
  }

 private:
  /// What ec_encode_data() asks for before it takes AVX-512, all of it in v4.
  static bool has_avx512() {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512cd") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0;
  }
};

}  // namespace crossfade::workloads::media_put
