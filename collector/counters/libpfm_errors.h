// libpfm errors: the events that libpfm4 encodes without a complaint as something else than they are. Found
// by comparing it with the kernel's lists; tests/counters/libpfm_encoding_test.cpp holds both to what is said
// here.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace crossfade::collector {

struct LibpfmError {
  std::string_view pmu, event;  ///< its names: "spr", "TOPDOWN:BAD_SPEC_SLOTS"
  std::string_view metric;      ///< in our tables, which have the right code for it
  std::uint64_t config;         ///< what libpfm4 says
  std::string_view reason;
};

std::span<const LibpfmError> libpfm_errors();

/// `full_name` is the name of an event as libpfm4 gives it back, with everything that was left out;
/// nullptr if that config is not known to be wrong for it.
const LibpfmError* find_libpfm_error(std::string_view full_name, std::uint64_t config);

}  // namespace crossfade::collector
