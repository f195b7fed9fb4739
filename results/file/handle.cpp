#include "results/file/handle.h"

#include <cstdint>
#include <cstdio>

namespace crossfade::results::file {

void prepare_library() {
  static const bool once = [] {
    H5open();
    H5Lunregister(H5L_TYPE_EXTERNAL);
    H5PLset_loading_state(0);
    return true;
  }();
  static_cast<void>(once);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

const char* unique_memory_name(char (&buffer)[48]) {
  static std::atomic<std::uint64_t> next{0};
  static_cast<void>(std::snprintf(buffer, sizeof buffer, "crossfade-recording-in-memory-%llu",
                                  static_cast<unsigned long long>(next++)));
  return buffer;
}

}  // namespace crossfade::results::file
