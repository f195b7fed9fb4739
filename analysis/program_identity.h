// Program identity: the build ID that the linker gave the running program, in hexadecimal digits. Another
// build has another one, so it tells whose answers are whose. Not a digest of the file: a bundle starts its
// programs through a loader, whose file that would be.
#pragma once

#include <string>

namespace crossfade::analysis {

/// Empty where the linker gave none.
std::string program_identity();

}  // namespace crossfade::analysis
