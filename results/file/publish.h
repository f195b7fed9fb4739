// Publishing: a file appears under its name whole or not at all, and stays there after a power cut.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "results/error.h"
#include "results/file/file_system.h"

namespace crossfade::results::file {

/// Writes NAME.tmp, syncs it, renames it to NAME and syncs the folder. On an error the file that was there
/// is untouched and NAME.tmp is gone; only if the last step fails is the new file already in place.
/// Errors: cannot_create if the folder does not take a file, io otherwise.
Result<void> publish_atomically(FileSystem& files, const std::filesystem::path& path,
                                std::span<const std::byte> bytes);

/// Whether the first step of that would succeed; nothing is left behind. Errors: cannot_create.
Result<void> try_to_create(FileSystem& files, const std::filesystem::path& path);

/// The folder of `path`; "." for a bare name.
std::filesystem::path folder_of(const std::filesystem::path& path);

}  // namespace crossfade::results::file
