// tell: fmt::print that does not throw when nobody takes the text: a terminal or a pipe that has gone away
// must not end a measurement. main looks at the stream's error state at the end.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

namespace crossfade::collector {

template <class... T>
void tell(std::FILE* stream, fmt::format_string<T...> format, T&&... values) {
  const std::string text = fmt::format(format, std::forward<T>(values)...);
  (void)std::fwrite(text.data(), 1, text.size(), stream);
}

}  // namespace crossfade::collector
