// Metadata blocks: the pieces of an HDF5 file's own description that end in a checksum of themselves, found
// without knowing what they mean. A change within one reaches the library's parser only if the checksum is
// renewed.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace crossfade::testing {

struct MetadataBlock {
  std::size_t begin = 0, length = 0;  ///< without the checksum, whose 4 bytes follow
};

/// Of a file in good order: object headers, and others of at most 768 bytes.
std::vector<MetadataBlock> metadata_blocks(std::span<const std::byte> file);

void renew_checksum(std::span<std::byte> file, const MetadataBlock& block);

}  // namespace crossfade::testing
