#include "tests/support/metadata_blocks.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "results/file/metadata_checksum.h"

namespace crossfade::testing {

using results::file::metadata_checksum;

namespace {

std::uint32_t word(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
    value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8U * i);
  return value;
}

constexpr std::array<std::string_view, 15> signatures{"OHDR", "OCHK", "FRHP", "FHDB", "FHIB",
                                                      "BTHD", "BTIN", "BTLF", "EAHD", "EAIB",
                                                      "EASB", "EADB", "FAHD", "FADB", "FSHD"};

bool has_signature(std::span<const std::byte> at) {
  const std::string_view text(reinterpret_cast<const char*>(at.data()), 4);
  return std::find(signatures.begin(), signatures.end(), text) != signatures.end();
}

constexpr std::size_t shortest = 8, longest = 768;

/// An object header says how long it is, and may be far longer than the others; 0 of one that makes no sense.
std::size_t stated_length(std::span<const std::byte> header) {
  const auto byte = [&](std::size_t i) { return std::to_integer<std::size_t>(header[i]); };
  constexpr std::size_t most_before_its_size = 4 + 2 + 16 + 4 + 8;
  if (header.size() < most_before_its_size) return 0;
  const std::size_t flags = byte(5);
  std::size_t at = 6 + ((flags & 0x20U) != 0 ? 16 : 0) + ((flags & 0x10U) != 0 ? 4 : 0), size = 0;
  const std::size_t width = std::size_t{1} << (flags & 3U);
  for (std::size_t i = 0; i < std::min<std::size_t>(width, 4); ++i) size |= byte(at + i) << (8U * i);
  at += width;
  return at + size;
}

}  // namespace

std::vector<MetadataBlock> metadata_blocks(std::span<const std::byte> file) {
  std::vector<MetadataBlock> blocks;
  for (std::size_t begin = 0; begin + shortest + 4 <= file.size(); ++begin) {
    if (!has_signature(file.subspan(begin))) continue;
    const bool is_header = static_cast<char>(file[begin]) == 'O' && static_cast<char>(file[begin + 1]) == 'H';
    const std::size_t stated = is_header ? stated_length(file.subspan(begin)) : 0;
    const std::size_t left = file.size() - begin - 4;
    for (std::size_t length = is_header ? stated : shortest;
         length <= std::min(is_header ? stated : longest, left); ++length) {
      if (metadata_checksum(file.subspan(begin, length)) != word(file, begin + length)) continue;
      blocks.push_back({begin, length});
      break;
    }
  }
  return blocks;
}

void renew_checksum(std::span<std::byte> file, const MetadataBlock& block) {
  if (block.begin + block.length + 4 > file.size()) return;
  const std::uint32_t sum = metadata_checksum(file.subspan(block.begin, block.length));
  for (std::size_t i = 0; i < 4; ++i)
    file[block.begin + block.length + i] = static_cast<std::byte>(sum >> (8U * i));
}

}  // namespace crossfade::testing
