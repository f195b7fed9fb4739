#include "results/version.h"

namespace crossfade::results {
std::string_view version() {
  return CROSSFADE_VERSION;
}
}  // namespace crossfade::results
