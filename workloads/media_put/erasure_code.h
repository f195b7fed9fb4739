// ErasureCode: Reed-Solomon 8+3 by its definition: eight data shards that lie one after another give three
// parity shards; any eight of the eleven give the data back. The code is systematic over GF(2^8), its parity
// rows are a Cauchy matrix, of which every square part can be inverted. Who codes is isal_shard_coder.h or
// own_shard_coder.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "workloads/media_put/galois_field.h"

namespace crossfade::workloads::media_put {

inline constexpr std::size_t kDataShards = 8;
inline constexpr std::size_t kParityShards = 3;
inline constexpr std::size_t kShards = kDataShards + kParityShards;

struct ErasureCode {
  static constexpr GaloisField kField{};

  /// How much of data shard `data` is in shard `shard`: data shards are themselves; parity shard p takes
  /// 1 / (p xor d) of data shard d, p counted from kDataShards on.
  static constexpr std::uint8_t coefficient(std::size_t shard, std::size_t data) {
    if (shard < kDataShards) {
      return shard == data ? 1 : 0;
    }
    return kField.inverse(static_cast<std::uint8_t>(shard ^ data));
  }
};

}  // namespace crossfade::workloads::media_put
