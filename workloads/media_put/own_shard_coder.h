// OwnShardCoder: codes shards (erasure_code.h) and computes their checksums without a library, for builds
// that have no ISA-L: the same answers, slower. Sixteen bytes at a time: the product of a byte with a
// constant is the sum of two products of its halves, each one of sixteen, and PSHUFB looks up sixteen at once
// (Plank, Greenan, Miller: Screaming Fast Galois Field Arithmetic, FAST 2013). CRC-32C by the CRC32
// instruction. Immutable: workers share one.
#pragma once

#include <tmmintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "workloads/media_put/crc32c.h"
#include "workloads/media_put/erasure_code.h"

namespace crossfade::workloads::media_put {

class OwnShardCoder {
 public:
  static constexpr const char* kName = "own shard coder (no ISA-L in this build)";

  /// Of v2 under every cap.
  explicit OwnShardCoder(std::uint32_t /*isa_level*/ = 0) {
    for (std::size_t parity = 0; parity < kParityShards; ++parity) {
      for (std::size_t data = 0; data < kDataShards; ++data) {
        Products& products = products_[parity][data];
        const std::uint8_t factor = coefficient(kDataShards + parity, data);
        for (unsigned half = 0; half < 16; ++half) {
          products.of_low[half] = ErasureCode::kField.multiply(factor, static_cast<std::uint8_t>(half));
          products.of_high[half] = ErasureCode::kField.multiply(factor, static_cast<std::uint8_t>(half << 4));
        }
      }
    }
  }

  /// data: kDataShards * shard_bytes; parity: kParityShards * shard_bytes.
  void encode(const std::byte* data, std::size_t shard_bytes, std::byte* parity) const {
    std::size_t offset = 0;
    for (; offset + kVectorBytes <= shard_bytes; offset += kVectorBytes) {
      encode_vectors(data + offset, shard_bytes, parity + offset);
    }
    for (; offset < shard_bytes; ++offset) {
      encode_bytes(data + offset, shard_bytes, parity + offset);
    }
  }

  static constexpr std::uint8_t coefficient(std::size_t shard, std::size_t data) {
    return ErasureCode::coefficient(shard, data);
  }

  /// CRC-32C.
  static std::uint32_t checksum(std::span<const std::byte> bytes) { return crc32c_by_instruction(bytes); }
  /// By another way, for verification.
  static std::uint32_t checksum_again(std::span<const std::byte> bytes) { return crc32c_by_table(bytes); }

  static std::string version() { return "1"; }
  static std::string code_path() { return "x86-64-v2"; }

 private:
  static constexpr std::size_t kVectorBytes = 16;

  /// Of a coefficient with each low and each high half of a byte.
  struct Products {
    alignas(kVectorBytes) std::array<std::uint8_t, 16> of_low, of_high;
  };

  static __m128i load(const void* bytes) { return _mm_loadu_si128(static_cast<const __m128i*>(bytes)); }

  void encode_vectors(const std::byte* data, std::size_t shard_bytes, std::byte* parity) const {
    const __m128i halves = _mm_set1_epi8(0x0f);
    __m128i sums[kParityShards] = {};  // no array: a template would drop the type's alignment
    for (std::size_t shard = 0; shard < kDataShards; ++shard) {
      const __m128i bytes = load(data + shard * shard_bytes);
      const __m128i low = _mm_and_si128(bytes, halves);
      const __m128i high = _mm_and_si128(_mm_srli_epi64(bytes, 4), halves);
      for (std::size_t target = 0; target < kParityShards; ++target) {
        const Products& products = products_[target][shard];
        const __m128i product = _mm_xor_si128(_mm_shuffle_epi8(load(products.of_low.data()), low),
                                              _mm_shuffle_epi8(load(products.of_high.data()), high));
        sums[target] = _mm_xor_si128(sums[target], product);
      }
    }
    for (std::size_t target = 0; target < kParityShards; ++target) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(parity + target * shard_bytes), sums[target]);
    }
  }

  void encode_bytes(const std::byte* data, std::size_t shard_bytes, std::byte* parity) const {
    for (std::size_t target = 0; target < kParityShards; ++target) {
      unsigned sum = 0;
      for (std::size_t shard = 0; shard < kDataShards; ++shard) {
        const auto byte = static_cast<std::uint8_t>(data[shard * shard_bytes]);
        sum ^= ErasureCode::kField.multiply(coefficient(kDataShards + target, shard), byte);
      }
      parity[target * shard_bytes] = static_cast<std::byte>(sum);
    }
  }

  std::array<std::array<Products, kDataShards>, kParityShards> products_;
};

}  // namespace crossfade::workloads::media_put
