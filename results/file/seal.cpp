#include "results/file/seal.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "results/file/superblock.h"

namespace crossfade::results::file {
namespace {

// The line end shows a transfer in text mode.
constexpr std::array<char, 8> magic{'C', 'F', 'S', 'E', 'A', 'L', '\r', '\n'};
constexpr std::uint8_t version = 1;
constexpr std::size_t version_at = 8, length_at = 16, digest_at = 24;

std::array<std::byte, seal_bytes> seal_of(std::span<const std::byte> payload) {
  std::array<std::byte, seal_bytes> seal{};
  std::transform(magic.begin(), magic.end(), seal.begin(), [](char c) { return static_cast<std::byte>(c); });
  seal[version_at] = std::byte{version};
  for (std::size_t i = 0; i < 8; ++i) {
    seal[length_at + i] = static_cast<std::byte>(std::uint64_t{payload.size()} >> (8U * i));
  }
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(payload.data(), payload.size()));
  for (std::size_t i = 0; i < sizeof canonical.digest; ++i) {
    seal[digest_at + i] = static_cast<std::byte>(canonical.digest[i]);
  }
  return seal;
}

Error problem(std::string why, std::string remedy) {
  return {ErrorKind::data, "", "", std::move(why), std::move(remedy)};
}

constexpr const char* copy_again = "copy the file again from where it was made";

}  // namespace

void append_seal(std::vector<std::byte>& image) {
  const auto seal = seal_of(image);
  image.insert(image.end(), seal.begin(), seal.end());
}

Result<CheckedPayload> check_seal(std::span<const std::byte> file) {
  if (file.empty()) return problem("the file is empty", "give a recording made by crossfade-collect");
  if (!has_signature(file)) {
    return problem("it is not a recording: it does not begin like an HDF5 file",
                   "give a recording made by crossfade-collect");
  }
  const auto end = stated_end(file);
  if (!end) return problem(fmt::format("truncated: only {} bytes are there", file.size()), copy_again);
  if (file.size() < *end) {
    return problem(fmt::format("truncated: it ends after {} of {} bytes", file.size(), *end), copy_again);
  }
  const auto payload = file.first(static_cast<std::size_t>(*end));
  const auto rest = file.subspan(static_cast<std::size_t>(*end));
  if (rest.empty()) return CheckedPayload{payload, Seal::none_modified_since};
  const auto expected = seal_of(payload);
  if (rest.size() < seal_bytes) {
    return problem(fmt::format("truncated: it ends after {} of {} bytes", file.size(), *end + seal_bytes),
                   copy_again);
  }
  if (!std::equal(rest.begin(), rest.end(), expected.begin(), expected.end())) {
    return problem("damaged: its bytes do not match their digest", copy_again);
  }
  return CheckedPayload{payload, Seal::intact};
}

}  // namespace crossfade::results::file
