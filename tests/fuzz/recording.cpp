// Fuzzes the reader's core: any bytes as a recording's file. The checksums that keep the library from looking
// at what is wrong are renewed where the corpus had them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "results/file/file_content.h"
#include "results/file/seal.h"
#include "results/file/superblock.h"
#include "tests/support/metadata_blocks.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using crossfade::testing::MetadataBlock;

/// Finding them takes longer than reading: of one file after the other they stay where they were.
const std::vector<MetadataBlock>& blocks_of(std::span<const std::byte> file) {
  static std::vector<MetadataBlock> blocks;
  static std::size_t size = 0;
  if (size != file.size()) {
    blocks = crossfade::testing::metadata_blocks(file);
    size = file.size();
  }
  return blocks;
}

}  // namespace

/// Half of the mutations lie within one block of metadata, whose checksum is right again.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned seed) {
  const std::span bytes = std::as_writable_bytes(std::span(data, size));
  const auto& blocks = blocks_of(bytes);
  if (seed % 2 == 0 && !blocks.empty()) {
    const MetadataBlock& block = blocks[(seed / 2) % blocks.size()];
    if (block.begin + block.length + 4 <= size) {
      std::vector<std::uint8_t> part(data + block.begin, data + block.begin + block.length);
      const std::size_t n = LLVMFuzzerMutate(part.data(), part.size(), part.size());
      std::copy_n(part.begin(), n, data + block.begin);
      crossfade::testing::renew_checksum(bytes, block);
      return size;
    }
  }
  return LLVMFuzzerMutate(data, size, most);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace file = crossfade::results::file;
  const std::span given = std::as_bytes(std::span(data, size));
  std::vector<std::byte> bytes(given.begin(), given.end());
  file::repair_superblock(bytes);
  static_cast<void>(file::summary_of(bytes));
  const auto read = file::recording_of(bytes);
  // What is taken holds together: analysis relies on it.
  if (!read) return 0;
  for (const auto& stage : read->recording.stages)
    if (stage.repetition >= read->recording.repetitions.size()) std::abort();
  return 0;
}
