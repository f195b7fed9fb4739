// Hostile files: a good recording in which one dataset is replaced by something meant to crash, exhaust or
// mislead its reader, sealed with a correct digest again.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "results/file/handle.h"

namespace crossfade::results::testing {

struct HostileFile {
  const char* name;
  const char* refusal;  ///< part of the reader's `why`
  std::function<void(hid_t file)> make;
};
inline void PrintTo(const HostileFile& hostile, std::ostream* out) {
  *out << hostile.name;
}

std::vector<HostileFile> hostile_files();

/// Opens the HDF5 file in `path`, lets `change` at it, closes it and seals it.
void change_and_seal(const std::filesystem::path& path, const std::function<void(hid_t)>& change);

// The small changes from which tests make their own.
void remove_link(hid_t file, const char* name);
void add_external_link(hid_t file, const char* name);
void replace_attribute(hid_t file, const char* name, std::int64_t value);

}  // namespace crossfade::results::testing
