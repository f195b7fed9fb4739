// ShardRecovery: what verification uses instead of the coder: the same code from its definition, byte by byte
// from tables. Given any eight of the eleven shards it makes the lost data shards again. Not for timing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "workloads/media_put/erasure_code.h"

namespace crossfade::workloads::media_put {

class ShardRecovery {
 public:
  /// survivors: kDataShards different shard numbers.
  explicit ShardRecovery(const std::array<std::size_t, kDataShards>& survivors) : survivors_(survivors) {
    std::array<Row, kDataShards> matrix;
    for (std::size_t row = 0; row < kDataShards; ++row) {
      for (std::size_t column = 0; column < kDataShards; ++column) {
        matrix[row][column] = ErasureCode::coefficient(survivors[row], column);
        inverse_[row][column] = row == column ? 1 : 0;
      }
    }
    invert(matrix);
  }

  /// shards: all kShards, of which only the survivors are read. The result is data shard `lost`.
  std::vector<std::uint8_t> data_shard(std::size_t lost,
                                       const std::array<std::span<const std::byte>, kShards>& shards) const {
    std::vector<std::uint8_t> result(shards[survivors_[0]].size());
    for (std::size_t position = 0; position < kDataShards; ++position) {
      const std::uint8_t factor = inverse_[lost][position];
      if (factor == 0) {
        continue;
      }
      std::array<std::uint8_t, 256> product;
      for (unsigned number = 0; number < 256; ++number) {
        product[number] = kField.multiply(factor, static_cast<std::uint8_t>(number));
      }
      const auto shard = shards[survivors_[position]];
      for (std::size_t byte = 0; byte < result.size(); ++byte) {
        result[byte] ^= product[static_cast<std::uint8_t>(shard[byte])];
      }
    }
    return result;
  }

 private:
  using Row = std::array<std::uint8_t, kDataShards>;
  static constexpr const GaloisField& kField = ErasureCode::kField;

  /// Gauss and Jordan; the matrix has an inverse, since every square part of the code's has.
  void invert(std::array<Row, kDataShards>& matrix) {
    for (std::size_t column = 0; column < kDataShards; ++column) {
      std::size_t pivot = column;
      while (matrix[pivot][column] == 0) {
        ++pivot;
      }
      std::swap(matrix[pivot], matrix[column]);
      std::swap(inverse_[pivot], inverse_[column]);
      const std::uint8_t scale = kField.inverse(matrix[column][column]);
      for (std::size_t entry = 0; entry < kDataShards; ++entry) {
        matrix[column][entry] = kField.multiply(scale, matrix[column][entry]);
        inverse_[column][entry] = kField.multiply(scale, inverse_[column][entry]);
      }
      for (std::size_t row = 0; row < kDataShards; ++row) {
        const std::uint8_t factor = row == column ? std::uint8_t{0} : matrix[row][column];
        for (std::size_t entry = 0; entry < kDataShards; ++entry) {
          matrix[row][entry] ^= kField.multiply(factor, matrix[column][entry]);
          inverse_[row][entry] ^= kField.multiply(factor, inverse_[column][entry]);
        }
      }
    }
  }

  std::array<std::size_t, kDataShards> survivors_;
  std::array<Row, kDataShards> inverse_;
};

}  // namespace crossfade::workloads::media_put
