// The 3000 extractors: extract<number> is a function of its own for every number, compiled in twelve parts
// (part.cpp.in), because all in one file take half a minute. Called through a table, as a registry of
// extractors is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "workloads/feature_extract/kinds.h"

namespace crossfade::workloads::feature_extract {

using Extractor = std::uint32_t (*)(const Record&, std::uint32_t before);

inline constexpr std::uint32_t kParts = 12;
inline constexpr std::uint32_t kExtractorsPerPart = 250;
inline constexpr std::uint32_t kExtractors = kParts * kExtractorsPerPart;

template <std::uint32_t number>
[[gnu::noinline]] std::uint32_t extract(const Record& record, std::uint32_t before) {
  constexpr Constants k = constants_of(number);
  return apply(number % kKinds, k, record, before);
}

using PartTable = std::array<Extractor, kExtractorsPerPart>;

template <std::uint32_t part, std::size_t... places>
constexpr PartTable table_of_part(std::index_sequence<places...>) {
  return {&extract<part * kExtractorsPerPart + static_cast<std::uint32_t>(places)>...};
}

/// Instantiated in the file of each part, and only there.
template <std::uint32_t part>
const PartTable& extractors_of_part();

}  // namespace crossfade::workloads::feature_extract
