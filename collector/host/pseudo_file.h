// PseudoFile: a small file of /proc, /sys or /etc read whole, with the reason when it cannot be. Every path
// is below a root that tests replace. Not for recordings or anything large.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crossfade::collector {

struct PseudoFile {
  std::string text;            ///< without trailing white space
  std::string absent_because;  ///< empty if it was read
  explicit operator bool() const { return absent_because.empty(); }
};

/// `path` is absolute on the host; at most 64 KiB are read.
PseudoFile read_pseudo_file(const std::filesystem::path& root, std::string_view path);

/// The value behind "key :" or "key=" at the start of a line, without quotes; empty if there is none.
std::string value_of_key(std::string_view text, std::string_view key);

}  // namespace crossfade::collector
