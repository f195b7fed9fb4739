#include "collector/protocol/rate_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr double longest_s = 24 * 3600.0;

/// A number and what follows it.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<RateStep> parse_step(std::string_view text) {
  const auto time = take_number(text);
  if (!time || *time < 0) return std::nullopt;
  double unit_ns = 1e9;
  if (text.starts_with("ms")) {
    unit_ns = 1e6;
    text.remove_prefix(2);
  } else if (text.starts_with("s")) {
    text.remove_prefix(1);
  }
  if (*time * unit_ns > longest_s * 1e9 || !text.starts_with("=")) return std::nullopt;
  text.remove_prefix(1);
  const auto factor = take_number(text);
  if (!factor || !text.empty()) return std::nullopt;
  return RateStep{static_cast<std::uint64_t>(std::llround(*time * unit_ns)), *factor};
}

}  // namespace

const char* why_invalid(std::span<const RateStep> steps) {
  if (steps.empty()) return "it has no steps";
  if (steps.size() > max_rate_steps) return "it has more than 1000 steps";
  if (steps.front().from_ns != 0) return "its first step is not at 0";
  bool any = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i > 0 && steps[i].from_ns <= steps[i - 1].from_ns) return "its times do not ascend";
    if (!(steps[i].factor >= 0) || steps[i].factor > highest_rate_factor)
      return "a factor is not between 0 and 1000";
    any = any || steps[i].factor > 0;
  }
  return any ? nullptr : "nothing ever arrives";
}

Result<std::vector<RateStep>> parse_rate_profile(const std::string& text, const std::string& where) {
  const auto refused = [&](std::string why) {
    return Error{ErrorKind::usage, "cannot use the value of an option", where, std::move(why),
                 "give time=factor,time=factor with the first time 0, such as 0=1,500ms=3,1.5s=1"};
  };
  std::vector<RateStep> steps;
  std::string_view rest = text;
  for (;;) {
    const auto comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma);
    const auto step = parse_step(part);
    if (!step) return refused(fmt::format("'{}' is not a time and a factor", part));
    steps.push_back(*step);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (const char* const why = why_invalid(steps)) return refused(why);
  return steps;
}

std::string rate_profile_text(std::span<const RateStep> steps) {
  std::string text;
  for (const RateStep& step : steps) {
    text +=
        fmt::format("{}{}={}", text.empty() ? "" : ",", static_cast<double>(step.from_ns) / 1e9, step.factor);
  }
  return text;
}

double weighted_duration_ns(std::span<const RateStep> steps, std::uint64_t duration_ns) {
  double weighted_ns = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::uint64_t end_ns =
        i + 1 < steps.size() ? std::min(steps[i + 1].from_ns, duration_ns) : duration_ns;
    if (end_ns > steps[i].from_ns)
      weighted_ns += steps[i].factor * static_cast<double>(end_ns - steps[i].from_ns);
  }
  return weighted_ns;
}

}  // namespace crossfade::collector
