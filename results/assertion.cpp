#include "results/assertion.h"

#include <cstdio>
#include <cstdlib>

namespace crossfade::results {

void assertion_failed(const char* condition, const char* why, const char* file, int line) noexcept {
  // stdio, not fmt: this must work when memory does not.
  static_cast<void>(
      std::fprintf(stderr, "crossfade: internal error: %s (%s) at %s:%d\n", why, condition, file, line));
  std::abort();
}

}  // namespace crossfade::results
