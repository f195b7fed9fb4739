#include "tests/support/mutation.h"

#include <algorithm>
#include <random>
#include <utility>

#include "results/file/seal.h"
#include "results/file/superblock.h"

namespace crossfade::testing {
namespace {

using Bytes = std::vector<std::byte>;
using Random = std::mt19937_64;

struct Range {
  std::size_t begin = 0, length = 0;
};

void change(Bytes& bytes, Range where, Random& random) {
  const std::size_t at = where.begin + random() % where.length;
  const auto fill = [&](std::size_t most, std::byte value) {
    const std::size_t n = std::min<std::size_t>(1 + random() % most, bytes.size() - at);
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, value);
  };
  switch (random() % 7) {
    case 0:
      bytes[at] ^= static_cast<std::byte>(1U << (random() % 8));
      break;
    case 1:
      for (std::uint64_t k = 0, n = 2 + random() % 15; k < n; ++k)
        bytes[where.begin + random() % where.length] ^= static_cast<std::byte>(random());
      break;
    case 2:
      fill(64, std::byte{0});
      break;
    case 3:  // a length or an address becomes huge
      fill(8, std::byte{0xFF});
      break;
    case 4: {  // a number that is a little wrong, or a power of two
      const std::uint64_t value = random() % 2 == 0 ? random() % 5 : std::uint64_t{1} << (random() % 63);
      const std::size_t width = std::size_t{1} << (random() % 4);
      for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
        bytes[at + i] = static_cast<std::byte>(value >> (8U * i));
      break;
    }
    case 5: {  // a piece from elsewhere
      const std::size_t from = random() % bytes.size();
      const std::size_t n =
          std::min({std::size_t{1} << (random() % 10), bytes.size() - at, bytes.size() - from});
      const Bytes piece(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                        bytes.begin() + static_cast<std::ptrdiff_t>(from + n));
      std::copy(piece.begin(), piece.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    }
    default:  // two bytes change places
      std::swap(bytes[at], bytes[where.begin + random() % where.length]);
  }
}

}  // namespace

Mutations::Mutations(std::vector<std::byte> file) : payload_(std::move(file)) {
  payload_.resize(payload_.size() - results::file::seal_bytes);
  blocks_ = testing::metadata_blocks(payload_);
}

std::vector<std::byte> Mutations::mutation(std::uint64_t number) const {
  Random random(0x9E3779B97F4A7C15U * (number + 1));
  Bytes bytes = payload_;
  if (number % 10 == 9) {  // as a transfer damages it: nobody renews a digest
    results::file::append_seal(bytes);
    if (random() % 2 == 0) {
      bytes.resize(random() % bytes.size());
    } else {
      change(bytes, {0, bytes.size()}, random);
    }
    return bytes;
  }
  const bool in_metadata = number % 2 == 0 && !blocks_.empty();
  for (std::uint64_t k = 0, n = 1 + random() % 3; k < n; ++k) {
    if (in_metadata) {
      const MetadataBlock& block = blocks_[random() % blocks_.size()];
      change(bytes, {block.begin, block.length}, random);
      renew_checksum(bytes, block);
    } else {
      change(bytes, {0, bytes.size()}, random);
    }
  }
  if (random() % 16 == 0) bytes.resize(1 + random() % bytes.size());
  results::file::repair_superblock(bytes);
  results::file::append_seal(bytes);
  return bytes;
}

}  // namespace crossfade::testing
