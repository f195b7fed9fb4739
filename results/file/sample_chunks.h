// Sample chunks: the (sample, counter) matrix of a growing recording as the chunks it is stored in, each of
// one counter. What is full is compressed once and not at every publish.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "results/recording.h"

namespace crossfade::results::file {

class SampleChunks {
 public:
  /// Of samples in a chunk, where there are as many.
  static constexpr std::size_t rows = 4'096;
  /// Of one row of chunks by counter; an empty one, or one that is not there, holds no count at all.
  using RowOfChunks = std::vector<std::vector<std::byte>>;

  /// Compresses what has become full. `recording` has only grown since the last call.
  void extend(const Recording& recording);
  /// All of them; of fewer samples than a chunk has rows, the only row of chunks is as short as they are.
  std::vector<RowOfChunks> all(const Recording& recording) const;
  /// The chunk that holds no count, of that many samples.
  static std::vector<std::byte> blank(std::size_t samples);

 private:
  std::vector<RowOfChunks> full_;
};

}  // namespace crossfade::results::file
