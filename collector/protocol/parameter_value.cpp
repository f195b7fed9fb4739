#include "collector/protocol/parameter_value.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace crossfade::collector {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// In its one spelling, because recordings whose parameters are spelled differently are not compared.
bool is_whole_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  return text.size() == 1 || text.front() != '0';
}

bool is_text(const ParameterRange& range) {
  return range.min.empty() && range.max.empty();
}

}  // namespace

std::string why_no_range(const ParameterRange& range) {
  const auto low = number(range.min), high = number(range.max);
  if (!range.min.empty() && !low) return fmt::format("its lowest value '{}' is no number", range.min);
  if (!range.max.empty() && !high) return fmt::format("its highest value '{}' is no number", range.max);
  if (low && high && *low > *high)
    return fmt::format("its lowest value {} is above its highest, {}", range.min, range.max);
  const std::string why = why_no_value(range, std::string(range.default_value));
  return why.empty() ? "" : fmt::format("its default '{}' {}", range.default_value, why);
}

std::string why_no_value(const ParameterRange& range, const std::string& value) {
  if (value.find_first_of(" \t\n") != std::string::npos) return "holds white space";
  if (is_text(range)) return {};
  const auto given = number(value);
  if (is_whole_number(range.default_value)) {
    if (!given || !is_whole_number(value))
      return fmt::format("is not a whole number such as {}", range.default_value);
  } else if (!given) {
    return "is not a number";
  }
  const auto low = number(range.min), high = number(range.max);
  return (low && *given < *low) || (high && *given > *high) ? "is out of range" : "";
}

std::string values_text(const ParameterRange& range) {
  if (is_text(range)) return {};
  std::string text = is_whole_number(range.default_value) ? "a whole number" : "a number";
  if (!range.min.empty()) text += fmt::format(" from {}", range.min);
  if (!range.max.empty()) text += fmt::format(" {} {}", range.min.empty() ? "up to" : "to", range.max);
  return text;
}

}  // namespace crossfade::collector
