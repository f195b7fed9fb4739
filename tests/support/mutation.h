// Mutation: a recording's file with something wrong in it, as damage or malice would have it, under digests
// and checksums that are right again: so that it is the reader that has to notice. The same file and number
// give the same mutation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/support/metadata_blocks.h"

namespace crossfade::testing {

class Mutations {
 public:
  /// `file`: a sealed recording in good order.
  explicit Mutations(std::vector<std::byte> file);

  /// Flipped bits and bytes, zeros, huge numbers, pieces that land elsewhere, truncation; half of them in
  /// what describes the file, and every tenth left with its old digest.
  std::vector<std::byte> mutation(std::uint64_t number) const;

  std::size_t metadata_blocks() const { return blocks_.size(); }

 private:
  std::vector<std::byte> payload_;  ///< without the seal
  std::vector<MetadataBlock> blocks_;
};

}  // namespace crossfade::testing
