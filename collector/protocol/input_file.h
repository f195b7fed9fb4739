// Input file: what a user brought for a workload to work on (run --input), known by a digest of its bytes: a
// run measures one and the same file, whoever reads it. What is in it only the plug-in understands.
#pragma once

#include <string>

#include "results/error.h"

namespace crossfade::collector {

/// XXH3 with 128 bits, in hexadecimal. Errors: io, if it cannot be read to its end or is no plain file.
results::Result<std::string> digest_of_file(const std::string& path);

}  // namespace crossfade::collector
