// IsalShardCoder: codes shards (erasure_code.h) and computes their checksums by ISA-L. Immutable: workers
// share one. Under a cap on the instruction set it keeps to it.
#pragma once

#include <isa-l.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "workloads/isal_path.h"
#include "workloads/media_put/crc32c.h"
#include "workloads/media_put/erasure_code.h"
#include "workloads/media_put/isal_functions.h"

namespace crossfade::workloads::media_put {

class IsalShardCoder {
 public:
  static constexpr const char* kName = "ISA-L";

  /// isa_level: of cf_env; 0: no cap.
  explicit IsalShardCoder(std::uint32_t isa_level = 0) : functions_(IsalFunctions::of_level(isa_level)) {
    gf_gen_cauchy1_matrix(matrix_.data(), kShards, kDataShards);
    functions_.init_tables(kDataShards, kParityShards, matrix_.data() + kDataShards * kDataShards,
                           tables_.data());
  }

  /// data: kDataShards * shard_bytes; parity: kParityShards * shard_bytes. shard_bytes >= 64 and < 2 GiB.
  void encode(const std::byte* data, std::size_t shard_bytes, std::byte* parity) const {
    std::array<unsigned char*, kDataShards> sources;
    std::array<unsigned char*, kParityShards> targets;
    for (std::size_t shard = 0; shard < kDataShards; ++shard) {
      // Read only: the declaration lacks the const.
      sources[shard] = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(data)) + shard * shard_bytes;
    }
    for (std::size_t shard = 0; shard < kParityShards; ++shard) {
      targets[shard] = reinterpret_cast<unsigned char*>(parity) + shard * shard_bytes;
    }
    functions_.encode(static_cast<int>(shard_bytes), kDataShards, kParityShards, tables_.data(),
                      sources.data(), targets.data());
  }

  /// As ISA-L set it up.
  std::uint8_t coefficient(std::size_t shard, std::size_t data) const {
    return matrix_[shard * kDataShards + data];
  }

  /// CRC-32C. At most 2 GiB at once: ISA-L counts in int.
  std::uint32_t checksum(std::span<const std::byte> bytes) const {
    // ISA-L does not change the buffer; its declaration only lacks the const.
    auto* start = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(bytes.data()));
    return ~functions_.checksum(start, static_cast<int>(bytes.size()), ~0u);
  }
  /// By another way, for verification.
  static std::uint32_t checksum_again(std::span<const std::byte> bytes) {
    return crc32c_by_instruction(bytes);
  }

  static std::string version() { return IsalPath::version(); }
  /// Of what was called at least once: only then is ISA-L's code chosen.
  std::string code_path() const { return functions_.text(); }

 private:
  static constexpr std::size_t kTableBytes = 32;  // per coefficient, as ec_init_tables() lays them out

  IsalFunctions functions_;
  std::array<unsigned char, kShards * kDataShards> matrix_;
  // ISA-L's declarations are not const; it only reads them.
  mutable std::array<unsigned char, kTableBytes * kDataShards * kParityShards> tables_;
};

}  // namespace crossfade::workloads::media_put
