// Worker: the process that reads recordings in the jail, one after the other, and never ends by itself.
// A request is a SmallMessage with the open file: its kind says what is wanted, its value how many bytes the
// file has. The answer is in recording_wire.h.
#pragma once

#include <cstdint>

namespace crossfade::results::jail {

enum class Wanted : std::uint64_t { recording = 1, summary = 2 };

/// Exit codes of a worker, for its parent.
inline constexpr int out_of_memory = 3;

/// Confines the process, answers what comes over `socket`, and exits when the other side is gone.
[[noreturn]] void serve(int socket);

}  // namespace crossfade::results::jail
