// CF_ASSERT: a programmer's error ends the program, in every build, with the place and the reason.
// Not for user or environment errors: those are values (results/error.h).
#pragma once

namespace crossfade::results {
[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file,
                                   int line) noexcept;
}  // namespace crossfade::results

#define CF_ASSERT(condition, why) \
  (static_cast<bool>(condition)   \
       ? static_cast<void>(0)     \
       : ::crossfade::results::assertion_failed(#condition, why, __FILE__, __LINE__))
