// Confinement: what a process gives up, for good, before it looks into a file that somebody made to harm it.
// Afterwards it can compute, ask for memory up to a limit, and read and write what is open: no file, no
// socket, no process and no program can be had. Limits of CPU time and memory are its parent's to set
// (reader_limits.h).
#pragma once

#include <cstdint>

namespace crossfade::results::jail {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CROSSFADE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CROSSFADE_SANITIZED 1
#endif
#endif
#ifdef CROSSFADE_SANITIZED
/// A sanitizer's run time needs more system calls than are left, and terabytes of address space.
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

/// The calling process, which has one thread. False where the kernel, or another jail around this one, does
/// not allow the filter of system calls: then only the limits hold. Always false in sanitized builds.
bool confine();

}  // namespace crossfade::results::jail
