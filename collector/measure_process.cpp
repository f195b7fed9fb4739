#include "collector/measure_process.h"

#include <fmt/format.h>

#include <cstring>

namespace crossfade::collector {

std::string end_text(const ProcessEnd& end, const char* awaited) {
  return end.signal != 0
             ? fmt::format("ended by signal {} ({}) while {}", end.signal, strsignal(end.signal), awaited)
             : fmt::format("exited with code {} while {}", end.exit_code, awaited);
}

}  // namespace crossfade::collector
