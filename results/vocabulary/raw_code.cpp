#include "results/vocabulary/raw_code.h"

#include <fmt/format.h>

namespace crossfade::results {

std::string to_text(const RawCode& code) {
  std::string text = fmt::format("event {:#x}", code.event);
  if (code.umask != 0) text += fmt::format(", umask {:#x}", code.umask);
  if (code.cmask != 0) text += fmt::format(", cmask {}", code.cmask);
  if (code.inverted) text += ", inv";
  if (code.edge) text += ", edge";
  if (code.any_thread) text += ", any thread";
  return text;
}

}  // namespace crossfade::results
