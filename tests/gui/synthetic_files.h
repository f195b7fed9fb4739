// Synthetic recordings as files for the window's tests.
#pragma once

#include <filesystem>

namespace crossfade::gui::testing {

/// An m5.xlarge at speed 1 and an m7a.xlarge at speed 1.6, two workloads each, in `folder`: m5.h5, m7a.h5.
/// Ends the program with a message if they cannot be written.
void write_pair(const std::filesystem::path& folder);

}  // namespace crossfade::gui::testing
