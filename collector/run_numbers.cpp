#include "collector/run_numbers.h"

#include <fmt/format.h>

namespace crossfade::collector {

std::string grouped(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string time_text(double ns) {
  if (ns < 1e3) return fmt::format("{:.0f} ns", ns);
  if (ns < 1e6) return fmt::format("{:.2f} us", ns * 1e-3);
  return fmt::format("{:.2f} ms", ns * 1e-6);
}

}  // namespace crossfade::collector
