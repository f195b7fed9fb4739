// Metadata blocks: the pieces of an HDF5 file's own description that end in a checksum of themselves, found
// without knowing what they mean. A change within one reaches the library's parser only if the checksum is
// renewed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::testing {

/// Bob Jenkins' lookup3 of 2006, seed 0, of any length.
std::uint32_t metadata_checksum(std::span<const std::byte> bytes);

struct MetadataBlock {
  std::size_t begin = 0, length = 0;  ///< without the checksum, whose 4 bytes follow
};

/// Of a file in good order: object headers, and others of at most 768 bytes.
std::vector<MetadataBlock> metadata_blocks(std::span<const std::byte> file);

void renew_checksum(std::span<std::byte> file, const MetadataBlock& block);

}  // namespace crossfade::testing
