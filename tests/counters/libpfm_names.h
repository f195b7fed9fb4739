// libpfm names: what libpfm4 calls the events of our own code tables, for a second opinion on every code, and
// which it does not have.
#pragma once

#include <span>
#include <string_view>

namespace crossfade::collector {

struct LibpfmName {
  std::string_view metric, name;
};

struct UnknownToLibpfm {
  std::string_view pmu, metric;
};

/// Of one PMU of libpfm4: "skx"; empty if we know no names.
std::span<const LibpfmName> libpfm_names(std::string_view pmu);
std::span<const UnknownToLibpfm> unknown_to_libpfm();

}  // namespace crossfade::collector
