// Child answer: what code that is not ours says, asked in a child process, so that it can neither crash nor
// hang this one.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "results/error.h"

namespace crossfade::collector {

/// "cannot use the plug-in".
results::Error unusable_plugin(const std::filesystem::path& path, std::string why, std::string remedy);

/// What `answer` returns, called in the child; empty if the child ended before. Errors (unavailable): it
/// crashed, said more than a megabyte or took longer than 5 s.
results::Result<std::string> answer_of_child(const std::filesystem::path& plugin,
                                             const std::function<std::string()>& answer);

}  // namespace crossfade::collector
