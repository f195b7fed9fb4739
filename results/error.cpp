#include "results/error.h"

#include <fmt/format.h>

namespace crossfade::results {

std::string to_text(const Error& error, std::string_view program) {
  std::string text = fmt::format("{}: {}\n", program, error.what);
  if (!error.where.empty()) text += fmt::format("  where: {}\n", error.where);
  if (!error.why.empty()) text += fmt::format("  why: {}\n", error.why);
  if (!error.remedy.empty()) text += fmt::format("  what to do: {}\n", error.remedy);
  return text;
}

std::string to_line(const Error& error) {
  std::string line = error.what;
  if (!error.where.empty()) line += fmt::format(" [{}]", error.where);
  if (!error.why.empty()) line += fmt::format(": {}", error.why);
  if (!error.remedy.empty()) line += fmt::format(". {}", error.remedy);
  return line;
}

}  // namespace crossfade::results
