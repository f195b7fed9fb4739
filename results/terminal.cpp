#include "results/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace crossfade::results {

std::optional<std::size_t> usable_width(const char* columns, std::size_t said) {
  constexpr std::size_t narrowest = 40, widest = 1000;
  std::size_t width = said;
  if (columns != nullptr) {
    const std::string_view text = columns;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size() && value > 0) width = value;
  }
  if (width == 0) return std::nullopt;
  return std::clamp(width, narrowest, widest);
}

Terminal terminal_of(int descriptor) {
  if (::isatty(descriptor) == 0) return {};
  winsize size{};
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  return {usable_width(std::getenv("COLUMNS"), known ? size.ws_col : 0), std::getenv("NO_COLOR") == nullptr};
}

std::size_t prose_width(const Terminal& terminal, std::size_t longest) {
  return std::min(longest, terminal.width.value_or(longest));
}

}  // namespace crossfade::results
