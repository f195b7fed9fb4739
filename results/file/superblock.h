// The superblock: the first bytes of an HDF5 file. Just enough of it to tell a recording from other files,
// to know where it should end, and to repair its checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace crossfade::results::file {

/// Does the file begin like HDF5? A file shorter than the signature does if it is a beginning of it.
bool has_signature(std::span<const std::byte> bytes);

/// The end of the HDF5 file in bytes as its superblock states it; nullopt if there is no whole superblock.
std::optional<std::uint64_t> stated_end(std::span<const std::byte> bytes);

/// H5Fget_file_image of an open file clears the superblock's status flags without renewing its checksum
/// (libhdf5 before 1.14.6), and such an image does not open. Renews both; harmless on a correct image.
void repair_superblock(std::span<std::byte> image);

}  // namespace crossfade::results::file
