// tell: fmt::print that does not throw when nobody takes the text: a terminal or a pipe that has gone away
// must not end a measurement. main looks at the stream's error state at the end.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include "results/terminal.h"

namespace crossfade::collector {

/// Beyond it lines are hard to read.
inline constexpr std::size_t longest_line = 100;

/// How wide a line of `stream` may be: as its terminal, and at most longest_line.
inline std::size_t line_width(std::FILE* stream) {
  return results::prose_width(results::terminal_of(::fileno(stream)), longest_line);
}

template <class... T>
void tell(std::FILE* stream, fmt::format_string<T...> format, T&&... values) {
  const std::string text = fmt::format(format, std::forward<T>(values)...);
  (void)std::fwrite(text.data(), 1, text.size(), stream);
}

}  // namespace crossfade::collector
