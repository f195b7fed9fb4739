// EmbeddingTables: one table of rows for each sparse feature, in one block of memory, filled from the seed.
// A row is 32 numbers of four bits, -8 to 7, kept as floats: what a table of quantised embeddings is after
// unpacking. Table sizes fall off as 1/rank, so a few large tables hold most of the rows. Ids are hashed into
// a table. Read-only once made.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "workloads/environment.h"
#include "workloads/generators/random.h"
#include "workloads/page_memory.h"

namespace crossfade::workloads::rank_dnn {

inline constexpr std::uint32_t kFeatures = 26;
inline constexpr std::uint32_t kRowNumbers = 32;
inline constexpr std::int32_t kLargestEmbedding = 8;  // by magnitude
inline constexpr std::size_t kRowBytes = kRowNumbers * sizeof(float);

/// Eight of the features, large and small ones, are of the member; the others are of the candidate.
constexpr bool is_of_member(std::uint32_t feature) {
  return feature % 3 == 0 && feature < 24;
}

class EmbeddingTables {
 public:
  EmbeddingTables(std::uint64_t seed, std::size_t bytes, PageSize pages) : seed_(seed) {
    double shares = 0;
    for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
      shares += 1.0 / (feature + 1);
    }
    const std::size_t rows_in_all = bytes / kRowBytes;
    const auto rows = static_cast<double>(rows_in_all);
    std::uint64_t first = 0;
    for (std::uint32_t feature = 0; feature < kFeatures; ++feature) {
      const double share = 1.0 / (feature + 1) / shares;
      tables_[feature] = {first, std::max<std::uint64_t>(1, static_cast<std::uint64_t>(rows * share))};
      first += tables_[feature].rows;
    }
    memory_ = PageMemory(first * kRowBytes, pages);
  }

  void fill(const Environment& environment) {
    const std::uint64_t rows = memory_.size() / kRowBytes;
    for (std::uint64_t row = 0; row < rows; ++row) {
      if (row % 16384 == 0) {
        environment.check_cancelled();
      }
      make_row(row, std::span<float, kRowNumbers>(floats() + row * kRowNumbers, kRowNumbers));
    }
  }

  /// The row, among those of all tables, that an id of a feature is hashed to.
  std::uint64_t row_of(std::uint32_t feature, std::uint64_t id) const {
    __extension__ using Wide = unsigned __int128;
    const std::uint64_t hash = mix(seed_ ^ (id * kFeatures + feature));
    return tables_[feature].first +
           static_cast<std::uint64_t>((static_cast<Wide>(hash) * tables_[feature].rows) >> 64);
  }

  const float* row(std::uint64_t number) const {
    return reinterpret_cast<const float*>(memory_.data()) + number * kRowNumbers;
  }

  /// The numbers of a row, made again from the seed without looking at the tables.
  template <class Number>
  void make_row(std::uint64_t number, std::span<Number, kRowNumbers> row) const {
    for (std::uint32_t half = 0; half < 2; ++half) {
      const std::uint64_t word = mix(mix(seed_ + 1) ^ (number * 2 + half));
      for (std::uint32_t place = 0; place < kRowNumbers / 2; ++place) {
        row[half * (kRowNumbers / 2) + place] =
            static_cast<Number>(static_cast<std::int32_t>(word >> (4 * place) & 15) - kLargestEmbedding);
      }
    }
  }

  std::uint64_t rows_of(std::uint32_t feature) const { return tables_[feature].rows; }
  std::span<const std::byte> bytes() const { return memory_.bytes(); }

 private:
  struct Table {
    std::uint64_t first, rows;
  };

  float* floats() { return reinterpret_cast<float*>(memory_.data()); }

  std::uint64_t seed_;
  std::array<Table, kFeatures> tables_{};
  PageMemory memory_;
};

}  // namespace crossfade::workloads::rank_dnn
